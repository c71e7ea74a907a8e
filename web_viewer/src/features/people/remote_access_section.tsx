/** The switch by which an end user reaches their own devices from elsewhere: billable, so that it is asked first. */

import { Alert, Button, Group, List, Modal, Stack, Switch, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { disableRemoteAccess, enableRemoteAccess, remoteAccessQuery } from "@/api/people";
import type { Person, RemoteAccess } from "@/api/types";
import { tell, tellFailure } from "@/ui/messages";
import { Section } from "@/ui/section";
import { ErrorNote, View, type Failure } from "@/ui/states";
import { t, textFor } from "@/ui/text";

interface Props {
  person: Person;
  mayChange: boolean;
}

export function RemoteAccessSection({ person, mayChange }: Props) {
  const reading = useQuery(remoteAccessQuery(person.id));
  return (
    <Section title={t("remote.title")}>
      <View of={reading} rows={2}>
        {(access) => (
          <Stack gap={12}>
            <Turn person={person} access={access} mayChange={mayChange} />
            <Text className="hr-muted" size="sm">
              {t("remote.what")}
            </Text>
            {access.unmet.length === 0 ? null : <Unmet access={access} />}
            {access.is_on && !access.has_feature ? <Text>{t("remote.no_feature")}</Text> : null}
          </Stack>
        )}
      </View>
    </Section>
  );
}

/** What is not met, one by one. */
function Unmet({ access }: { access: RemoteAccess }) {
  return (
    <Alert color="wait" variant="light" title={t(access.is_on ? "remote.unmet_on" : "remote.unmet")}>
      <List>
        {access.unmet.map((each) => (
          <List.Item key={each}>{textFor("remote.unmet", each, "remote.unmet.other")}</List.Item>
        ))}
      </List>
    </Alert>
  );
}

function Turn({ person, access, mayChange }: Props & { access: RemoteAccess }) {
  const client = useQueryClient();
  const [asking, ask] = useDisclosure();
  const kept = (after: RemoteAccess) => client.setQueryData(remoteAccessQuery(person.id).queryKey, after);
  const ending = useMutation({
    mutationFn: () => disableRemoteAccess(person.id),
    onSuccess: (after) => {
      kept(after);
      tell(t("remote.is_off_now", { name: person.name }));
    },
    onError: (error) => tellFailure(error as Failure),
  });
  if (!mayChange) return <Text>{t(access.is_on ? "remote.is_on" : "remote.is_off")}</Text>;
  return (
    <>
      <Switch
        label={t("remote.enable")}
        checked={access.is_on}
        disabled={ending.isPending}
        onChange={() => {
          if (access.is_on) ending.mutate();
          else ask.open();
        }}
      />
      {asking ? <Confirm person={person} onKept={kept} onClose={ask.close} /> : null}
    </>
  );
}

function Confirm({ person, onKept, onClose }: { person: Person; onKept: (after: RemoteAccess) => void; onClose: () => void }) {
  const client = useQueryClient();
  const saving = useMutation({
    mutationFn: () => enableRemoteAccess(person.id),
    onSuccess: (after) => {
      onKept(after);
      onClose();
      tell(t("remote.is_on_now", { name: person.name }));
    },
    // What is not met may be another thing by now.
    onError: () => void client.invalidateQueries({ queryKey: remoteAccessQuery(person.id).queryKey }),
  });
  return (
    <Modal opened onClose={onClose} title={t("remote.confirm_title", { name: person.name })} closeButtonProps={{ "aria-label": t("common.close") }}>
      <Stack gap={16}>
        {saving.error === null ? null : <ErrorNote error={saving.error as Failure} safe={t("remote.still_off")} />}
        <Text>{t("remote.confirm", { name: person.name })}</Text>
        <Text fw={600}>{t("remote.billable")}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button loading={saving.isPending} onClick={() => saving.mutate()}>
            {t("common.save")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
