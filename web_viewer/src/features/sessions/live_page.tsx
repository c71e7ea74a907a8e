/** Everybody who sees a screen now, and the one click that ends it. */

import { Button, Group, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { may } from "@/api/access";
import { meQuery, sessionsQuery } from "@/api/queries";
import type { Me, Session } from "@/api/types";
import { useListAddress } from "@/ui/address";
import { LiveMark } from "@/ui/live";
import { Page } from "@/ui/page";
import { SessionLine } from "@/ui/session_line";
import { SessionSign } from "@/ui/signs";
import { Empty, View } from "@/ui/states";
import { useSteadyRows } from "@/ui/steady";
import { t } from "@/ui/text";
import { TerminateButton } from "./terminate_button";

export function LivePage() {
  const [address, change] = useListAddress();
  const me = useQuery(meQuery).data;
  const mine = address.tab === "mine";
  const list = useQuery(sessionsQuery(mine ? { state: "live", mine } : { state: "live" }));
  return (
    <Page title={t("live_sessions.title")} state={<LiveMark />}>
      <Tabs value={mine ? "mine" : "all"} onChange={(tab) => change({ tab: tab === "mine" ? "mine" : undefined })}>
        <Tabs.List mb={16}>
          <Tabs.Tab value="all">{t("live_sessions.all")}</Tabs.Tab>
          <Tabs.Tab value="mine">{t("live_sessions.mine")}</Tabs.Tab>
        </Tabs.List>
      </Tabs>
      <View
        of={list}
        empty={({ items }) =>
          items.length ? null : <Empty title={t("live_sessions.empty")}>{t("live_sessions.empty_why")}</Empty>
        }
      >
        {({ items }) => <LiveList sessions={items} me={me} />}
      </View>
    </Page>
  );
}

function LiveList({ sessions, me }: { sessions: readonly Session[]; me: Me | undefined }) {
  const { rows, waiting, holders, showNew } = useSteadyRows(sessions);
  return (
    <div {...holders}>
      <ul className="hr-list hr-card hr-flush" aria-label={t("live_sessions.title")}>
        {rows.map(({ item, gone }) => (
          <li key={item.id} className="hr-live-row" data-gone={gone || undefined}>
            <Link to="/sessions/$id" params={{ id: item.id }} className="hr-row-link">
              <SessionLine session={item} />
            </Link>
            <Group gap={8} wrap="nowrap">
              {gone ? <SessionSign state="ended" /> : <Actions session={item} me={me} />}
            </Group>
          </li>
        ))}
      </ul>
      {waiting > 0 && (
        <Button variant="subtle" fullWidth onClick={showNew}>
          {t("common.show_new", { count: waiting })}
        </Button>
      )}
    </div>
  );
}

function Actions({ session, me }: { session: Session; me: Me | undefined }) {
  const own = session.technician?.id === me?.account.id;
  return (
    <>
      {own && (
        <Button variant="default" component={Link} to={`/sessions/${session.id}/view`}>
          {t("session.open_viewer")}
        </Button>
      )}
      {(own || may(me, "session:terminate", session.organization.id)) && (
        <TerminateButton session={session} label={t("session.terminate")} />
      )}
    </>
  );
}
