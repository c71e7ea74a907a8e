/** Remote access for everybody of an organization in one go: the legacy way, billable, so that the name is typed first. */

import { Button, Group, Modal, Progress, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { enableRemoteForAll, remoteCountsQuery, type RemoteRow } from "@/api/bulk";
import type { Organization } from "@/api/types";
import { Failures } from "@/ui/bulk_dialog";
import { Section } from "@/ui/section";
import { ErrorNote, View, type Failure } from "@/ui/states";
import { t, textFor } from "@/ui/text";

export function RemoteForAll({ organization }: { organization: Organization }) {
  const [asking, ask] = useDisclosure();
  return (
    <Section title={t("remote.title")}>
      <Stack gap={12} align="flex-start">
        <Text className="hr-muted" size="sm">
          {t("remote.all.rather")}
        </Text>
        <Button variant="default" onClick={ask.open}>
          {t("remote.all.open")}
        </Button>
      </Stack>
      {asking ? <RemoteForAllDialog organization={organization} onClose={ask.close} /> : null}
    </Section>
  );
}

function RemoteForAllDialog({ organization, onClose }: { organization: Organization; onClose: () => void }) {
  const client = useQueryClient();
  const counting = useQuery(remoteCountsQuery(organization.id));
  const [typed, setTyped] = useState("");
  const [missing, setMissing] = useState(false);
  const [rows, tellRows] = useState<readonly RemoteRow[]>([]);
  const doing = useMutation({
    mutationFn: () => {
      tellRows([]);
      return enableRemoteForAll(organization.id, typed, (told) => tellRows((before) => [...before, ...told]));
    },
    onSettled: () => void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "bulk" }),
  });
  // What runs goes on to its end: the dialog stays, so that nobody misses how it went.
  const close = () => (doing.isPending ? undefined : onClose());
  const send = (event: FormEvent) => {
    event.preventDefault();
    const isTyped = typed.trim().replaceAll(/\s+/g, " ") === organization.name;
    setMissing(!isTyped);
    if (isTyped) doing.mutate();
  };
  const people = counting.data?.people ?? 0;
  return (
    <Modal
      opened
      onClose={close}
      title={t("remote.all.title", { name: organization.name })}
      size="lg"
      withCloseButton={!doing.isPending}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <form onSubmit={send} noValidate>
        <Stack gap={16}>
          {doing.isIdle ? (
            <View of={counting}>
              {(counts) =>
                counts.people === 0 ? (
                  <Text>{t("remote.all.nobody")}</Text>
                ) : (
                  <>
                    <Text>{t("remote.all.why")}</Text>
                    <Text fw={600}>{t("remote.all.billable", { count: counts.people - counts.enabled })}</Text>
                    <Text>{t("remote.all.counts", { enabled: counts.enabled })}</Text>
                    <TextInput
                      label={t("person.type_name", { name: organization.name })}
                      value={typed}
                      onChange={(event) => setTyped(event.currentTarget.value)}
                      error={missing ? t("remote.all.type_name") : undefined}
                      autoComplete="off"
                      maxLength={254}
                      data-autofocus
                    />
                  </>
                )
              }
            </View>
          ) : (
            <Outcome rows={rows} total={Math.max(people, rows.length)} error={doing.error} />
          )}
          <Group justify="flex-end">
            {doing.isIdle ? (
              <>
                <Button variant="default" onClick={close}>
                  {t("common.cancel")}
                </Button>
                {people === 0 ? null : <Button type="submit">{t("remote.all.do")}</Button>}
              </>
            ) : null}
            {doing.isError ? (
              <Button variant="default" onClick={() => doing.mutate()}>
                {t("common.try_again")}
              </Button>
            ) : null}
            {doing.isSuccess || doing.isError ? <Button onClick={close}>{t("common.finish")}</Button> : null}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** How far it has come, and for each who is left out what is missing. */
function Outcome({ rows, total, error }: { rows: readonly RemoteRow[]; total: number; error: Error | null }) {
  const left = rows.filter(({ unmet }) => unmet.length > 0);
  return (
    <>
      <Progress value={total === 0 ? 100 : (100 * rows.length) / total} aria-label={t("bulk.progress")} />
      <Text role="status">
        {t("remote.all.so_far", {
          done: rows.length,
          count: total,
          enabled: rows.filter(({ changed }) => changed).length,
          left: left.length,
        })}
      </Text>
      {error === null ? null : <ErrorNote error={error as Failure} safe={t("bulk.interrupted")} />}
      {left.length === 0 ? null : (
        <Failures
          label={t("remote.all.left_out")}
          rows={left.map(({ id, name, unmet }) => ({
            kind: "account",
            id,
            name,
            invited: false,
            problem: unmet.map((each) => textFor("remote.lacks", each, "remote.unmet.other")).join(" "),
          }))}
        />
      )}
    </>
  );
}
