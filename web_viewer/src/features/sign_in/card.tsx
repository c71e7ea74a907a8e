/** The card in the middle of every page that is seen before one is signed in. */

import { Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, type ReactNode } from "react";
import { looksQuery } from "@/api/portal";
import { BrandMark, useBrand, useSlug } from "@/ui/brand";
import { LanguageChoice } from "@/ui/language_choice";
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
  const looks = useQuery(looksQuery(useSlug())).data;
  const name = looks?.name ?? t("app.name");
  const colour = looks?.colour ?? null;
  useBrand(colour);
  return (
    <main className="hr-sign-in" data-branded={colour !== null || undefined}>
      <div className="hr-sign-in-card" data-wide={wide || undefined}>
        <div className="hr-sign-in-brand">
          <BrandMark name={name} logo={looks?.logo ?? null} colour={colour} size={28} />
          <span>{name}</span>
        </div>
        <Title order={1}>{title}</Title>
        {children}
      </div>
      <p className="hr-sign-in-foot">{t("sign_in.only_if_you_came_yourself")}</p>
      <LanguageChoice />
    </main>
  );
}
