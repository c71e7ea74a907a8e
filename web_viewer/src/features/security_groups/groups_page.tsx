/** The list of security groups: found by a word, made by a button. */

import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { may } from "@/api/access";
import { meQuery } from "@/api/queries";
import { groupsQuery, type GroupLine } from "@/api/security_groups";
import { useListAddress } from "@/ui/address";
import { Page } from "@/ui/page";
import { SearchField } from "@/ui/search_field";
import { Empty, NoMatch, View } from "@/ui/states";
import { t } from "@/ui/text";
import { NewGroup } from "./new_group";

export function GroupsPage() {
  const [address, change] = useListAddress();
  const [making, make] = useDisclosure();
  const me = useQuery(meQuery).data;
  const list = useInfiniteQuery(groupsQuery(address.q ?? ""));
  const total = list.data?.pages[0]?.total;
  const mayMake = may(me, "group:change");
  return (
    <Page
      title={t("groups.title")}
      {...(total === undefined ? {} : { state: t("groups.count", { count: total }) })}
      actions={mayMake ? <Button onClick={make.open}>{t("groups.new")}</Button> : undefined}
    >
      <div className="hr-toolbar">
        <SearchField label={t("groups.search")} value={address.q ?? ""} onChange={(q) => change({ q: q || undefined })} />
      </div>
      <View
        of={list}
        empty={() => {
          if (total !== 0) return null;
          if (address.q !== undefined) return <NoMatch onClear={() => change({ q: undefined })} />;
          return <Empty title={t("groups.empty")}>{t("groups.empty_why")}</Empty>;
        }}
      >
        {({ pages }) => (
          <div className="hr-card hr-flush">
            <ul className="hr-list" aria-label={t("groups.title")}>
              {pages.flatMap((page) => page.items.map((group) => <GroupRow key={group.id} group={group} />))}
            </ul>
          </div>
        )}
      </View>
      {list.hasNextPage ? (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t("common.show_more")}
        </Button>
      ) : null}
      {me !== undefined && mayMake ? <NewGroup opened={making} onClose={make.close} me={me} /> : null}
    </Page>
  );
}

function GroupRow({ group }: { group: GroupLine }) {
  return (
    <li>
      <Link to="/security-groups/$id" params={{ id: group.id }} className="hr-list-row">
        <span className="hr-list-main">
          <span className="hr-strong-link">{group.name}</span>
          <span className="hr-muted">{group.description || whose(group)}</span>
        </span>
        <span className="hr-list-side">
          <span>{t("groups.members", { count: group.members })}</span>
          <span className="hr-muted">
            {group.all_organizations ? t("groups.everywhere") : t("groups.reaches", { count: group.organizations })}
          </span>
        </span>
      </Link>
    </li>
  );
}

function whose(group: GroupLine): string {
  if (group.built_in) return t("groups.built_in");
  return group.organization === null ? t("groups.of_provider") : t("groups.of", { organization: group.organization.name });
}
