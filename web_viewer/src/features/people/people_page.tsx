/** End users, or staff: found by a word, looked after one by one or many at once. */

import { Button, Checkbox, NativeSelect } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { may } from "@/api/access";
import { portalGroupChoicesQuery } from "@/api/portal_groups";
import { peopleQuery, type PeopleFilter } from "@/api/people";
import { meQuery } from "@/api/queries";
import type { Person } from "@/api/types";
import { useListAddress } from "@/ui/address";
import { useListKeys } from "@/ui/keys";
import { FilesLink } from "@/ui/files_link";
import { MoreRows } from "@/ui/more_rows";
import { OrganizationFilter } from "@/ui/organization_filter";
import { Page } from "@/ui/page";
import { SearchField } from "@/ui/search_field";
import { Empty, NoMatch, View } from "@/ui/states";
import { t } from "@/ui/text";
import { Time } from "@/ui/time";
import { PeopleBulkBar, type Selection } from "./bulk_bar";
import { PersonForm } from "./person_form";
import { PortalSign } from "./portal_sign";
import { StatusSign } from "./status_sign";

export const EndUsersPage = () => <PeoplePage key="end_user" kind="end_user" />;
export const StaffPage = () => <PeoplePage key="staff" kind="staff" />;

const STATUSES = ["active", "disabled", "leaving"] as const;

function PeoplePage({ kind }: { kind: "end_user" | "staff" }) {
  const [address, change] = useListAddress();
  const [adding, add] = useDisclosure();
  const [selection, select] = useState<{ of: string; chosen: Selection }>({ of: "", chosen: [] });
  const me = useQuery(meQuery).data;
  const filter: PeopleFilter = {
    kind,
    ...(address.q ? { q: address.q } : {}),
    ...(address.organization ? { organization: address.organization } : {}),
    ...(address.status ? { status: address.status } : {}),
    ...(address.portal ? { portal: address.portal } : {}),
    ...(address.portal_group ? { portal_group: address.portal_group } : {}),
    sort: address.sort ?? "name",
  };
  const list = useInfiniteQuery(peopleQuery(filter));
  // What was chosen in one list is not chosen in another.
  const shown = JSON.stringify(filter);
  const chosen = selection.of === shown ? selection.chosen : [];
  const choose = (next: Selection) => select({ of: shown, chosen: next });
  const total = list.data?.pages[0]?.total;
  const narrowing = [address.q, address.organization, address.status, address.portal, address.portal_group];
  const clear = () => change({ q: undefined, organization: undefined, status: undefined, portal: undefined, portal_group: undefined });
  const mayMake = may(me, kind === "staff" ? "staff:create" : "end_user:create");
  const isChoosable = kind === "end_user" && may(me, "end_user:change");
  const title = t(kind === "staff" ? "nav.staff" : "nav.people");
  return (
    <Page
      title={title}
      state={total === undefined ? null : t("people.count", { count: total })}
      actions={
        <>
          {kind === "end_user" ? <FilesLink list="end-users" /> : null}
          {mayMake ? <Button onClick={add.open}>{t(kind === "staff" ? "people.add_staff" : "people.add")}</Button> : null}
        </>
      }
    >
      <div className="hr-toolbar">
        <SearchField label={t("people.search")} value={address.q ?? ""} onChange={(q) => change({ q: q || undefined })} />
        <NativeSelect
          aria-label={t("field.status")}
          value={address.status ?? ""}
          onChange={({ currentTarget: { value } }) => change({ status: value || undefined })}
          data={[
            { value: "", label: t("people.any_status") },
            ...STATUSES.map((value) => ({ value, label: t(`person_status.${value}`) })),
          ]}
        />
        {kind === "staff" ? null : <PortalFilter mayChoose={may(me, "portal:read")} />}
        <NativeSelect
          aria-label={t("field.order")}
          value={address.sort ?? "name"}
          onChange={({ currentTarget: { value } }) => change({ sort: value })}
          data={[
            { value: "name", label: t("inventory.by_name") },
            { value: "-created_at", label: t("people.newest_first") },
          ]}
        />
        <OrganizationFilter organizations={me?.organizations ?? []} />
      </div>
      {isChoosable && total ? <PeopleBulkBar {...{ filter, total, chosen, choose, me }} /> : null}
      <View
        of={list}
        rows={10}
        empty={() => {
          if (total !== 0) return null;
          if (narrowing.some((each) => each !== undefined)) return <NoMatch onClear={clear} />;
          return <Empty title={t("people.empty")}>{t("people.empty_why")}</Empty>;
        }}
      >
        {({ pages }) => (
          <Rows
            label={title}
            people={pages.flatMap((page) => page.items)}
            chosen={chosen}
            choose={isChoosable ? choose : null}
          />
        )}
      </View>
      <MoreRows of={list} />
      {adding ? <PersonForm kind={kind} onClose={add.close} /> : null}
    </Page>
  );
}

