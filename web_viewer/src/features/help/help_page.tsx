/** The end user's own page: ask for help, see where it stands, see who is there, end it; as far as their portal has it. */

import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { may } from "@/api/access";
import { meQuery, sessionsQuery } from "@/api/queries";
import { isOpen } from "@/api/session_facts";
import type { Me, Session } from "@/api/types";
import { LiveMark } from "@/ui/live";
import { Page } from "@/ui/page";
import { Empty, View } from "@/ui/states";
import { t } from "@/ui/text";
import { AskForm } from "./ask_form";
import { JoinMyRequest } from "./join_my_request";
import { MyDevices } from "./my_devices";
import { MyRequests } from "./my_requests";
import { OnMyDevice } from "./on_my_device";
import { PastSessions } from "./past_sessions";

const LOOK_AGAIN_MILLISECONDS = 3_000;

/** What is offered on a device is told to its technician's pages: the owner's page looks by itself. */
function whileSomebodyIsThere(query: { state: { data?: { items: readonly Session[] } | undefined } }): number | false {
  return query.state.data?.items.some(isOpen) ? LOOK_AGAIN_MILLISECONDS : false;
}

/** Approved, but no computer has joined yet. */
const needsComputer = (session: Session) => session.state === "approved" && session.device === null;

/** They are the one who came from elsewhere. */
const isOwnOf = (me: Me, session: Session) => session.origin === "own" && session.technician?.id === me.account.id;

export function HelpPage() {
  const me = useQuery(meQuery).data;
  return (
    <div className="hr-end-user">
      <Page title={t("help.title")} state={<LiveMark />} width="form">
        {me === undefined ? null : <Portal me={me} />}
      </Page>
    </div>
  );
}

function Portal({ me }: { me: Me }) {
  if (may(me, "own_session:read")) return <Sessions me={me} />;
  if (may(me, "session:request")) return <AskForm me={me} />;
  return <Empty title={t("help.nothing")}>{t("help.nothing_why")}</Empty>;
}

function Sessions({ me }: { me: Me }) {
  const mine = useQuery({ ...sessionsQuery({ mine: true }), refetchInterval: whileSomebodyIsThere });
  return (
    <View of={mine}>
      {({ items }) => {
        const waiting = items.filter((session) => session.state === "requested");
        return (
          <Stack gap={24}>
            {items.filter(needsComputer).map((session) => (
              <JoinMyRequest key={session.id} session={session} />
            ))}
            <OnMyDevice sessions={items.filter((session) => isOpen(session) && !needsComputer(session))} />
            {waiting.length > 0 && <MyRequests sessions={waiting} />}
            {waiting.length === 0 && may(me, "session:request") && <AskForm me={me} />}
            {may(me, "own_device:read") && <MyDevices running={items.filter((session) => isOpen(session) && isOwnOf(me, session))} />}
            <PastSessions sessions={items.filter((session) => session.state === "ended")} />
          </Stack>
        );
      }}
    </View>
  );
}
