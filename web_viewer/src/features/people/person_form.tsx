/** The dialog that makes a person, or changes one. */

import { Button, Group, Modal, NativeSelect, Select, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { may } from "@/api/access";
import { ApiError } from "@/api/client";
import { changePerson, makePerson } from "@/api/people";
import { meQuery } from "@/api/queries";
import type { Person } from "@/api/types";
import { useListAddress } from "@/ui/address";
import { NO_ACCESS, STANDARD } from "@/ui/bulk_dialog";
import { tell } from "@/ui/messages";
import { ErrorNote, type Failure } from "@/ui/states";
import { t } from "@/ui/text";
import { usePortalGroups } from "./portal_section";

interface Props {
  kind: "end_user" | "staff";
  /** Who is changed; without it somebody is made. */
  person?: Person;
  onClose: () => void;
}

export function PersonForm({ kind, person, onClose }: Props) {
  const [address] = useListAddress();
  const me = useQuery(meQuery).data;
  const right = kind === "staff" ? "staff:create" : "end_user:create";
  const homes = (me?.organizations ?? []).filter(({ id }) => may(me, right, id));
  const mayBeProvider = kind === "staff" && me?.permissions["staff:create"] === "all";
  const first = address.organization ?? (mayBeProvider ? null : (homes[0]?.id ?? null));
  const [said, say] = useState({ name: person?.name ?? "", email: person?.email ?? "", phone: person?.phone ?? "" });
  const [home, setHome] = useState(first);
  const [portalGroup, setPortalGroup] = useState(STANDARD);
  const isNewEndUser = person === undefined && kind === "end_user";
  const groups = usePortalGroups(home, isNewEndUser && may(me, "portal:read"));
  // The version that was looked at when the form was opened; a conflict is shown, and then knowingly overwritten.
  const [version, setVersion] = useState(person?.version ?? 0);
  const client = useQueryClient();
  const navigate = useNavigate();
  const saving = useMutation({
    mutationFn: () =>
      person === undefined
        ? makePerson({
            kind,
            ...said,
            organization_id: home,
            ...(isNewEndUser ? { portal_group_id: portalGroup } : {}),
          })
        : changePerson(person.id, { version, ...said }),
    onSuccess: (saved) => {
      tell(t("common.saved", { name: saved.name }));
      onClose();
      if (person === undefined) void navigate({ to: "/people/$id", params: { id: saved.id } });
    },
    onSettled: () => void client.invalidateQueries({ queryKey: ["accounts"] }),
  });
  const failure = saving.error instanceof ApiError ? saving.error : null;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (person !== undefined && failure?.code === "save.conflict") setVersion(person.version);
    saving.mutate();
  };
  const field = (name: keyof typeof said) => ({
    label: t(`field.${name}`),
    value: said[name],
    onChange: (event: { currentTarget: { value: string } }) => say({ ...said, [name]: event.currentTarget.value }),
    error: failure?.fields[name],
    maxLength: 254,
  });
  const title = kind === "staff" ? "people.add_staff" : "people.add";
  return (
    <Modal opened onClose={onClose} title={t(person === undefined ? title : "person.edit")}>
      <form onSubmit={send} noValidate>
        <Stack gap={16}>
          {saving.error === null ? null : <ErrorNote error={saving.error as Failure} safe={t("common.nothing_changed")} />}
          <TextInput {...field("name")} required data-autofocus />
          <TextInput {...field("email")} type="email" required />
          <TextInput {...field("phone")} type="tel" />
          {person === undefined ? (
            <Select
              label={t("field.organization")}
              searchable
              limit={50}
              value={home ?? ""}
              onChange={(value) => setHome(value === "" ? null : value)}
              error={failure?.fields.organization_id}
              nothingFoundMessage={t("common.no_match")}
              data={[
                ...(mayBeProvider ? [{ value: "", label: t("people.provider") }] : []),
                ...homes.map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          ) : null}
          {isNewEndUser && groups.length > 0 ? (
            <NativeSelect
              label={t("portal.title")}
              description={t("portal.new_why")}
              value={portalGroup}
              onChange={({ currentTarget: { value } }) => setPortalGroup(value)}
              error={failure?.fields.portal_group_id}
              data={[{ value: NO_ACCESS, label: t("portal.off") }, ...groups]}
            />
          ) : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" loading={saving.isPending}>
              {t(person === undefined ? "common.add" : "common.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
