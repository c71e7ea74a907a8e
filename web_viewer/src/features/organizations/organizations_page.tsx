/** Every organization in reach, found by a word. */

import { Button, Checkbox, NativeSelect } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { may } from "@/api/access";
import { organizationListQuery } from "@/api/people";
import { meQuery } from "@/api/queries";
import type { Organization } from "@/api/types";
import { useListAddress } from "@/ui/address";
import { useListKeys } from "@/ui/keys";
import { FilesLink } from "@/ui/files_link";
import { MoreRows } from "@/ui/more_rows";
import { Page } from "@/ui/page";
import { SearchField } from "@/ui/search_field";
import { Empty, NoMatch, View } from "@/ui/states";
import { t } from "@/ui/text";
import { Time } from "@/ui/time";
import { OrganizationsBulkBar } from "./bulk_bar";
import { OrganizationForm } from "./organization_form";

export function OrganizationsPage() {
  const [address, change] = useListAddress();
  const [adding, add] = useDisclosure();
  const [selection, select] = useState<{ of: string; chosen: readonly string[] }>({ of: "", chosen: [] });
  const me = useQuery(meQuery).data;
  const filter = {
    ...(address.q ? { q: address.q } : {}),
    shown: address.status ?? "active",
    sort: address.sort ?? "name",
  };
  const list = useInfiniteQuery(organizationListQuery(filter));
  const total = list.data?.pages[0]?.total;
  const isFiltered = address.q !== undefined || address.status !== undefined;
  // What is made is outside of every reach but the one that takes in all.
  const makes = me?.permissions["organization:create"] === "all";
  // What was chosen in one list is not chosen in another.
  const shown = JSON.stringify(filter);
  const chosen = selection.of === shown ? selection.chosen : [];
  const choose = (next: readonly string[]) => select({ of: shown, chosen: next });
  const isChoosable = filter.shown === "active" && may(me, "end_user:change");
  return (
    <Page
      title={t("organizations.title")}
      state={total === undefined ? null : t("organizations.count", { count: total })}
      actions={
        <>
          <FilesLink list="organizations" />
          {makes ? <Button onClick={add.open}>{t("organizations.add")}</Button> : null}
        </>
      }
    >
      <div className="hr-toolbar">
        <SearchField
          label={t("organizations.search")}
          value={address.q ?? ""}
          onChange={(q) => change({ q: q || undefined })}
        />
        <NativeSelect
          aria-label={t("field.status")}
          value={address.status ?? "active"}
          onChange={({ currentTarget: { value } }) => change({ status: value === "active" ? undefined : value })}
          data={[
            { value: "active", label: t("organizations.active") },
            { value: "archived", label: t("organizations.archived") },
          ]}
        />
        <NativeSelect
          aria-label={t("field.order")}
          value={address.sort ?? "name"}
          onChange={({ currentTarget: { value } }) => change({ sort: value })}
          data={[
            { value: "name", label: t("inventory.by_name") },
            { value: "-created_at", label: t("people.newest_first") },
          ]}
        />
      </div>
      {isChoosable && total ? <OrganizationsBulkBar {...{ filter, total, chosen, choose, me }} /> : null}
      <View
        of={list}
        rows={10}
        empty={() => {
          if (total !== 0) return null;
          if (isFiltered) return <NoMatch onClear={() => change({ q: undefined, status: undefined })} />;
          return <Empty title={t("organizations.empty")}>{t("organizations.empty_why")}</Empty>;
        }}
      >
        {({ pages }) => (
          <Rows
            organizations={pages.flatMap((page) => page.items)}
            chosen={chosen}
            choose={isChoosable ? choose : null}
          />
        )}
      </View>
      <MoreRows of={list} />
      {adding ? <OrganizationForm onClose={add.close} /> : null}
    </Page>
  );
}

interface RowsProps {
  organizations: readonly Organization[];
  chosen: readonly string[];
  choose: ((chosen: readonly string[]) => void) | null;
}

function Rows({ organizations, chosen, choose }: RowsProps) {
  const navigate = useNavigate();
  const turn = (one: string) =>
    choose?.(chosen.includes(one) ? chosen.filter((id) => id !== one) : [...chosen, one]);
  const keys = useListKeys(
    organizations.length,
    (row) => {
      const organization = organizations[row];
      if (organization && !organization.is_closed)
        void navigate({ to: "/organizations/$id", params: { id: organization.id } });
    },
    {
      x: () => {
        const organization = organizations[keys.row];
        if (organization && !organization.is_closed) turn(organization.id);
      },
    },
  );
  return (
    <ul className="hr-list hr-card hr-flush" aria-label={t("organizations.title")}>
      {organizations.map((organization, row) => (
        <li key={organization.id} className="hr-choice-row">
          {choose === null || organization.is_closed ? null : (
            <Checkbox
              size="md"
              aria-label={t("people.choose", { name: organization.name })}
              checked={chosen.includes(organization.id)}
              onChange={() => turn(organization.id)}
            />
          )}
          {organization.is_closed ? (
            <div className="hr-list-row" data-marked={row === keys.row || undefined}>
              <span className="hr-list-main">
                <strong>{organization.name}</strong>
              </span>
              <span className="hr-list-side hr-muted">{t("organizations.self_managed")}</span>
            </div>
          ) : (
          <Link
            to="/organizations/$id"
            params={{ id: organization.id }}
            className="hr-list-row"
            data-marked={row === keys.row || undefined}
            onFocus={() => keys.setRow(row)}
          >
            <span className="hr-list-main">
              <strong>{organization.name}</strong>
              <span className="hr-muted">{organization.slug}</span>
            </span>
            <span className="hr-list-side hr-muted">
              {organization.is_self_managed ? t("organizations.self_managed") : null}
              <Time at={organization.archived_at ?? organization.created_at ?? ""} />
            </span>
          </Link>
          )}
        </li>
      ))}
    </ul>
  );
}
