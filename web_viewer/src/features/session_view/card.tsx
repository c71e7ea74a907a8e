/** The one card of a session page that shows no picture: its heading, what it says, what can be done. */

import { Anchor, Group, Paper, Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, type ReactNode } from "react";
import { meQuery } from "@/api/queries";
import { t } from "@/ui/text";

interface Props {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}

export function Card({ title, aside = null, children }: Props) {
  const isOwner = useQuery(meQuery).data?.account.kind === "end_user";
  useEffect(() => {
    document.title = `${title} · Handrail`;
  }, [title]);
  return (
    <main className="hr-view-page">
      <nav className="hr-view-back">
        <Anchor component={Link} to={isOwner ? "/help" : "/inventory"}>
          {t(isOwner ? "own.title" : "view.back")}
        </Anchor>
      </nav>
      <Paper className="hr-view-card" withBorder>
        <Stack gap={16}>
          <Group justify="space-between" align="baseline" gap={12}>
            <Title order={1}>{title}</Title>
            {aside}
          </Group>
          {children}
        </Stack>
      </Paper>
    </main>
  );
}
