/** Saves a group, and keeps in mind what somebody else saved meanwhile. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ApiError } from "@/api/client";
import { groupQuery, type GroupDetail } from "@/api/security_groups";
import { tellFailure } from "@/ui/messages";
import type { Failure } from "@/ui/states";

/** Does something to a group, and has everything about groups read again, whatever came of it. */
export function useGroupAct<Asked>(act: (asked: Asked) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onError: (error) => tellFailure(error as unknown as Failure),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["security_groups"] }),
        client.invalidateQueries({ queryKey: ["me"] }),
      ]),
  });
}

/** Writes a group anew; a conflict stays on the page until it is decided. */
export function useGroupSave(group: GroupDetail, save: (version: number) => Promise<GroupDetail>) {
  const client = useQueryClient();
  const saving = useMutation({
    mutationFn: save,
    onSuccess: (saved) => {
      client.setQueryData(groupQuery(group.id).queryKey, saved);
      void client.invalidateQueries({ queryKey: ["security_groups"] });
      void client.invalidateQueries({ queryKey: ["me"] });
    },
  });
  const isConflict = saving.error instanceof ApiError && saving.error.code === "save.conflict";
  const keepMine = async () => {
    const now = await client.fetchQuery({ ...groupQuery(group.id), staleTime: 0 });
    saving.mutate(now.version);
  };
  const takeTheirs = () => {
    saving.reset();
    return client.invalidateQueries({ queryKey: groupQuery(group.id).queryKey });
  };
  return { saving, isConflict, keepMine, takeTheirs };
}
