/** Counts today's sessions, and shows the state of the audit chain. */

import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { auditStateQuery, sessionsQuery } from "@/api/queries";
import { isOnDay, wasDenied } from "@/api/session_facts";
import type { Page, Session } from "@/api/types";
import { ChainState } from "@/ui/chain_state";
import { useNow } from "@/ui/now";
import { Section } from "@/ui/section";
import { View } from "@/ui/states";
import { t } from "@/ui/text";

const READ = 200;

/** Today's figures out of the newest sessions; `more` when the list may not reach back to midnight. */
export function countToday({ items, next }: Page<Session>, now: Date) {
  const today = items.filter((session) => isOnDay(session.created_at, now));
  return {
    sessions: today.length,
    denied: today.filter(wasDenied).length,
    more: next !== null && today.length === items.length,
  };
}

function Figures({ page }: { page: Page<Session> }) {
  const now = useNow(60_000);
  const { sessions, denied, more } = countToday(page, now);
  return <Text>{t(more ? "home.today_at_least" : "home.today_figures", { sessions, denied })}</Text>;
}

export function Today({ showsSessions, showsChain }: { showsSessions: boolean; showsChain: boolean }) {
  const sessions = useQuery({ ...sessionsQuery({ limit: READ }), enabled: showsSessions });
  const chain = useQuery({ ...auditStateQuery, enabled: showsChain });
  return (
    <Section title={t("home.today")}>
      <Stack gap={8}>
        {showsSessions && (
          <View of={sessions} rows={1}>
            {(page) => <Figures page={page} />}
          </View>
        )}
        {showsChain && (
          <View of={chain} rows={1}>
            {(state) => <ChainState chain={state} />}
          </View>
        )}
      </Stack>
    </Section>
  );
}
