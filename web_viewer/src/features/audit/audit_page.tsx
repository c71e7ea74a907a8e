/** The audit log: every entry a sentence, its detail beside it, its chain checked. */

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { auditQuery, auditStateQuery } from "@/api/queries";
import { useListAddress } from "@/ui/address";
import { ChainState } from "@/ui/chain_state";
import { LiveMark } from "@/ui/live";
import { Page } from "@/ui/page";
import { SearchField } from "@/ui/search_field";
import { Empty, NoMatch, View } from "@/ui/states";
import { t } from "@/ui/text";
import { EntryDrawer } from "./entry_drawer";
import { EntryList } from "./entry_list";
import { FilterPills } from "./filter_pills";
import { LookingBack } from "./looking_back";
import { pillsOf } from "./query";

export function AuditPage() {
  const [address, change] = useListAddress();
  const q = address.q ?? "";
  // A pill that the broker would refuse waits until it is right.
  const asked = pillsOf(q)
    .filter((pill) => pill.wrong === null)
    .map((pill) => pill.text)
    .join(" ");
  const list = useInfiniteQuery(auditQuery(asked ? { q: asked } : {}));
  const chain = useQuery(auditStateQuery);
  const entries = list.data?.pages.flatMap((page) => page.items) ?? [];
  const open = entries.find((entry) => entry.id === address.entry) ?? null;
  const ask = (next: string) => change({ q: next || undefined, entry: undefined });
  return (
    <Page
      title={t("audit.title")}
      state={
        <>
          {chain.data ? <ChainState chain={chain.data} /> : null} <LiveMark />
        </>
      }
    >
      <div className="hr-toolbar">
        <SearchField label={t("audit.search")} placeholder={t("audit.search_hint")} value={q} onChange={ask} />
      </div>
      <FilterPills query={q} onChange={ask} />
      <View
        of={list}
        rows={12}
        empty={() => {
          if (entries.length > 0 || list.hasNextPage) return null;
          return q ? <NoMatch onClear={() => ask("")} /> : <Empty title={t("audit.empty")}>{t("audit.empty_why")}</Empty>;
        }}
      >
        {() => entries.length === 0 ? null : (
          <EntryList
            entries={entries}
            open={open?.id}
            onOpen={(entry) => change({ entry })}
            hasMore={list.hasNextPage}
            isLoading={list.isFetchingNextPage}
            onMore={() => void list.fetchNextPage()}
          />
        )}
      </View>
      <LookingBack of={list} isAll={entries.length === 0} />
      <EntryDrawer entry={open} onClose={() => change({ entry: undefined })} />
    </Page>
  );
}
