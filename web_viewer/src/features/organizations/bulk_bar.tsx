/** What can be done at once to the people of many organizations. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { may } from "@/api/access";
import { actInBulk, countChosen, failedParts, partsOf, type ApplyTo } from "@/api/bulk";
import { allOrganizations, type OrganizationFilter } from "@/api/people";
import { portalGroupChoicesQuery } from "@/api/portal_groups";
import type { Me } from "@/api/types";
import { BulkBar } from "@/ui/bulk_bar";
import { tellFailure } from "@/ui/messages";
import type { Failure } from "@/ui/states";
import { t } from "@/ui/text";

interface Props {
  filter: OrganizationFilter;
  total: number;
  chosen: readonly string[];
  choose: (chosen: readonly string[]) => void;
  me: Me | undefined;
}

const MEANINGS = {
  organizations: "bulk.apply.main_contacts",
  end_users: "bulk.apply.people_in_them",
  both: "bulk.apply.both_in_them",
} as const;

export function OrganizationsBulkBar({ filter, total, chosen, choose, me }: Props) {
  const [applyTo, setApplyTo] = useState<ApplyTo>("organizations");
  const client = useQueryClient();
  const groups = useQuery({ ...portalGroupChoicesQuery, enabled: may(me, "portal:read") }).data?.items ?? [];
  const gathering = useMutation({
    mutationFn: () => allOrganizations(filter),
    onSuccess: choose,
    onError: (error) => tellFailure(error as Failure),
  });
  const parts = partsOf("organizations", chosen, applyTo);
  return (
    <BulkBar
      label={t("bulk.organizations")}
      state={t("bulk.chosen_organizations", { count: chosen.length })}
      count={chosen.length}
      total={total}
      isAll={chosen.length === total}
      isGathering={gathering.isPending}
      onAll={() => gathering.mutate()}
      onNone={() => choose([])}
      applyTo={applyTo}
      onApplyTo={setApplyTo}
      meanings={MEANINGS}
      groups={groups
        .filter(({ takes_people, organization }) => takes_people && organization === null)
        .map(({ id, name }) => ({ id, name }))}
      work={{
        key: JSON.stringify(parts),
        count: () => countChosen(parts),
        run: ({ act, portal_group_id }, some, tell) =>
          actInBulk({ act, portal_group_id: portal_group_id ?? null }, some === null ? parts : failedParts(some), tell),
        onDone: () => void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "bulk" }),
      }}
    />
  );
}
