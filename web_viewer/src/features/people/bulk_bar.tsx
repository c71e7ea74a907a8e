/** What can be done to many end users at once. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { may } from "@/api/access";
import { actInBulk, countChosen, failedParts, partsOf, type ApplyTo, type BulkChosen } from "@/api/bulk";
import type { PeopleFilter } from "@/api/people";
import { portalGroupChoicesQuery } from "@/api/portal_groups";
import type { Me } from "@/api/types";
import { BulkBar } from "@/ui/bulk_bar";
import { t } from "@/ui/text";

/** Some people, or all that match. */
export type Selection = "all" | readonly string[];

interface Props {
  filter: PeopleFilter;
  total: number;
  chosen: Selection;
  choose: (chosen: Selection) => void;
  me: Me | undefined;
}

const MEANINGS = {
  organizations: "bulk.apply.contacts_of_chosen",
  end_users: "bulk.apply.chosen",
  both: "bulk.apply.both_of_chosen",
} as const;

export function PeopleBulkBar({ filter, total, chosen, choose, me }: Props) {
  const [applyTo, setApplyTo] = useState<ApplyTo>("end_users");
  const client = useQueryClient();
  const groups = useQuery({ ...portalGroupChoicesQuery, enabled: may(me, "portal:read") }).data?.items ?? [];
  const isAll = chosen === "all";
  const count = isAll ? total : chosen.length;
  const { kind, sort, ...matching } = filter;
  const parts: BulkChosen[] = isAll
    ? [{ matching: matching as NonNullable<BulkChosen["matching"]>, apply_to: applyTo }]
    : partsOf("accounts", chosen, applyTo);
  return (
    <BulkBar
      label={t("bulk.label")}
      state={t("bulk.chosen", { count })}
      count={count}
      total={total}
      isAll={isAll}
      onAll={() => choose("all")}
      onNone={() => choose([])}
      applyTo={applyTo}
      onApplyTo={setApplyTo}
      meanings={MEANINGS}
      groups={groups.filter((group) => group.takes_people).map(({ id, name }) => ({ id, name }))}
      more={["disable", "enable"]}
      work={{
        key: JSON.stringify([kind, sort, parts]),
        count: () => countChosen(parts),
        run: ({ act, portal_group_id }, some, tell) =>
          actInBulk({ act, portal_group_id: portal_group_id ?? null }, some === null ? parts : failedParts(some), tell),
        onDone: () => void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "bulk" }),
      }}
    />
  );
}