/** Narrows the list to those with or without portal, or those of one portal group. */
function PortalFilter({ mayChoose }: { mayChoose: boolean }) {
  const [address, change] = useListAddress();
  const groups = useQuery({ ...portalGroupChoicesQuery, enabled: mayChoose }).data?.items ?? [];
  const choose = (value: string) => {
    const isState = value === "on" || value === "off";
    change({ portal: isState ? value : undefined, portal_group: isState ? undefined : value || undefined });
  };
  return (
    <NativeSelect
      aria-label={t("field.portal_group")}
      value={address.portal_group ?? address.portal ?? ""}
      onChange={({ currentTarget: { value } }) => choose(value)}
      data={[
        { value: "", label: t("people.any_portal") },
        { value: "on", label: t("people.portal_on") },
        { value: "off", label: t("people.portal_off") },
        ...groups.filter((group) => group.takes_people).map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  );
}

interface RowsProps {
  label: string;
  people: readonly Person[];
  chosen: Selection;
  choose: ((chosen: Selection) => void) | null;
}

function Rows({ label, people, chosen, choose }: RowsProps) {
  const navigate = useNavigate();
  // Of all that match, those in sight stay chosen when somebody takes one of them out.
  const ids = new Set(chosen === "all" ? people.map(({ id }) => id) : chosen);
  const turn = ({ id: one }: Person) => choose?.(ids.has(one) ? [...ids].filter((id) => id !== one) : [...ids, one]);
  const keys = useListKeys(
    people.length,
    (row) => {
      const id = people[row]?.id;
      if (id) void navigate({ to: "/people/$id", params: { id } });
    },
    {
      x: () => {
        const person = people[keys.row];
        if (person) turn(person);
      },
    },
  );
  return (
    <ul className="hr-list hr-card hr-flush" aria-label={label}>
      {people.map((person, row) => (
        <li key={person.id} className="hr-choice-row">
          {choose === null ? null : (
            <Checkbox
              size="md"
              aria-label={t("people.choose", { name: person.name })}
              checked={ids.has(person.id)}
              onChange={() => turn(person)}
            />
          )}
          <Link
            to="/people/$id"
            params={{ id: person.id }}
            className="hr-list-row"
            data-marked={row === keys.row || undefined}
            onFocus={() => keys.setRow(row)}
          >
            <span className="hr-list-main">
              <strong>{person.name}</strong>
              <span className="hr-muted hr-break">{person.email}</span>
            </span>
            <span className="hr-list-side">
              {person.portal === null || person.status !== "active" ? (
                <StatusSign status={person.status} />
              ) : (
                <PortalSign portal={person.portal} />
              )}
              <span className="hr-muted">
                {person.organization?.name ?? t("people.provider")} · <LastSeen person={person} />
              </span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function LastSeen({ person }: { person: Person }) {
  if (person.last_sign_in_at === null) return <>{t("people.never_signed_in")}</>;
  return (
    <>
      {t(person.has_second_factor ? "people.with_second_factor" : "people.without_second_factor")}{" "}
      <Time at={person.last_sign_in_at} />
    </>
  );
}
