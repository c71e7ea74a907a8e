/** The end user's own page: ask for help, see where it stands, see who is there, end it. */

import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { meQuery, sessionsQuery } from "@/api/queries";
import { isOpen } from "@/api/session_facts";
import type { Session } from "@/api/types";
import { LiveMark } from "@/ui/live";
import { Page } from "@/ui/page";
import { View } from "@/ui/states";
import { t } from "@/ui/text";
import { AskForm } from "./ask_form";
import { MyRequests } from "./my_requests";
import { OnMyDevice } from "./on_my_device";
import { PastSessions } from "./past_sessions";

const LOOK_AGAIN_MILLISECONDS = 3_000;

/** What is offered on a device is told to its technician's pages: the owner's page looks by itself. */
function whileSomebodyIsThere(query: { state: { data?: { items: readonly Session[] } | undefined } }): number | false {
  return query.state.data?.items.some(isOpen) ? LOOK_AGAIN_MILLISECONDS : false;
}

export function HelpPage() {
  const me = useQuery(meQuery).data;
  const mine = useQuery({ ...sessionsQuery({ mine: true }), refetchInterval: whileSomebodyIsThere });
  return (
    <div className="hr-end-user">
      <Page title={t("help.title")} state={<LiveMark />} width="form">
        <View of={mine}>
          {({ items }) => {
            const waiting = items.filter((session) => session.state === "requested");
            return (
              <Stack gap={24}>
                <OnMyDevice sessions={items.filter(isOpen)} />
                {waiting.length > 0 && <MyRequests sessions={waiting} />}
                {me && waiting.length === 0 && <AskForm account={me.account} />}
                <PastSessions sessions={items.filter((session) => session.state === "ended")} />
              </Stack>
            );
          }}
        </View>
      </Page>
    </div>
  );
}
