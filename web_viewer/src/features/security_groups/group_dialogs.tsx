/** The dialogs of a group: name and description, a copy, the end. */

import { Button, Checkbox, Group, Modal, Stack, Text, TextInput, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent, type ReactNode } from "react";
import { ApiError } from "@/api/client";
import { cloneGroup, editGroup, edited, removeGroup, type GroupDetail } from "@/api/security_groups";
import { tell } from "@/ui/messages";
import { SaveNote } from "@/ui/save_note";
import { ErrorNote, type Failure } from "@/ui/states";
import { t } from "@/ui/text";
import { useGroupSave } from "./saving";

interface Props {
  group: GroupDetail;
  onClose: () => void;
}

interface DialogProps {
  title: string;
  act: string;
  stops?: boolean;
  allowed?: boolean;
  busy: boolean;
  onAct: () => void;
  onClose: () => void;
  children: ReactNode;
}

function Dialog({ title, act, stops = false, allowed = true, busy, onAct, onClose, children }: DialogProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (allowed && !busy) onAct();
  };
  return (
    <Modal opened onClose={onClose} title={title} size="md">
      <form onSubmit={submit} noValidate>
        <Stack gap={16}>
          {children}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" loading={busy} disabled={!allowed} {...(stops ? { color: "stop" } : {})}>
              {act}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

const fieldsOf = (error: Error | null): Record<string, string> => (error instanceof ApiError ? error.fields : {});

export function EditGroup({ group, onClose }: Props) {
  const [name, setName] = useState(group.name);
  const [description, setDescription] = useState(group.description);
  const [requires_factor, setRequiresFactor] = useState(group.requires_factor);
  const { saving, isConflict, keepMine, takeTheirs } = useGroupSave(group, (version) =>
    editGroup(group.id, edited(group, { version, name, description, requires_factor })).then((saved) => {
      onClose();
      return saved;
    }),
  );
  const fields = isConflict ? {} : fieldsOf(saving.error);
  return (
    <Dialog
      title={t("groups.edit_title")}
      act={t("groups.save")}
      busy={saving.isPending}
      onAct={() => saving.mutate(group.version)}
      onClose={onClose}
    >
      {Object.keys(fields).length > 0 ? null : (
        <SaveNote
          error={saving.error}
          isConflict={isConflict}
          onKeep={() => void keepMine()}
          onTake={() => void takeTheirs().then(onClose)}
        />
      )}
      <TextInput
        label={t("groups.name")}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={fields.name}
        maxLength={80}
        data-autofocus
      />
      <Textarea
        label={t("groups.description")}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
        error={fields.description}
        maxLength={500}
        autosize
        minRows={2}
      />
      <Checkbox
        label={t("factor.require_group")}
        description={t("factor.require_group_why")}
        checked={requires_factor}
        onChange={(event) => setRequiresFactor(event.currentTarget.checked)}
      />
    </Dialog>
  );
}

export function CloneGroup({ group, onClose }: Props) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [name, setName] = useState(t("groups.copy_of", { name: group.name }).slice(0, 80));
  const copying = useMutation({
    mutationFn: () => cloneGroup(group.id, name),
    onSuccess: async ({ id }) => {
      onClose();
      await client.invalidateQueries({ queryKey: ["security_groups"] });
      void navigate({ to: "/security-groups/$id", params: { id } });
    },
  });
  const fields = fieldsOf(copying.error);
  return (
    <Dialog
      title={t("groups.copy_title", { name: group.name })}
      act={t("groups.copy")}
      busy={copying.isPending}
      onAct={() => copying.mutate()}
      onClose={onClose}
    >
      {copying.error === null || fields.name !== undefined ? null : <ErrorNote error={copying.error as Failure} />}
      <Text>{t("groups.copy_why")}</Text>
      <TextInput
        label={t("groups.name")}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={fields.name}
        maxLength={80}
        data-autofocus
      />
    </Dialog>
  );
}

export function RemoveGroup({ group, onClose }: Props) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [typed, setTyped] = useState("");
  const removing = useMutation({
    mutationFn: () => removeGroup(group.id, typed),
    onSuccess: async () => {
      tell(t("groups.deleted", { name: group.name }));
      await navigate({ to: "/security-groups" });
      await client.invalidateQueries({ queryKey: ["security_groups", "list"] });
    },
  });
  const fields = fieldsOf(removing.error);
  const isEmpty = group.members === 0;
  return (
    <Dialog
      title={t("groups.delete_title", { name: group.name })}
      act={t("groups.delete_act", { name: group.name })}
      stops
      allowed={isEmpty || typed.trim() === group.name}
      busy={removing.isPending}
      onAct={() => removing.mutate()}
      onClose={onClose}
    >
      {removing.error === null || fields.name !== undefined ? null : <ErrorNote error={removing.error as Failure} />}
      <Text>{isEmpty ? t("groups.delete_empty") : t("groups.delete_why", { count: group.members })}</Text>
      {isEmpty ? null : (
        <TextInput
          label={t("groups.type_name", { name: group.name })}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={fields.name}
          data-autofocus
        />
      )}
    </Dialog>
  );
}
