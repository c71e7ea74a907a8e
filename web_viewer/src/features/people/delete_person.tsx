/** The dialog that deletes a person, in seven days, once the name was typed. */

import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { deletePerson } from "@/api/people";
import type { Person } from "@/api/types";
import { ErrorNote, type Failure } from "@/ui/states";
import { t } from "@/ui/text";

export function DeletePerson({ person, onClose }: { person: Person; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const client = useQueryClient();
  const deleting = useMutation({
    mutationFn: () => deletePerson(person.id, typed),
    onSuccess: onClose,
    onSettled: () => void client.invalidateQueries({ queryKey: ["accounts"] }),
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    deleting.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={t("person.delete_title", { name: person.name })}>
      <form onSubmit={send} noValidate>
        <Stack gap={16}>
          {deleting.error === null ? null : (
            <ErrorNote error={deleting.error as Failure} safe={t("common.nothing_changed")} />
          )}
          <Text>{t("person.delete_why")}</Text>
          <TextInput
            label={t("person.type_name", { name: person.name })}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            maxLength={254}
            data-autofocus
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" color="stop" loading={deleting.isPending}>
              {t("person.delete")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
