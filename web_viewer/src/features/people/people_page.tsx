/** End users, or staff: found by a word, looked after one by one or many at once. */

import { Button, Checkbox, NativeSelect } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { may } from "@/api/access";
import { peopleQuery, type PeopleFilter } from "@/api/people";
import { meQuery } from "@/api/queries";
import type { Person } from "@/api/types";
import { useListAddress } from "@/ui/address";
import { useListKeys } from "@/ui/keys";
import { MoreRows } from "@/ui/more_rows";
import { OrganizationFilter } from "@/ui/organization_filter";
import { Page } from "@/ui/page";
import { SearchField } from "@/ui/search_field";
import { Empty, NoMatch, View } from "@/ui/states";
import { t } from "@/ui/text";
import { BulkBar } from "./bulk_bar";
import { PersonForm } from "./person_form";
import { StatusSign } from "./status_sign";

export const EndUsersPage = () => <PeoplePage key="end_user" kind="end_user" />;
export const StaffPage = () => <PeoplePage key="staff" kind="staff" />;

const STATUSES = ["active", "disabled", "leaving"] as const;

function PeoplePage({ kind }: { kind: "end_user" | "staff" }) {
  const [address, change] = useListAddress();
  const [adding, add] = useDisclosure();
  const [chosen, choose] = useState<readonly Person[]>([]);
  const me = useQuery(meQuery).data;
  const filter: PeopleFilter = {
    kind,
    ...(address.q ? { q: address.q } : {}),
    ...(address.organization ? { organization: address.organization } : {}),
    ...(address.status ? { status: address.status } : {}),
    sort: address.sort ?? "name",
  };
  const list = useInfiniteQuery(peopleQuery(filter));
  const total = list.data?.pages[0]?.total;
  const narrowing = [address.q, address.organization, address.status];
  const clear = () => change({ q: undefined, organization: undefined, status: undefined });
  const mayMake = may(me, kind === "staff" ? "staff:create" : "end_user:create");
  const isChoosable = kind === "end_user" && may(me, "end_user:change");
  const title = t(kind === "staff" ? "nav.staff" : "nav.people");
  return (
    <Page
      title={title}
      state={total === undefined ? null : t("people.count", { count: total })}
      actions={
        mayMake ? <Button onClick={add.open}>{t(kind === "staff" ? "people.add_staff" : "people.add")}</Button> : undefined
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
      {isChoosable && total ? <BulkBar filter={filter} total={total} chosen={chosen} choose={choose} /> : null}
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

interface RowsProps {
  label: string;
  people: readonly Person[];
  chosen: readonly Person[];
  choose: ((people: readonly Person[]) => void) | null;
}

function Rows({ label, people, chosen, choose }: RowsProps) {
  const navigate = useNavigate();
  const ids = new Set(chosen.map(({ id }) => id));
  const turn = (person: Person) =>
    choose?.(ids.has(person.id) ? chosen.filter(({ id }) => id !== person.id) : [...chosen, person]);
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
              <StatusSign status={person.status} />
              <span className="hr-muted">{person.organization?.name ?? t("people.provider")}</span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
