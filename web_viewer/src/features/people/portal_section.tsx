/** An end user's portal: whether they have one, what is in it, and when they were there last. */

import { Button, Group, Modal, NativeSelect, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { portalGroupChoicesQuery, setPortal } from "@/api/portal_groups";
import type { Person } from "@/api/types";
import { NO_ACCESS, STANDARD } from "@/ui/bulk_dialog";
import { Fact, Facts } from "@/ui/facts";
import { tell, tellFailure } from "@/ui/messages";
import { Section } from "@/ui/section";
import { ErrorNote, type Failure } from "@/ui/states";
import { t } from "@/ui/text";
import { Time } from "@/ui/time";
import { PortalSign } from "./portal_sign";

interface Props {
  person: Person;
  portal: NonNullable<Person["portal"]>;
  mayChange: boolean;
  mayChoose: boolean;
}

export function PortalSection({ person, portal, mayChange, mayChoose }: Props) {
  return (
    <Section title={t("portal.title")} side={mayChange ? <Actions {...{ person, portal, mayChoose }} /> : null}>
      <Facts>
        <Fact label={t("portal.state")}>
          <PortalSign portal={portal} />
        </Fact>
        <Fact label={t("portal.second_factor")}>
          {t(person.has_second_factor ? "portal.factor_set_up" : person.requires_factor ? "portal.factor_asked" : "portal.factor_none")}
        </Fact>
        <Fact label={t("portal.last_sign_in")}>
          {person.last_sign_in_at === null ? t("portal.never") : <Time at={person.last_sign_in_at} />}
        </Fact>
      </Facts>
    </Section>
  );
}

function usePortalAct(person: Person, onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (group: string | null) => setPortal(person.id, group),
    onSuccess: ({ portal }) => {
      onDone();
      if (portal === null) return;
      const words = { name: person.name, group: portal.group.name };
      tell(portal.is_on ? t("portal.is_on_now", words) : t("portal.is_off_now", words));
    },
    onSettled: () => void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "portal_groups" }),
  });
}

function Actions({ person, portal, mayChoose }: Omit<Props, "mayChange">) {
  const [choosing, choose] = useDisclosure();
  const ending = usePortalAct(person, () => undefined);
  if (person.delete_at !== null) return null;
  return (
    <Group gap={8}>
      {portal.is_on ? (
        <Button
          variant="default"
          loading={ending.isPending}
          onClick={() => ending.mutate(null, { onError: (error) => tellFailure(error as Failure) })}
        >
          {t("portal.disable")}
        </Button>
      ) : null}
      {portal.is_on && !mayChoose ? null : (
        <Button variant="default" onClick={choose.open}>
          {t(portal.is_on ? "portal.change_group" : "portal.enable")}
        </Button>
      )}
      {choosing ? <ChooseGroup {...{ person, portal, mayChoose }} onClose={choose.close} /> : null}
    </Group>
  );
}

interface ChooseProps extends Omit<Props, "mayChange"> {
  onClose: () => void;
}

function ChooseGroup({ person, portal, mayChoose, onClose }: ChooseProps) {
  const choices = usePortalGroups(person.organization?.id ?? null, mayChoose);
  const [group, setGroup] = useState(portal.is_on ? portal.group.id : STANDARD);
  const saving = usePortalAct(person, onClose);
  const invites = !portal.is_on && !person.has_password;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(portal.is_on ? "portal.change_title" : "portal.enable_title", { name: person.name })}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <Stack gap={16}>
        {saving.error === null ? null : (
          <ErrorNote error={saving.error as Failure} safe={t("common.nothing_changed")} />
        )}
        {choices.length === 0 ? null : (
          <NativeSelect
            label={t("field.portal_group")}
            description={t("bulk.group_why")}
            value={group}
            onChange={({ currentTarget: { value } }) => setGroup(value)}
            data={choices}
            data-autofocus
          />
        )}
        {invites ? <Text>{t("portal.invites", { email: person.email })}</Text> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button loading={saving.isPending} onClick={() => saving.mutate(group)}>
            {t(portal.is_on ? "common.save" : "portal.enable")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** The groups that people of an organization can be in and have a portal. */
export function usePortalGroups(organization: string | null, enabled: boolean): { value: string; label: string }[] {
  const found = useQuery({ ...portalGroupChoicesQuery, enabled }).data?.items ?? [];
  return found
    .filter((group) => group.takes_people && group.id !== NO_ACCESS)
    .filter((group) => group.organization === null || group.organization.id === organization)
    .map(({ id, name }) => ({ value: id, label: name }));
}
