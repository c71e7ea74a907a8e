/** The second step of a person: what they have, why they must, and what can be done when they have lost it. */

import { Button, Group, Modal, Stack, Switch, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { peoplesFactorsQuery, requireFactor, resetFactors, type PeoplesFactors } from "@/api/factors";
import type { Person } from "@/api/types";
import { Fact, Facts } from "@/ui/facts";
import { tell, tellFailure } from "@/ui/messages";
import { Needs } from "@/ui/needs";
import { Section } from "@/ui/section";
import { ErrorNote, View, type Failure } from "@/ui/states";
import { t } from "@/ui/text";
import { Time } from "@/ui/time";

interface Props {
  person: Person;
  mayChange: boolean;
  isMe: boolean;
}

export function PersonFactors({ person, mayChange, isMe }: Props) {
  const factors = useQuery(peoplesFactorsQuery(person.id));
  return (
    <Section title={t("factor.title")}>
      <View of={factors} rows={2}>
        {(found) => (
          <Stack gap={16}>
            <Facts>
              <Fact label={t("factor.app")}>
                {found.app_since === null ? t("common.none") : <Time at={found.app_since} />}
              </Fact>
              <Fact label={t("factor.passkeys")}>{found.passkeys === 0 ? t("common.none") : String(found.passkeys)}</Fact>
              <Fact label={t("factor.must")}>
                {found.needs.length === 0 ? t("factor.need_not") : <Needs needs={found.needs} mine={false} />}
              </Fact>
            </Facts>
            {mayChange ? <Acts person={person} found={found} isMe={isMe} /> : null}
          </Stack>
        )}
      </View>
    </Section>
  );
}

function Acts({ person, found, isMe }: { person: Person; found: PeoplesFactors; isMe: boolean }) {
  const [asking, ask] = useDisclosure();
  const client = useQueryClient();
  const requiring = useMutation({
    mutationFn: (required: boolean) => requireFactor(person.id, required),
    onSuccess: (saved) => client.setQueryData(peoplesFactorsQuery(person.id).queryKey, saved),
    onError: (error) => tellFailure(error as unknown as Failure),
    // The person's version has changed with it.
    onSettled: () => void client.invalidateQueries({ queryKey: ["accounts"] }),
  });
  const hasAny = found.app_since !== null || found.passkeys > 0;
  return (
    <Group justify="space-between" gap={12}>
      <Switch
        label={t("factor.require")}
        description={t("factor.require_why")}
        checked={requiring.isPending ? requiring.variables : found.required}
        onChange={(event) => requiring.mutate(event.currentTarget.checked)}
      />
      {hasAny && !isMe ? (
        <Button variant="outline" color="stop" onClick={ask.open}>
          {t("factor.reset")}
        </Button>
      ) : null}
      {asking ? <Reset person={person} onClose={ask.close} /> : null}
    </Group>
  );
}

function Reset({ person, onClose }: { person: Person; onClose: () => void }) {
  const client = useQueryClient();
  const resetting = useMutation({
    mutationFn: () => resetFactors(person.id),
    onSuccess: (found) => {
      client.setQueryData(peoplesFactorsQuery(person.id).queryKey, found);
      tell(t("factor.was_reset", { name: person.name }));
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={t("factor.reset_title", { name: person.name })}>
      <Stack gap={16}>
        {resetting.error === null ? null : (
          <ErrorNote error={resetting.error as Failure} safe={t("common.nothing_changed")} />
        )}
        <Text>{t("factor.reset_why", { email: person.email })}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button color="stop" loading={resetting.isPending} onClick={() => resetting.mutate()}>
            {t("factor.reset")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
