/** What a group gives: the table of subjects and acts, changed box by box, row by row or column by column. */

import { Checkbox, Group, Stack, Table, Text, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { meQuery } from "@/api/queries";
import { editGroup, edited, type GroupDetail, type Permission } from "@/api/security_groups";
import { SaveBar, SaveNote } from "@/ui/save_note";
import { t } from "@/ui/text";
import { COLUMNS, countChanges, holds, rowsOf, toggled, type Row } from "./matrix";
import { actWords, permissionWords, subjectWords } from "@/ui/permission_words";
import { useGroupSave } from "./saving";

export function PermissionsTab({ group }: { group: GroupDetail }) {
  const me = useQuery(meQuery).data;
  const [mine, setMine] = useState<ReadonlySet<Permission> | null>(null);
  const ticked = mine ?? new Set(group.permissions);
  const rows = rowsOf(group.all_permissions);
  const { saving, isConflict, keepMine, takeTheirs } = useGroupSave(group, (version) =>
    editGroup(group.id, edited(group, { version, permissions: [...ticked] })).then((saved) => {
      setMine(null);
      return saved;
    }),
  );
  const canTick = (permission: Permission) => group.may_change && !group.is_fixed && holds(me, permission, group);
  const toggle = (some: readonly Permission[]) => setMine(toggled(ticked, some.filter(canTick)));
  const changes = mine === null ? 0 : countChanges(group.permissions, mine);
  const take = () => void takeTheirs().then(() => setMine(null));
  return (
    <Stack gap={16}>
      <SaveNote error={saving.error} isConflict={isConflict} onKeep={() => void keepMine()} onTake={take} />
      <Text c="dimmed">{group.is_fixed ? t("groups.fixed") : t("groups.not_held_why")}</Text>
      <Table.ScrollContainer minWidth={720} className="hr-card hr-flush" tabIndex={0} aria-label={t("groups.tab.permissions")}>
        <Table className="hr-matrix" verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t("groups.subject")}</Table.Th>
              {COLUMNS.map((column) => (
                <Table.Th scope="col" key={column}>
                  <Toggle label={t(`permission.column.${column}`)} of={rows.flatMap((row) => row.cells[column])} canTick={canTick} onToggle={toggle} />
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <MatrixRow key={row.subject} row={row} ticked={ticked} canTick={canTick} onToggle={toggle} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <SaveBar
        changes={changes}
        isSaving={saving.isPending}
        onUndo={() => setMine(null)}
        onSave={() => saving.mutate(group.version)}
      />
    </Stack>
  );
}

interface Ticking {
  canTick: (permission: Permission) => boolean;
  onToggle: (some: readonly Permission[]) => void;
}

/** The head of a row or column: a button where there is something to tick under it. */
function Toggle({ label, of, canTick, onToggle }: Ticking & { label: string; of: readonly Permission[] }) {
  if (!of.some(canTick)) return <>{label}</>;
  return (
    <UnstyledButton className="hr-matrix-head" onClick={() => onToggle(of)} aria-label={t("groups.toggle_all", { name: label })}>
      {label}
    </UnstyledButton>
  );
}

function MatrixRow({ row, ticked, canTick, onToggle }: Ticking & { row: Row; ticked: ReadonlySet<Permission> }) {
  const all = COLUMNS.flatMap((column) => row.cells[column]);
  return (
    <Table.Tr>
      <Table.Th scope="row">
        <Toggle label={subjectWords(row.subject)} of={all} canTick={canTick} onToggle={onToggle} />
      </Table.Th>
      {COLUMNS.map((column) => (
        <Table.Td key={column}>
          <Group gap={12}>
            {row.cells[column].map((permission) => (
              <Cell
                key={permission}
                permission={permission}
                isNamed={column === "use" || row.cells[column].length > 1}
                isTicked={ticked.has(permission)}
                canTick={canTick(permission)}
                onToggle={() => onToggle([permission])}
              />
            ))}
          </Group>
        </Table.Td>
      ))}
    </Table.Tr>
  );
}

interface CellProps {
  permission: Permission;
  isNamed: boolean;
  isTicked: boolean;
  canTick: boolean;
  onToggle: () => void;
}

/** A box, or a sign where I cannot tick: ✓ is given, – is not. */
function Cell({ permission, isNamed, isTicked, canTick, onToggle }: CellProps) {
  const name = permissionWords(permission);
  if (!canTick) {
    const words = t(isTicked ? "groups.given_not_yours" : "groups.not_yours", { permission: name });
    return (
      <span className="hr-muted">
        <span role="img" aria-label={words} title={words}>
          {isTicked ? "✓" : "–"}
        </span>
        {isNamed ? ` ${actWords(permission)}` : null}
      </span>
    );
  }
  return (
    <Checkbox
      checked={isTicked}
      onChange={onToggle}
      {...(isNamed ? { label: actWords(permission), "aria-label": name } : { "aria-label": name })}
    />
  );
}
