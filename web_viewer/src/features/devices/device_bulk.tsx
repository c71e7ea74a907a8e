/** Does something to many devices: how many are chosen, what it is, and how each of them went. */

import { Button, Group, Modal, Progress, Select, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { deviceGroupsQuery, everyDevice, MAX_TAGS, moveTags, putInGroup, tagsQuery } from "@/api/marks";
import { assignDevice, endUsersQuery } from "@/api/people";
import type { DeviceFilter } from "@/api/queries";
import type { Device } from "@/api/types";
import { failedOf, runEach, type Outcome } from "@/ui/each";
import { tellFailure } from "@/ui/messages";
import { PersonPicker } from "@/ui/person_picker";
import type { Failure } from "@/ui/states";
import { TagField } from "@/ui/tag_field";
import { t } from "@/ui/text";

interface Props {
  filter: DeviceFilter;
  total: number;
  isMore: boolean;
  chosen: readonly Device[];
  choose: (devices: readonly Device[]) => void;
  mayMark: boolean;
  mayAssign: boolean;
}

export function DeviceBulk({ filter, total, isMore, chosen, choose, mayMark, mayAssign }: Props) {
  const [asked, ask] = useState<"tags" | "group" | "owner" | null>(null);
  const gathering = useMutation({
    mutationFn: () => everyDevice(filter),
    onSuccess: choose,
    onError: (error) => tellFailure(error as Failure),
  });
  if (chosen.length === 0) return null;
  return (
    <div className="hr-toolbar" role="group" aria-label={t("device_bulk.label")}>
      <Text aria-live="polite">{t("device_bulk.chosen", { count: chosen.length })}</Text>
      {chosen.length < total ? (
        <Button variant="default" loading={gathering.isPending} onClick={() => gathering.mutate()}>
          {isMore ? t("bulk.all_more") : t("bulk.all", { count: total })}
        </Button>
      ) : null}
      <Button variant="default" onClick={() => choose([])}>
        {t("device_bulk.none")}
      </Button>
      {mayMark ? (
        <>
          <Button variant="default" onClick={() => ask("tags")}>
            {t("device_bulk.tags")}
          </Button>
          <Button variant="default" onClick={() => ask("group")}>
            {t("device_bulk.group")}
          </Button>
        </>
      ) : null}
      {mayAssign ? (
        <Button variant="default" onClick={() => ask("owner")}>
          {t("device_bulk.owner")}
        </Button>
      ) : null}
      {asked === "tags" ? <BulkTags devices={chosen} onClose={() => ask(null)} /> : null}
      {asked === "group" ? <BulkGroup devices={chosen} onClose={() => ask(null)} /> : null}
      {asked === "owner" ? <BulkOwner devices={chosen} onClose={() => ask(null)} /> : null}
    </div>
  );
}

interface ActProps {
  devices: readonly Device[];
  onClose: () => void;
}

const onlyOrganization = (devices: readonly Device[]) => {
  const found = new Set(devices.map(({ organization }) => organization.id));
  return found.size === 1 ? [...found][0] : undefined;
};

function BulkTags({ devices, onClose }: ActProps) {
  const [add, setAdd] = useState<readonly string[]>([]);
  const [remove, setRemove] = useState<readonly string[]>([]);
  const [start, search] = useState("");
  const known = useQuery(tagsQuery(onlyOrganization(devices), start)).data ?? [];
  const field = { known, onSearch: search, max: MAX_TAGS };
  return (
    <BulkDialog
      title={t("device_bulk.tags_title", { count: devices.length })}
      devices={devices}
      act={({ id }) => moveTags(id, add, remove)}
      missing={add.length + remove.length === 0 ? t("device_bulk.tags_missing") : null}
      onClose={onClose}
    >
      <TagField label={t("device_bulk.add")} tags={add} onChange={setAdd} {...field} />
      <TagField label={t("device_bulk.remove")} tags={remove} onChange={setRemove} {...field} />
    </BulkDialog>
  );
}

const NO_GROUP = "none";

function BulkGroup({ devices, onClose }: ActProps) {
  const organization = onlyOrganization(devices);
  const [group, setGroup] = useState<string | null>(null);
  const groups = useQuery({ ...deviceGroupsQuery(organization), enabled: organization !== undefined }).data?.items ?? [];
  const choices = groups.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <BulkDialog
      title={t("device_bulk.group_title", { count: devices.length })}
      devices={devices}
      act={({ id }) => putInGroup(id, group === NO_GROUP ? null : group)}
      missing={group === null ? t("device_bulk.group_missing") : null}
      onClose={onClose}
    >
      {organization === undefined ? <Text>{t("device_bulk.one_organization")}</Text> : null}
      <Select
        label={t("marks.group")}
        searchable
        value={group}
        onChange={setGroup}
        data={[{ value: NO_GROUP, label: t("marks.no_group") }, ...choices]}
        nothingFoundMessage={t("common.no_match")}
      />
    </BulkDialog>
  );
}

