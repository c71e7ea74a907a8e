/** API tokens: one's own, and those within reach; made here, seen with their last use, revoked in one click. */

import { Button, Tabs } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { may } from "@/api/access";
import { meQuery } from "@/api/queries";
import { ownTokensQuery, revokeOwnToken, revokeToken, tokensQuery } from "@/api/tokens";
import type { Me } from "@/api/types";
import { useListAddress } from "@/ui/address";
import { MoreRows } from "@/ui/more_rows";
import { OrganizationFilter } from "@/ui/organization_filter";
import { Page } from "@/ui/page";
import { SearchField } from "@/ui/search_field";
import { Empty, NoMatch, View } from "@/ui/states";
import { t } from "@/ui/text";
import { NewToken } from "./new_token";
import { TokenRows } from "./token_rows";

export function TokensPage() {
  const [address, change] = useListAddress();
  const [making, make] = useDisclosure();
  const me = useQuery(meQuery).data;
  const readsAll = may(me, "token:read");
  const tab = readsAll && address.tab === "all" ? "all" : "mine";
  return (
    <Page
      title={t("tokens.title")}
      actions={me?.account.kind === "staff" ? <Button onClick={make.open}>{t("tokens.new")}</Button> : undefined}
    >
      {readsAll ? (
        <Tabs value={tab} onChange={(chosen) => change({ tab: chosen === "all" ? "all" : undefined })}>
          <Tabs.List>
            <Tabs.Tab value="mine">{t("tokens.tab.mine")}</Tabs.Tab>
            <Tabs.Tab value="all">{t("tokens.tab.all")}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="mine" pt={16}>
            {tab === "mine" ? <Own /> : null}
          </Tabs.Panel>
          <Tabs.Panel value="all" pt={16}>
            {tab === "all" ? <All me={me} /> : null}
          </Tabs.Panel>
        </Tabs>
      ) : (
        <Own />
      )}
      {making && me !== undefined ? <NewToken me={me} onClose={make.close} /> : null}
    </Page>
  );
}

function Own() {
  const reading = useQuery(ownTokensQuery);
  return (
    <View
      of={reading}
      empty={(tokens) => (tokens.length > 0 ? null : <Empty title={t("tokens.empty")}>{t("tokens.empty_why")}</Empty>)}
    >
      {(tokens) => <TokenRows tokens={tokens} label={t("tokens.mine")} revoke={revokeOwnToken} mayRevoke={() => true} />}
    </View>
  );
}

function All({ me }: { me: Me | undefined }) {
  const [address, change] = useListAddress();
  const list = useInfiniteQuery(
    tokensQuery({
      ...(address.q ? { q: address.q } : {}),
      ...(address.organization ? { organization: address.organization } : {}),
    }),
  );
  const isFiltered = Boolean(address.q ?? address.organization);
  const total = list.data?.pages[0]?.total;
  return (
    <div className="hr-form">
      <div className="hr-toolbar">
        <SearchField label={t("tokens.search")} value={address.q ?? ""} onChange={(q) => change({ q: q || undefined })} />
        <OrganizationFilter organizations={me?.organizations ?? []} />
        {total === undefined ? null : <span className="hr-muted">{t("tokens.count", { count: total })}</span>}
      </div>
      <View
        of={list}
        empty={() => {
          if (total !== 0) return null;
          if (isFiltered) return <NoMatch onClear={() => change({ q: undefined, organization: undefined })} />;
          return <Empty title={t("tokens.empty")}>{t("tokens.empty_all")}</Empty>;
        }}
      >
        {({ pages }) => (
          <TokenRows
            tokens={pages.flatMap((page) => page.items)}
            label={t("tokens.title")}
            revoke={revokeToken}
            mayRevoke={({ organization }) =>
              // The provider's own belong to the instance, which only "everywhere" takes in.
              organization === null ? me?.permissions["token:change"] === "all" : may(me, "token:change", organization.id)
            }
          />
        )}
      </View>
      <MoreRows of={list} />
    </div>
  );
}
