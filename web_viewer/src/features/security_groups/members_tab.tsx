/** Who is in a group: taken in from the left, let go on the right. */

import { Button } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { groupCandidatesQuery, groupMembersQuery, moveMembers, type GroupDetail } from "@/api/security_groups";
import { View } from "@/ui/states";
import { t } from "@/ui/text";
import { Chosen, Offer } from "./picker";
import { useGroupAct } from "./saving";

export function MembersTab({ group }: { group: GroupDetail }) {
  const list = useInfiniteQuery(groupMembersQuery(group.id, ""));
  const moving = useGroupAct((body: Parameters<typeof moveMembers>[1]) => moveMembers(group.id, body));
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed.trim(), 200);
  const found = useQuery({ ...groupCandidatesQuery(group.id, q), enabled: group.may_assign }).data;
  return (
    <div className="hr-columns">
      {group.may_assign ? (
        <Offer
          label={t("groups.find_staff")}
          found={found?.map(({ id, name, email }) => ({ id, name, detail: email }))}
          typed={typed}
          onType={setTyped}
          onAdd={(add) => moving.mutate({ add })}
          busy={moving.isPending}
          nothing={t("groups.no_staff")}
        />
      ) : null}
      <View of={list}>
        {({ pages }) => (
          <Chosen
            title={t("groups.members", { count: pages[0]?.total ?? 0 })}
            chosen={pages.flatMap(({ items }) => items).map(({ id, name, email }) => ({ id, name, detail: email }))}
            empty={t("groups.nobody")}
            onRemove={group.may_assign ? (id) => moving.mutate({ remove: [id] }) : undefined}
          >
            {list.hasNextPage ? (
              <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                {t("common.show_more")}
              </Button>
            ) : null}
          </Chosen>
        )}
      </View>
    </div>
  );
}
