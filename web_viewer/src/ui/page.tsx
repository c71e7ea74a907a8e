/** Lays out a page: its one heading, what state it is in, its actions, its content. */

import { Group, Title } from "@mantine/core";
import { useEffect, type ReactNode } from "react";
import { t } from "./text";

interface Props {
  title: string;
  /** Count or state, in one line beside the title. */
  state?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** "reading" and "form" are narrow, "full" is for tables. */
  width?: "full" | "reading" | "form";
}

export function Page({ title, state, actions, children, width = "full" }: Props) {
  useEffect(() => {
    document.title = t("app.page_title", { page: title });
  }, [title]);
  return (
    <div className="hr-page" data-width={width}>
      <Group className="hr-page-head" justify="space-between" align="center" gap={12}>
        <Group gap={12} align="baseline" className="hr-page-title">
          <Title order={1}>{title}</Title>
          {state === undefined ? null : <div className="hr-page-state">{state}</div>}
        </Group>
        {actions === undefined ? null : <Group gap={8}>{actions}</Group>}
      </Group>
      {children}
    </div>
  );
}
