/** Asks before the same is done to many, with the count; shows the progress, and a line for each that failed. */

import { Button, Group, Modal, NativeSelect, Progress, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ErrorNote, View, type Failure } from "./states";
import { t } from "./text";

export interface BulkOrder {
  act: "enable_portal" | "disable_portal" | "move" | "require_mfa" | "waive_mfa" | "disable" | "enable";
  portal_group_id?: string;
  /** The name of that group. */
  group?: string;
}

export interface BulkRow {
  kind: "account" | "organization";
  id: string;
  name: string;
  invited: boolean;
  problem: string | null;
}

export interface BulkSizes {
  rows: number;
  people: number;
  without_password: number;
  without_contact: number;
}

export interface BulkWork {
  /** Names what is chosen, so that it is counted anew when that changes. */
  key: string;
  count: () => Promise<BulkSizes>;
  /** Does it to all, or to some that failed before, and tells how each went. */
  run: (order: BulkOrder, some: readonly BulkRow[] | null, tell: (rows: readonly BulkRow[]) => void) => Promise<void>;
  onDone: () => void;
}

interface Props {
  order: BulkOrder;
  work: BulkWork;
  groups: readonly { id: string; name: string }[];
  onClose: () => void;
}

const keyOf = (row: BulkRow) => `${row.kind}:${row.id}`;

export function BulkDialog({ order, work, groups, onClose }: Props) {
  const sizes = useQuery({ queryKey: ["bulk", work.key], queryFn: work.count, staleTime: 0, gcTime: 0 });
  const [group, choose] = useState<string | undefined>(order.portal_group_id);
  const [rows, tellRows] = useState<ReadonlyMap<string, BulkRow>>(new Map());
  const doing = useMutation({
    mutationFn: (some: readonly BulkRow[] | null) =>
      work.run(group === undefined ? order : { ...order, portal_group_id: group }, some, (told) =>
        tellRows((before) => new Map([...before, ...told.map((row) => [keyOf(row), row] as const)])),
      ),
    onSettled: work.onDone,
  });
  const people = sizes.data?.people ?? 0;
  const known = [...rows.values()];
  const failed = known.filter(({ problem }) => problem !== null);
  const total = Math.max(sizes.data?.rows ?? 0, known.length);
  // What runs goes on to its end: the dialog stays, so that nobody misses how it went.
  const close = () => (doing.isPending ? undefined : onClose());
  const words = { count: people, group: order.group ?? "" };
  return (
    <Modal
      opened
      onClose={close}
      title={sizes.data === undefined ? t(`bulk.act.${order.act}`) : t(`bulk.ask.${order.act}`, words)}
      size="lg"
      withCloseButton={!doing.isPending}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <Stack gap={16}>
        {doing.isIdle ? (
          <View of={sizes}>{(counted) => <Why order={order} sizes={counted} groups={groups} onGroup={choose} />}</View>
        ) : (
          <>
            <Progress value={total === 0 ? 100 : (100 * known.length) / total} aria-label={t("bulk.progress")} />
            <Text role="status">
              {t("bulk.so_far", { done: known.length - failed.length, count: total, failed: failed.length })}{" "}
              {t("bulk.invited", { count: known.filter(({ invited }) => invited).length })}
            </Text>
            {doing.error === null ? null : <ErrorNote error={doing.error as Failure} safe={t("bulk.interrupted")} />}
            {failed.length === 0 ? null : <Failures rows={failed} />}
          </>
        )}
        <Group justify="flex-end">
          {doing.isIdle ? (
            <>
              <Button variant="default" onClick={close}>
                {t("common.cancel")}
              </Button>
              {people === 0 ? null : (
                <Button onClick={() => doing.mutate(null)} data-autofocus>
                  {t(`bulk.do.${order.act}`, words)}
                </Button>
              )}
            </>
          ) : null}
          {doing.isError ? (
            <Button variant="default" onClick={() => doing.mutate(null)}>
              {t("common.try_again")}
            </Button>
          ) : null}
          {doing.isSuccess && failed.length > 0 ? (
            <Button variant="default" onClick={() => doing.mutate(failed)}>
              {t("bulk.retry", { count: failed.length })}
            </Button>
          ) : null}
          {doing.isSuccess || doing.isError ? <Button onClick={close}>{t("common.finish")}</Button> : null}
        </Group>
      </Stack>
    </Modal>
  );
}

interface WhyProps {
  order: BulkOrder;
  sizes: BulkSizes;
  groups: readonly { id: string; name: string }[];
  onGroup: (group: string) => void;
}

function Why({ order, sizes, groups, onGroup }: WhyProps) {
  const enables = order.act === "enable_portal";
  const invites = enables || order.act === "move";
  const choices = groups.filter(({ id }) => id !== NO_ACCESS);
  return (
    <Stack gap={12}>
      {sizes.people === 0 ? <Text>{t("bulk.nobody")}</Text> : <Text>{t(`bulk.why.${order.act}`)}</Text>}
      {enables && choices.length > 0 && sizes.people > 0 ? (
        <NativeSelect
          label={t("field.portal_group")}
          description={t("bulk.group_why")}
          defaultValue={STANDARD}
          onChange={({ currentTarget: { value } }) => onGroup(value)}
          data={choices.map(({ id, name }) => ({ value: id, label: name }))}
        />
      ) : null}
      {invites && sizes.people > 0 ? <Text>{t("bulk.invitations", { count: sizes.without_password })}</Text> : null}
      {sizes.without_contact === 0 ? null : (
        <Text className="hr-sign" data-tone="wait">
          {t("bulk.without_contact", { count: sizes.without_contact })}
        </Text>
      )}
    </Stack>
  );
}

/** The groups that every installation has, by the identifiers that never change. */
export const NO_ACCESS = "portalnoaccessaaaaaaaaaaaa";
export const STANDARD = "portalstandardaaaaaaaaaaaa";

export function Failures({ rows, label }: { rows: readonly BulkRow[]; label?: string }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
    <div className="hr-results" tabIndex={0} role="region" aria-label={label ?? t("bulk.results")}>
      <ul className="hr-list">
        {rows.map((row) => (
          <li key={keyOf(row)} className="hr-live-row">
            <span>{row.name || t("bulk.unnamed")}</span>
            <span className="hr-sign" data-tone="stop">
              <span aria-hidden="true" className="hr-sign-shape">
                ✗
              </span>
              {row.problem}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
