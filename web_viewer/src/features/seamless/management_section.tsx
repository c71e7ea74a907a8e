/** Whether the provider manages the organization, or it manages itself; changed only from inside. */

import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { setSelfManaged, type SeamlessAnswer } from "@/api/consoles";
import { Section } from "@/ui/section";
import { ErrorNote, type Failure } from "@/ui/states";
import { t } from "@/ui/text";

interface Props {
  organization: string;
  access: SeamlessAnswer;
}

export function ManagementSection({ organization, access }: Props) {
  const [asking, ask] = useDisclosure();
  const isOwn = access.is_self_managed;
  return (
    <Section title={t(isOwn ? "seamless.self_managed" : "seamless.managed")}>
      <Stack gap={12} align="flex-start">
        <Text>{t(isOwn ? "seamless.self_managed_why" : "seamless.managed_why")}</Text>
        {access.may_decide ? (
          <Button variant="default" onClick={ask.open}>
            {t(isOwn ? "seamless.open" : "seamless.close")}
          </Button>
        ) : null}
      </Stack>
      {asking ? <Question organization={organization} access={access} onClose={ask.close} /> : null}
    </Section>
  );
}

function Question({ organization, access, onClose }: Props & { onClose: () => void }) {
  const client = useQueryClient();
  const isOwn = access.is_self_managed;
  const name = access.organization;
  const changing = useMutation({
    mutationFn: () => setSelfManaged(organization, !isOwn),
    onSuccess: onClose,
    onSettled: () => void client.invalidateQueries({ queryKey: ["organizations"] }),
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={isOwn ? t("seamless.open_title", { name }) : t("seamless.close_title", { name })}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <Stack gap={16}>
        {changing.error === null ? null : <ErrorNote error={changing.error as Failure} safe={t("common.nothing_changed")} />}
        <Text>{t(isOwn ? "seamless.open_effect" : "seamless.close_effect")}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button loading={changing.isPending} onClick={() => changing.mutate()}>
            {t(isOwn ? "seamless.open_verb" : "seamless.close_verb")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
