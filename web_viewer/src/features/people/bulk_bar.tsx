/** Disables or enables many people: how many are chosen, the question with the count, and how each of them went. */

import { Button, Group, Modal, Progress, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { disablePerson, enablePerson, everybody, type PeopleFilter } from "@/api/people";
import type { Person } from "@/api/types";
import { tellFailure } from "@/ui/messages";
import type { Failure } from "@/ui/states";
import { t } from "@/ui/text";
import { failedOf, runEach, type Outcome } from "./each";

interface Props {
  filter: PeopleFilter;
  total: number;
  chosen: readonly Person[];
  choose: (people: readonly Person[]) => void;
}

export function BulkBar({ filter, total, chosen, choose }: Props) {
  const [asked, ask] = useState<"disable" | "enable" | null>(null);
  const gathering = useMutation({
    mutationFn: () => everybody(filter),
    onSuccess: choose,
    onError: (error) => tellFailure(error as Failure),
  });
  const none = chosen.length === 0;
  return (
    <div className="hr-toolbar" role="group" aria-label={t("bulk.label")}>
      <Text aria-live="polite">{t("bulk.chosen", { count: chosen.length })}</Text>
      <Button variant="default" loading={gathering.isPending} onClick={() => gathering.mutate()}>
        {t("bulk.all", { count: total })}
      </Button>
      {none ? null : (
        <>
          <Button variant="default" onClick={() => choose([])}>
            {t("bulk.none")}
          </Button>
          <Button variant="default" onClick={() => ask("disable")}>
            {t("person.disable")}
          </Button>
          <Button variant="default" onClick={() => ask("enable")}>
            {t("person.enable")}
          </Button>
        </>
      )}
      {asked === null ? null : <BulkDialog act={asked} people={chosen} onClose={() => ask(null)} />}
    </div>
  );
}

interface DialogProps {
  act: "disable" | "enable";
  people: readonly Person[];
  onClose: () => void;
}

function BulkDialog({ act, people, onClose }: DialogProps) {
  const [outcomes, tellOutcomes] = useState<readonly Outcome[]>([]);
  const client = useQueryClient();
  const doing = useMutation({
    mutationFn: (some: readonly Person[]) =>
      runEach(some, ({ id }) => (act === "disable" ? disablePerson(id) : enablePerson(id)), (outcome) =>
        tellOutcomes((before) => [...before.filter(({ person }) => person.id !== outcome.person.id), outcome]),
      ),
    onSettled: () => void client.invalidateQueries({ queryKey: ["accounts"] }),
  });
  const count = people.length;
  const failed = failedOf(outcomes);
  const isOver = outcomes.length === count && !doing.isPending;
  const question = act === "disable" ? "bulk.disable" : "bulk.enable";
  const consequence = act === "disable" ? "bulk.disable_why" : "bulk.enable_why";
  // What runs goes on to its end: the dialog stays, so that nobody misses how it went.
  const close = () => (doing.isPending ? undefined : onClose());
  return (
    <Modal opened onClose={close} title={t(question, { count })} size="lg" withCloseButton={!doing.isPending}>
      <Stack gap={16}>
        {doing.isIdle ? <Text>{t(consequence)}</Text> : null}
        {doing.isIdle ? null : (
          <>
            <Progress value={(100 * outcomes.length) / count} aria-label={t("bulk.progress")} />
            <Text role="status">{t("bulk.so_far", { done: outcomes.length - failed.length, count, failed: failed.length })}</Text>
            <Results outcomes={outcomes} />
          </>
        )}
        <Group justify="flex-end">
          {isOver ? null : (
            <Button variant="default" disabled={doing.isPending} onClick={close}>
              {t("common.cancel")}
            </Button>
          )}
          {doing.isIdle ? (
            <Button onClick={() => doing.mutate(people)} data-autofocus>
              {t(act === "disable" ? "bulk.disable_do" : "bulk.enable_do", { count })}
            </Button>
          ) : null}
          {isOver && failed.length > 0 ? (
            <Button variant="default" onClick={() => doing.mutate(failed)}>
              {t("bulk.retry", { count: failed.length })}
            </Button>
          ) : null}
          {isOver ? <Button onClick={close}>{t("common.finish")}</Button> : null}
        </Group>
      </Stack>
    </Modal>
  );
}

function Results({ outcomes }: { outcomes: readonly Outcome[] }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
    <div className="hr-results" tabIndex={0} role="region" aria-label={t("bulk.results")}>
      <ul className="hr-list">
        {outcomes.map(({ person, problem }) => (
          <li key={person.id} className="hr-live-row">
            <span>{person.name}</span>
            <span className="hr-sign" data-tone={problem === null ? "good" : "stop"}>
              <span aria-hidden="true" className="hr-sign-shape">
                {problem === null ? "✓" : "✗"}
              </span>
              {problem ?? t("bulk.done")}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
