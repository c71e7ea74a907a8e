/** The dialog that makes an enrolment token, and the command to run on the device. */

import { Button, Code, CopyButton, Group, Modal, NativeSelect, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { makeEnrolmentToken } from "@/api/actions";
import type { EnrolmentToken, Me } from "@/api/types";
import { ErrorNote, type Failure } from "@/ui/states";
import { t } from "@/ui/text";
import { Time } from "@/ui/time";

interface Props {
  opened: boolean;
  onClose: () => void;
  organizations: Me["organizations"];
}

export function AddDevice({ opened, onClose, organizations }: Props) {
  const [chosen, setChosen] = useState<string | null>(null);
  const organization = chosen ?? organizations[0]?.id ?? "";
  const making = useMutation({ mutationFn: () => makeEnrolmentToken(organization) });
  const close = () => {
    making.reset();
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} title={t("add_device.title")} size="lg">
      <Stack gap={16}>
        {making.error === null ? null : <ErrorNote error={making.error as Failure} safe={t("common.nothing_changed")} />}
        {making.data === undefined ? (
          <>
            <Text>{t("add_device.why")}</Text>
            <NativeSelect
              label={t("field.organization")}
              value={organization}
              onChange={(event) => setChosen(event.currentTarget.value)}
              data={organizations.map(({ id, name }) => ({ value: id, label: name }))}
              data-autofocus
            />
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                {t("common.cancel")}
              </Button>
              <Button loading={making.isPending} onClick={() => making.mutate()}>
                {t("add_device.make")}
              </Button>
            </Group>
          </>
        ) : (
          <Made made={making.data} onClose={close} />
        )}
      </Stack>
    </Modal>
  );
}

function Made({ made, onClose }: { made: EnrolmentToken; onClose: () => void }) {
  return (
    <>
      <Text>{t("add_device.run")}</Text>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */}
      <Code block className="hr-command" tabIndex={0} aria-label={t("add_device.command")}>
        {made.command}
      </Code>
      <Text c="dimmed">
        {t("add_device.once")} <Time at={made.expires_at} />
      </Text>
      <Group justify="flex-end">
        <CopyButton value={made.command}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? t("common.copied") : t("add_device.copy")}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onClose}>{t("common.finish")}</Button>
      </Group>
    </>
  );
}
