/** The dialog that adds an administrator to an organization. */

import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { ApiError } from "@/api/client";
import { appoint } from "@/api/consoles";
import { tell } from "@/ui/messages";
import { ErrorNote, type Failure } from "@/ui/states";
import { t } from "@/ui/text";

export function AdministratorForm({ organization, onClose }: { organization: string; onClose: () => void }) {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const client = useQueryClient();
  const adding = useMutation({
    mutationFn: () => appoint(organization, name, email),
    onSuccess: (made) => {
      tell(t(made.is_provider ? "organization.administrator_let_in" : "organization.administrator_invited", { name: made.name }));
      onClose();
    },
    onSettled: () => void client.invalidateQueries(),
  });
  const failure = adding.error instanceof ApiError ? adding.error : null;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!adding.isPending) adding.mutate();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("organization.add_administrator")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <form onSubmit={send} noValidate>
        <Stack gap={16}>
          {adding.error === null ? null : <ErrorNote error={adding.error as Failure} safe={t("common.nothing_changed")} />}
          <TextInput
            label={t("organization.administrator_name")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={failure?.fields.name}
            maxLength={254}
            required
            data-autofocus
          />
          <TextInput
            label={t("organization.administrator_email")}
            description={t("organization.administrator_why")}
            type="email"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            error={failure?.fields.email}
            maxLength={254}
            required
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" loading={adding.isPending}>
              {t("common.add")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
