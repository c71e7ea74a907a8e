/** The dialog that deletes a portal group, and moves its people to another one. */

import { Button, Group, Modal, NativeSelect, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { portalGroupChoicesQuery, removePortalGroup, type PortalGroup } from "@/api/portal_groups";
import { NO_ACCESS, STANDARD } from "@/ui/bulk_dialog";
import { tell } from "@/ui/messages";
import { ErrorNote, View, type Failure } from "@/ui/states";
import { t } from "@/ui/text";

export function RemoveGroup({ group, onClose }: { group: PortalGroup; onClose: () => void }) {
  const choices = useQuery(portalGroupChoicesQuery);
  const [target, setTarget] = useState(STANDARD);
  const client = useQueryClient();
  const navigate = useNavigate();
  const removing = useMutation({
    mutationFn: () => removePortalGroup(group.id, target),
    onSuccess: async () => {
      tell(t("groups.deleted", { name: group.name }));
      await navigate({ to: "/portal-groups" });
      await client.invalidateQueries({ queryKey: ["portal_groups", "list"] });
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("groups.delete_title", { name: group.name })}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <Stack gap={16}>
        {removing.error === null ? null : (
          <ErrorNote error={removing.error as Failure} safe={t("common.nothing_changed")} />
        )}
        {group.members === 0 ? (
          <Text>{t("groups.delete_empty")}</Text>
        ) : (
          <View of={choices}>
            {({ items }) => (
              <NativeSelect
                label={t("portal_groups.move_to")}
                description={t("portal_groups.move_why", { count: group.members })}
                value={target}
                onChange={({ currentTarget: { value } }) => setTarget(value)}
                data={items
                  .filter(({ id, takes_people }) => takes_people && id !== NO_ACCESS && id !== group.id)
                  .filter(({ organization }) => organization === null || organization.id === group.organization?.id)
                  .map(({ id, name }) => ({ value: id, label: name }))}
              />
            )}
          </View>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t("common.cancel")}
          </Button>
          <Button color="stop" loading={removing.isPending} onClick={() => removing.mutate()}>
            {t("groups.delete_act", { name: group.name })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