function BulkOwner({ devices, onClose }: ActProps) {
  const organization = onlyOrganization(devices);
  const [person, setPerson] = useState<{ id: string; name: string } | null>(null);
  const [words, search] = useState("");
  const asking = { ...endUsersQuery(organization ?? "", words), enabled: organization !== undefined };
  const found = useQuery(asking).data?.items ?? [];
  return (
    <BulkDialog
      title={t("device_bulk.owner_title", { count: devices.length })}
      devices={devices}
      act={({ id }) => assignDevice(id, person?.id ?? null)}
      missing={null}
      onClose={onClose}
    >
      {organization === undefined ? (
        <Text>{t("device_bulk.owner_several")}</Text>
      ) : (
        <PersonPicker label={t("field.assigned_user")} found={found} onSearch={search} person={person} onChange={setPerson} />
      )}
      <Text c="dimmed">{t("owner.why")}</Text>
    </BulkDialog>
  );
}

interface DialogProps extends ActProps {
  title: string;
  act: (device: Device) => Promise<unknown>;
  /** What is not filled in yet, told when *Do it* is pressed. */
  missing: string | null;
  children: ReactNode;
}

function BulkDialog({ title, devices, act, missing, onClose, children }: DialogProps) {
  const [outcomes, tellOutcomes] = useState<readonly Outcome<Device>[]>([]);
  const [isTold, tellMissing] = useState(false);
  const client = useQueryClient();
  const doing = useMutation({
    mutationFn: (some: readonly Device[]) =>
      runEach(some, act, (outcome) =>
        tellOutcomes((before) => [...before.filter(({ of }) => of.id !== outcome.of.id), outcome]),
      ),
    onSettled: () => void client.invalidateQueries({ queryKey: ["devices"] }),
  });
  const count = devices.length;
  const failed = failedOf(outcomes);
  const isOver = outcomes.length === count && !doing.isPending;
  // What runs goes on to its end: the dialog stays, so that nobody misses how it went.
  const close = () => (doing.isPending ? undefined : onClose());
  return (
    <Modal opened onClose={close} title={title} size="lg" withCloseButton={!doing.isPending}>
      <Stack gap={16}>
        {doing.isIdle ? children : <Progressing outcomes={outcomes} count={count} failed={failed.length} />}
        {doing.isIdle && isTold && missing !== null ? (
          <Text c="stop" role="alert">
            {missing}
          </Text>
        ) : null}
        <Group justify="flex-end">
          {isOver ? null : (
            <Button variant="default" disabled={doing.isPending} onClick={close}>
              {t("common.cancel")}
            </Button>
          )}
          {doing.isIdle ? (
            <Button onClick={() => (missing === null ? doing.mutate(devices) : tellMissing(true))}>
              {t("device_bulk.do", { count })}
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

function Progressing({ outcomes, count, failed }: { outcomes: readonly Outcome<Device>[]; count: number; failed: number }) {
  return (
    <>
      <Progress value={(100 * outcomes.length) / count} aria-label={t("bulk.progress")} />
      <Text role="status">{t("bulk.so_far", { done: outcomes.length - failed, count, failed })}</Text>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */}
      <div className="hr-results" tabIndex={0} role="region" aria-label={t("bulk.results")}>
        <ul className="hr-list">
          {outcomes.map(({ of, problem }) => (
            <li key={of.id} className="hr-live-row">
              <span>{of.name}</span>
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
    </>
  );
}
