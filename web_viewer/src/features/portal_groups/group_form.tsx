/** The dialog that makes a portal group, copies one, or changes one. */

import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { may } from "@/api/access";
import { ApiError } from "@/api/client";
import { copyPortalGroup, editPortalGroup, makePortalGroup, type PortalFeature, type PortalGroup } from "@/api/portal_groups";
import type { Me } from "@/api/types";
import { tell } from "@/ui/messages";
import { ErrorNote, type Failure } from "@/ui/states";
import { t } from "@/ui/text";
import { FeaturesField } from "./features_field";

interface Props {
  me: Me;
  /** Which group is changed; without one, and without one to copy, a group is made. */
  group?: PortalGroup;
  copyOf?: PortalGroup;
  onClose: () => void;
}

const PROVIDER = "";
const MOST_NAME = 80;

export function GroupForm({ me, group, copyOf, onClose }: Props) {
  const homes = homesOf(me);
  const [name, setName] = useState(
    copyOf === undefined ? (group?.name ?? "") : t("groups.copy_of", { name: copyOf.name }).slice(0, MOST_NAME),
  );
  const [description, setDescription] = useState(group?.description ?? "");
  const [features, setFeatures] = useState<readonly PortalFeature[]>(group?.features ?? ["ask_for_help", "own_requests"]);
  const [home, setHome] = useState(homes[0]?.value ?? PROVIDER);
  // The version that was looked at when the form was opened; a conflict is shown, and then knowingly overwritten.
  const [version, setVersion] = useState(group?.version ?? 0);
  const client = useQueryClient();
  const navigate = useNavigate();
  const organization_id = home === PROVIDER ? null : home;
  const saving = useMutation({
    mutationFn: () => {
      if (group !== undefined) return editPortalGroup(group.id, { version, name, description, features });
      if (copyOf !== undefined) return copyPortalGroup(copyOf.id, { name, organization_id });
      return makePortalGroup({ name, description, features, organization_id });
    },
    onSuccess: (saved) => {
      tell(t("common.saved", { name: saved.name }));
      onClose();
      if (group === undefined) void navigate({ to: "/portal-groups/$id", params: { id: saved.id } });
    },
    onSettled: () => void client.invalidateQueries({ queryKey: ["portal_groups"] }),
  });
  const failure = saving.error instanceof ApiError ? saving.error : null;
  // A field says by itself what is wrong with it.
  const isSaid = failure !== null && failure.code !== "save.conflict" && Object.keys(failure.fields).length > 0;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (group !== undefined && failure?.code === "save.conflict") setVersion(group.version);
    saving.mutate();
  };
  const title = group === undefined ? "portal_groups.new_title" : "portal_groups.edit_title";
  return (
    <Modal
      opened
      onClose={onClose}
      title={copyOf === undefined ? t(title) : t("groups.copy_title", { name: copyOf.name })}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <form onSubmit={send} noValidate>
        <Stack gap={16}>
          {saving.error === null || isSaid ? null : (
            <ErrorNote error={saving.error as Failure} safe={t("common.nothing_changed")} />
          )}
          <TextInput
            label={t("groups.name")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={failure?.fields.name}
            maxLength={MOST_NAME}
            data-autofocus
          />
          {copyOf === undefined ? (
            <>
              <Textarea
                label={t("groups.description")}
                value={description}
                onChange={(event) => setDescription(event.currentTarget.value)}
                error={failure?.fields.description}
                maxLength={500}
                autosize
                minRows={2}
              />
              <FeaturesField value={features} onChange={setFeatures} error={failure?.fields.features} />
            </>
          ) : (
            <Text>{t("portal_groups.copy_why")}</Text>
          )}
          {group === undefined ? (
            <NativeSelect
              label={t("groups.whose")}
              description={t("portal_groups.whose_why")}
              value={home}
              onChange={(event) => setHome(event.currentTarget.value)}
              data={homes}
            />
          ) : (
            <Text className="hr-muted">{t("portal_groups.at_once", { count: group.members })}</Text>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" loading={saving.isPending}>
              {t(group === undefined ? "groups.make" : "common.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Whose groups somebody may make: the provider's only with a right that reaches everywhere. */
function homesOf(me: Me): { value: string; label: string }[] {
  const provider = me.permissions["portal:change"] === "all" ? [{ value: PROVIDER, label: t("groups.of_provider") }] : [];
  const own = me.organizations.filter(({ id }) => may(me, "portal:change", id));
  return [...provider, ...own.map(({ id, name }) => ({ value: id, label: name }))];
}
