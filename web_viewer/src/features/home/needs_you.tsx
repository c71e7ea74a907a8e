/** Says what waits for this person: requests, the longest first. */

import { Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { sessionsQuery } from "@/api/queries";
import { byWait } from "@/api/session_facts";
import type { Session } from "@/api/types";
import { span } from "@/ui/moment";
import { useNow } from "@/ui/now";
import { Section } from "@/ui/section";
import { View } from "@/ui/states";
import { t } from "@/ui/text";

function Waiting({ count, since }: { count: number; since: string }) {
  const now = useNow(1_000);
  return t("home.requests_wait", { count, wait: span(now.getTime() - new Date(since).getTime()) });
}

export function NeedsYou({ mayAnswer }: { mayAnswer: (request: Session) => boolean }) {
  const waiting = useQuery(sessionsQuery({ state: "requested" }));
  return (
    <Section title={t("home.needs_you")}>
      <View of={waiting} rows={1}>
        {({ items, total }) => {
          const longest = byWait(items)[0];
          if (longest === undefined) return <Text c="dimmed">{t("home.nothing_needs_you")}</Text>;
          return (
            <Group justify="space-between">
              <Text>
                <span className="hr-sign" data-tone="wait">
                  <span aria-hidden="true" className="hr-sign-shape">
                    ◔
                  </span>
                  <Waiting count={total} since={longest.created_at} />
                </span>
              </Text>
              <Button component={Link} to="/requests">
                {items.some(mayAnswer) ? t("home.open_requests") : t("home.read_requests")}
              </Button>
            </Group>
          );
        }}
      </View>
    </Section>
  );
}
