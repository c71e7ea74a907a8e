/** Whom a device belongs to, and the way to give it to somebody else. */

import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { may } from "@/api/access";
import { assignDevice, endUsersQuery } from "@/api/people";
import { meQuery } from "@/api/queries";
import type { DeviceDetail } from "@/api/types";
import { tell } from "@/ui/messages";
import { PersonPicker } from "@/ui/person_picker";
import { Section } from "@/ui/section";
import { ErrorNote, type Failure } from "@/ui/states";
import { t } from "@/ui/text";

export function DeviceOwner({ device }: { device: DeviceDetail }) {
  const me = useQuery(meQuery).data;
  const organization = device.organization.id;
  const owner = device.assigned_user;
  // Only while somebody chooses; else it is what the broker says.
  const [choice, choose] = useState<{ person: { id: string; name: string } | null } | null>(null);
  const client = useQueryClient();
  const assigning = useMutation({
    mutationFn: (account: string | null) => assignDevice(device.id, account),
    onSuccess: () => {
      tell(t("owner.saved", { device: device.name }));
      choose(null);
    },
    onSettled: () => void client.invalidateQueries({ queryKey: ["devices"] }),
  });
  const mayAssign = may(me, "device:assign", organization) && may(me, "account:read", organization);
  const [words, search] = useState("");
  const found = useQuery({ ...endUsersQuery(organization, words), enabled: mayAssign }).data?.items ?? [];
  if (!mayAssign) return null;
  const person = choice === null ? owner : choice.person;
  const isSame = person?.id === owner?.id;
  return (
    <Section title={t("owner.title")}>
      <Stack gap={12}>
        {assigning.error === null ? null : (
          <ErrorNote error={assigning.error as Failure} safe={t("common.nothing_changed")} />
        )}
        <PersonPicker
          label={t("field.assigned_user")}
          found={found}
          onSearch={search}
          person={person}
          onChange={(chosen) => choose({ person: chosen })}
        />
        <Text c="dimmed">{t("owner.why")}</Text>
        <Group justify="flex-end">
          <Button disabled={isSame} loading={assigning.isPending} onClick={() => assigning.mutate(person?.id ?? null)}>
            {t("common.save")}
          </Button>
        </Group>
      </Stack>
    </Section>
  );
}
