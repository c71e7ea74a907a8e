/** The queue: who waits for help, longest first, and the answer to them. */

import { Button, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { may } from "@/api/access";
import { unreadIn, unreadQuery } from "@/api/messages";
import { meQuery, sessionsQuery, type SessionFilter } from "@/api/queries";
import { byWait } from "@/api/session_facts";
import type { Page as ApiPage, Session } from "@/api/types";
import { useListAddress } from "@/ui/address";
import { useListKeys } from "@/ui/keys";
import { LiveMark } from "@/ui/live";
import { Page } from "@/ui/page";
import { SearchField } from "@/ui/search_field";
import { Empty, NoMatch, View } from "@/ui/states";
import { useSteadyRows } from "@/ui/steady";
import { t } from "@/ui/text";
import { JoinByCode } from "./join_by_code";
import { RequestDetail } from "./request_detail";
import { RequestRow } from "./request_row";

const TABS: Record<string, SessionFilter> = {
  waiting: { state: "requested" },
  mine: { mine: true },
  all: {},
};

export function RequestsPage() {
  const [address, change] = useListAddress();
  const me = useQuery(meQuery).data;
  const [isJoining, setJoining] = useState(false);
  const places = (me?.organizations ?? []).filter(({ id }) => may(me, "session:offer", id));
  const mayJoin = places.length > 0;
  const tab = address.tab !== undefined && address.tab in TABS ? address.tab : "waiting";
  const q = address.q ?? "";
  const list = useQuery(sessionsQuery({ ...TABS[tab], ...(q ? { q } : {}) }));
  const waiting = useQuery(sessionsQuery({ state: "requested" })).data?.total ?? 0;
  const unread = useQuery({ ...unreadQuery, enabled: may(me, "message:read") }).data;
  return (
    <Page title={t("requests.title")} state={<LiveMark />} actions={mayJoin ? <Button variant="default" onClick={() => setJoining(true)}>{t("join.title")}</Button> : undefined}>
      <JoinByCode opened={isJoining} onClose={() => setJoining(false)} organizations={places} />
      <div className="hr-toolbar">
        <Tabs value={tab} onChange={(next) => change({ tab: next ?? undefined, entry: undefined })}>
          <Tabs.List>
            <Tabs.Tab value="waiting">{t("requests.tab.waiting", { count: waiting })}</Tabs.Tab>
            <Tabs.Tab value="mine">{t("requests.tab.mine")}</Tabs.Tab>
            <Tabs.Tab value="all">{t("requests.tab.all")}</Tabs.Tab>
          </Tabs.List>
        </Tabs>
        <SearchField label={t("requests.search")} value={q} onChange={(next) => change({ q: next || undefined })} />
      </div>
      <View of={list} empty={({ items }) => nothing(items.length, q, () => change({ q: undefined }))}>
        {(page) => (
          <Queue
            page={page}
            tab={tab}
            chosen={address.entry}
            choose={(entry) => change({ entry })}
            unreadOf={(session) => unreadIn(unread, session)}
          />
        )}
      </View>
    </Page>
  );
}

function nothing(count: number, q: string, clear: () => void) {
  if (count > 0) return null;
  return q ? <NoMatch onClear={clear} /> : <Empty title={t("requests.empty")}>{t("requests.empty_why")}</Empty>;
}

interface QueueProps {
  page: ApiPage<Session>;
  tab: string;
  chosen: string | undefined;
  choose: (id: string | undefined) => void;
  unreadOf: (session: string) => number;
}

function Queue({ page, tab, chosen, choose, unreadOf }: QueueProps) {
  const sorted = tab === "waiting" ? byWait(page.items) : page.items;
  const { rows, waiting, holders, showNew } = useSteadyRows(sorted);
  const keys = useListKeys(rows.length, (row) => choose(rows[row]?.item.id));
  const open = rows.find(({ item }) => item.id === chosen) ?? (chosen === undefined ? rows[0] : undefined);
  return (
    <div className="hr-split" data-open={chosen !== undefined || undefined}>
      <div className="hr-split-list" {...holders}>
        <ul className="hr-list" aria-label={t("requests.title")}>
          {rows.map(({ item, gone }, index) => (
            <RequestRow
              key={item.id}
              session={item}
              gone={gone}
              marked={index === keys.row}
              unread={unreadOf(item.id)}
              open={item.id === open?.item.id}
              onOpen={() => {
                keys.setRow(index);
                choose(item.id);
              }}
            />
          ))}
        </ul>
        {waiting > 0 && (
          <Button variant="subtle" fullWidth onClick={showNew}>
            {t("common.show_new", { count: waiting })}
          </Button>
        )}
      </div>
      {open === undefined ? null : (
        <RequestDetail
          key={open.item.id}
          session={open.item}
          gone={open.gone}
          onBack={() => choose(undefined)}
        />
      )}
    </div>
  );
}
