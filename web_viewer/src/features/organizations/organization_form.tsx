/** The dialog that makes an organization, or changes one. */

import { Button, Checkbox, Fieldset, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { ApiError } from "@/api/client";
import { changeOrganization, endUsersQuery, makeOrganization } from "@/api/people";
import type { Organization } from "@/api/types";
import { tell } from "@/ui/messages";
import { PersonPicker } from "@/ui/person_picker";
import { ErrorNote, type Failure } from "@/ui/states";
import { t } from "@/ui/text";

interface Props {
  /** What is changed; without it one is made. */
  organization?: Organization;
  /** Addresses belong to the instance: only some may change one. */
  mayReaddress?: boolean;
  mayChoosePerson?: boolean;
  onClose: () => void;
}

export function OrganizationForm({ organization, mayReaddress = true, mayChoosePerson = false, onClose }: Props) {
  const [name, setName] = useState(organization?.name ?? "");
  const [slug, setSlug] = useState(organization?.slug ?? "");
  const [first, setFirst] = useState({ name: "", email: "" });
  const [managesItself, setManagesItself] = useState(false);
  const [contact, setContact] = useState(organization?.main_contact ?? null);
  // The version that was looked at when the form was opened; a conflict is shown, and then knowingly overwritten.
  const [version, setVersion] = useState(organization?.version ?? 0);
  const [words, search] = useState("");
  const picks = organization !== undefined && mayChoosePerson;
  const found = useQuery({ ...endUsersQuery(organization?.id ?? "", words), enabled: picks }).data?.items ?? [];
  const client = useQueryClient();
  const navigate = useNavigate();
  const saving = useMutation({
    mutationFn: () =>
      organization === undefined
        ? makeOrganization({
            name,
            slug,
            is_self_managed: managesItself,
            administrator: first.name || first.email ? first : null,
          })
        : changeOrganization(organization.id, { version, name, slug, main_contact_id: contact?.id ?? null }),
    onSuccess: (saved) => {
      tell(t(saved.is_closed ? "organization.made_closed" : "common.saved", { name: saved.name }));
      onClose();
      if (organization === undefined && !saved.is_closed) void navigate({ to: "/organizations/$id", params: { id: saved.id } });
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["organizations"] });
      void client.invalidateQueries({ queryKey: ["me"] });
    },
  });
  const failure = saving.error instanceof ApiError ? saving.error : null;
  const latest = organization !== undefined && organization.version > version ? organization.version : null;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (latest !== null && failure?.code === "save.conflict") setVersion(latest);
    saving.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={t(organization === undefined ? "organizations.add" : "organization.edit")}>
      <form onSubmit={send} noValidate>
        <Stack gap={16}>
          {saving.error === null ? null : <ErrorNote error={saving.error as Failure} safe={t("common.nothing_changed")} />}
          <TextInput
            label={t("field.name")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={failure?.fields.name}
            maxLength={254}
            required
            data-autofocus
          />
          <TextInput
            label={t("field.slug")}
            description={t(mayReaddress ? "organization.slug_why" : "organization.slug_fixed")}
            value={slug}
            onChange={(event) => setSlug(event.currentTarget.value)}
            error={failure?.fields.slug}
            maxLength={254}
            readOnly={!mayReaddress}
          />
          {organization === undefined ? (
            <First first={first} onFirst={setFirst} managesItself={managesItself} onManagesItself={setManagesItself} failure={failure} />
          ) : null}
          {picks ? (
            <PersonPicker
              label={t("field.main_contact")}
              found={found}
          onSearch={search}
              person={contact}
              onChange={setContact}
            />
          ) : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" loading={saving.isPending}>
              {t(organization === undefined ? "common.add" : "common.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

interface FirstProps {
  first: { name: string; email: string };
  onFirst: (first: { name: string; email: string }) => void;
  managesItself: boolean;
  onManagesItself: (does: boolean) => void;
  failure: ApiError | null;
}

/** Who is its administrator from the start, and whether it is closed to the provider. */
function First({ first, onFirst, managesItself, onManagesItself, failure }: FirstProps) {
  return (
    <Fieldset legend={t("organization.first_administrator")}>
      <Stack gap={12}>
        <TextInput
          label={t("organization.administrator_name")}
          value={first.name}
          onChange={(event) => onFirst({ ...first, name: event.currentTarget.value })}
          maxLength={254}
        />
        <TextInput
          label={t("organization.administrator_email")}
          description={t("organization.administrator_why")}
          type="email"
          value={first.email}
          onChange={(event) => onFirst({ ...first, email: event.currentTarget.value })}
          error={failure?.fields.email}
          maxLength={254}
        />
        <Checkbox
          label={t("organization.manages_itself")}
          description={t("organization.manages_itself_why")}
          checked={managesItself}
          onChange={(event) => onManagesItself(event.currentTarget.checked)}
        />
      </Stack>
    </Fieldset>
  );
}
