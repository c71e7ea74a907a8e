/** The dialog that makes a group: its name, what it is for, and whose it is. */

import { Button, Group, Modal, NativeSelect, Stack, TextInput, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { may } from "@/api/access";
import { ApiError } from "@/api/client";
import { makeGroup } from "@/api/security_groups";
import type { Me } from "@/api/types";
import { ErrorNote, type Failure } from "@/ui/states";
import { t } from "@/ui/text";

const PROVIDER = "";

interface Props {
  opened: boolean;
  onClose: () => void;
  me: Me;
}

export function NewGroup({ opened, onClose, me }: Props) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const homes = homesOf(me);
  const [chosen, setChosen] = useState<string | null>(null);
  const home = chosen ?? homes[0]?.value ?? PROVIDER;
  const making = useMutation({
    mutationFn: () =>
      makeGroup({
        name,
        description,
        organization_id: home === PROVIDER ? null : home,
        organizations: home === PROVIDER ? [] : [home],
      }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ["security_groups"] });
      void navigate({ to: "/security-groups/$id", params: { id }, search: { tab: "permissions" } });
    },
  });
  const fields = making.error instanceof ApiError ? making.error.fields : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!making.isPending) making.mutate();
  };
  return (
    <Modal opened={opened} onClose={onClose} title={t("groups.new_title")} size="md">
      <form onSubmit={submit} noValidate>
        <Stack gap={16}>
          {making.error !== null && fields.name === undefined ? <ErrorNote error={making.error as Failure} /> : null}
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
            maxLength={500}
            autosize
            minRows={2}
          />
          <NativeSelect
            label={t("groups.whose")}
            description={t("groups.whose_why")}
            value={home}
            onChange={(event) => setChosen(event.currentTarget.value)}
            data={homes}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" loading={making.isPending}>
              {t("groups.make")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Whose groups somebody may make: the provider's only with a right that reaches everywhere. */
export function homesOf(me: Me): { value: string; label: string }[] {
  const provider = me.permissions["group:change"] === "all" ? [{ value: PROVIDER, label: t("groups.of_provider") }] : [];
  const own = me.organizations.filter(({ id }) => may(me, "group:change", id));
  return [...provider, ...own.map(({ id, name }) => ({ value: id, label: name }))];
}
