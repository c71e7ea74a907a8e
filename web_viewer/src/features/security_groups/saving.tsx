/** Saves a group, and says what somebody else saved meanwhile. */

import { Alert, Button, Group, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ApiError } from "@/api/client";
import { groupQuery, type GroupDetail } from "@/api/security_groups";
import { tellFailure } from "@/ui/messages";
import { ErrorNote, type Failure } from "@/ui/states";
import { t } from "@/ui/text";

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

interface NoteProps {
  error: Error | null;
  isConflict: boolean;
  onKeep: () => void;
  onTake: () => void;
}

export function SaveNote({ error, isConflict, onKeep, onTake }: NoteProps) {
  if (error === null) return null;
  if (!isConflict) return <ErrorNote error={error as Failure} safe={t("common.nothing_changed")} />;
  return (
    <Alert color="wait" variant="light" role="alert">
      <Text fw={500}>{error.message}</Text>
      <Group mt={12}>
        <Button variant="default" onClick={onTake}>
          {t("groups.take_theirs")}
        </Button>
        <Button variant="default" onClick={onKeep}>
          {t("groups.keep_mine")}
        </Button>
      </Group>
    </Alert>
  );
}
