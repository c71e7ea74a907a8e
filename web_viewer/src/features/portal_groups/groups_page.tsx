/** The list of portal groups: found by a word, made by a button. */

import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { may } from "@/api/access";
import { portalGroupsQuery, type PortalGroupLine } from "@/api/portal_groups";
import { meQuery } from "@/api/queries";
import { useListAddress } from "@/ui/address";
import { useListKeys } from "@/ui/keys";
import { MoreRows } from "@/ui/more_rows";
import { Page } from "@/ui/page";
import { SearchField } from "@/ui/search_field";
import { Empty, NoMatch, View } from "@/ui/states";
import { t } from "@/ui/text";
import { GroupForm } from "./group_form";
import { whose } from "./group_words";

export function PortalGroupsPage() {
  const [address, change] = useListAddress();
  const [making, make] = useDisclosure();
  const me = useQuery(meQuery).data;
  const list = useInfiniteQuery(portalGroupsQuery(address.q ?? ""));
  const total = list.data?.pages[0]?.total;
  return (
    <Page
      title={t("portal_groups.title")}
      state={total === undefined ? null : t("groups.count", { count: total })}
      actions={may(me, "portal:change") ? <Button onClick={make.open}>{t("portal_groups.new")}</Button> : undefined}
    >
      <div className="hr-toolbar">
        <SearchField
          label={t("portal_groups.search")}
          value={address.q ?? ""}
          onChange={(q) => change({ q: q || undefined })}
        />
      </div>
      <View
        of={list}
        empty={() => {
          if (total !== 0) return null;
          if (address.q !== undefined) return <NoMatch onClear={() => change({ q: undefined })} />;
          return <Empty title={t("portal_groups.empty")}>{t("portal_groups.empty_why")}</Empty>;
        }}
      >
        {({ pages }) => <Rows groups={pages.flatMap((page) => page.items)} />}
      </View>
      <MoreRows of={list} />
      {making && me !== undefined ? <GroupForm me={me} onClose={make.close} /> : null}
    </Page>
  );
}

function Rows({ groups }: { groups: readonly PortalGroupLine[] }) {
  const navigate = useNavigate();
  const keys = useListKeys(groups.length, (row) => {
    const id = groups[row]?.id;
    if (id) void navigate({ to: "/portal-groups/$id", params: { id } });
  });
  return (
    <ul className="hr-list hr-card hr-flush" aria-label={t("portal_groups.title")}>
      {groups.map((group, row) => (
        <li key={group.id}>
          <Link
            to="/portal-groups/$id"
            params={{ id: group.id }}
            className="hr-list-row"
            data-marked={row === keys.row || undefined}
            onFocus={() => keys.setRow(row)}
          >
            <span className="hr-list-main">
              <strong>{group.name}</strong>
              <span className="hr-muted">{group.description || whose(group)}</span>
            </span>
            <span className="hr-list-side">
              <span>{group.takes_people ? t("groups.members", { count: group.members }) : t("portal_groups.visitors")}</span>
              <span className="hr-muted">{t("portal_groups.gives", { count: group.features.length })}</span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
