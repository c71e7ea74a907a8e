/** The outbox: every mail that was written, where it is, and what to do when it cannot be sent. */

import { Alert, Button, NativeSelect, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { mailsQuery, type MailAnswer } from "@/api/links";
import { useListAddress } from "@/ui/address";
import { Page } from "@/ui/page";
import { SearchField } from "@/ui/search_field";
import { Empty, NoMatch, View } from "@/ui/states";
import { t } from "@/ui/text";
import { Time } from "@/ui/time";
import { MailDrawer } from "./mail_drawer";
import { MailMark } from "./mail_mark";

const STATES = ["waiting", "sent", "failed", "withdrawn"] as const;

export function OutboxPage() {
  const [address, change] = useListAddress();
  const filter = { ...(address.q ? { q: address.q } : {}), ...(address.tab ? { state: address.tab } : {}) };
  const list = useInfiniteQuery(mailsQuery(filter));
  const first = list.data?.pages[0];
  const mails = list.data?.pages.flatMap((page) => page.items) ?? [];
  const isFiltered = Boolean(address.q ?? address.tab);
  return (
    <Page title={t("outbox.title")} state={first ? t("outbox.count", { count: first.total }) : undefined}>
      {first?.has_server === false && (
        <Alert color="wait" variant="light" mb={16} title={t("outbox.no_server")}>
          {t("outbox.no_server_why")}
        </Alert>
      )}
      <div className="hr-toolbar">
        <SearchField label={t("outbox.search")} value={address.q ?? ""} onChange={(q) => change({ q })} />
        <NativeSelect
          aria-label={t("outbox.state")}
          value={address.tab ?? ""}
          onChange={(event) => change({ tab: event.currentTarget.value })}
          data={[
            { value: "", label: t("outbox.any_state") },
            ...STATES.map((state) => ({ value: state, label: t(`mail.state.${state}`) })),
          ]}
        />
      </div>
      <View of={list} empty={() => nothing(mails.length, isFiltered, () => change({ q: undefined, tab: undefined }))}>
        {() => <Mails mails={mails} open={address.entry} choose={(entry) => change({ entry })} />}
      </View>
      {list.hasNextPage && (
        <Button variant="subtle" fullWidth loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t("common.show_more")}
        </Button>
      )}
      <MailDrawer id={address.entry} onClose={() => change({ entry: undefined })} />
    </Page>
  );
}

function nothing(count: number, isFiltered: boolean, clear: () => void) {
  if (count > 0) return null;
  return isFiltered ? <NoMatch onClear={clear} /> : <Empty title={t("outbox.empty")}>{t("outbox.empty_why")}</Empty>;
}

interface MailsProps {
  mails: readonly MailAnswer[];
  open: string | undefined;
  choose: (id: string) => void;
}

function Mails({ mails, open, choose }: MailsProps) {
  return (
    <ul className="hr-list hr-card hr-flush" aria-label={t("outbox.title")}>
      {mails.map((mail) => (
        <li key={mail.id}>
          <button
            type="button"
            className="hr-list-row hr-plain-button"
            aria-current={mail.id === open || undefined}
            onClick={() => choose(mail.id)}
          >
            <span className="hr-list-main">
              <Text span fw={500}>
                {mail.recipient}
              </Text>
              <span className="hr-muted">{mail.subject}</span>
            </span>
            <span className="hr-list-side">
              <MailMark state={mail.state} />
              <Time at={mail.sent_at ?? mail.created_at} focusable={false} />
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
