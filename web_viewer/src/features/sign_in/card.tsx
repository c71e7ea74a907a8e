/** The card in the middle of every page that is seen before one is signed in. */

import { Title } from "@mantine/core";
import { useEffect, type ReactNode } from "react";
import { t } from "@/ui/text";

interface Props {
  title: string;
  wide?: boolean;
  children: ReactNode;
}

export function SignInCard({ title, wide = false, children }: Props) {
  useEffect(() => {
    document.title = t("app.page_title", { page: title });
  }, [title]);
  return (
    <main className="hr-sign-in">
      <div className="hr-sign-in-card" data-wide={wide || undefined}>
        <div className="hr-sign-in-brand">
          <img src="/favicon.svg" alt="" width={28} height={28} />
          <span>{t("app.name")}</span>
        </div>
        <Title order={1}>{title}</Title>
        {children}
      </div>
      <p className="hr-sign-in-foot">{t("sign_in.only_if_you_came_yourself")}</p>
    </main>
  );
}
