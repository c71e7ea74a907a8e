/** Which devices a group reaches inside its organizations: all, or those with a tag or in a device group. */

import { Group, MultiSelect, Radio, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { deviceGroupsQuery, tagsQuery } from "@/api/marks";
import { editGroup, edited, type GroupDetail, type Permission } from "@/api/security_groups";
import { permissionWords } from "@/ui/permission_words";
import { SaveBar, SaveNote } from "@/ui/save_note";
import { TagField } from "@/ui/tag_field";
import { t } from "@/ui/text";
import { useGroupSave } from "./saving";

interface Narrowing {
  is_narrowed: boolean;
  tags: readonly string[];
  device_groups: readonly string[];
}

const narrowingOf = (group: GroupDetail): Narrowing => ({
  is_narrowed: group.is_narrowed,
  tags: group.tags,
  device_groups: group.device_groups.map(({ id }) => id),
});

const MAX_MARKS = 100;

export function DevicesTab({ group }: { group: GroupDetail }) {
  const [mine, setMine] = useState<Narrowing | null>(null);
  const [start, search] = useState("");
  const known = useQuery({ ...tagsQuery(group.organization?.id, start), enabled: group.is_narrowed || mine !== null }).data;
  const wanted = mine ?? narrowingOf(group);
  const { saving, isConflict, keepMine, takeTheirs } = useGroupSave(group, (version) =>
    editGroup(group.id, edited(group, { version, ...wanted })).then((saved) => {
      setMine(null);
      return saved;
    }),
  );
  const mayChange = group.may_change && !group.is_fixed;
  const change = (part: Partial<Narrowing>) => setMine({ ...wanted, ...part });
  return (
    <Stack gap={16} maw={640}>
      <SaveNote
        error={saving.error}
        isConflict={isConflict}
        onKeep={() => void keepMine()}
        onTake={() => void takeTheirs().then(() => setMine(null))}
      />
      <Radio.Group
        label={t("narrow.which")}
        value={wanted.is_narrowed ? "some" : "all"}
        onChange={(value) => change({ is_narrowed: value === "some" })}
        {...(group.is_fixed ? { description: t("groups.fixed") } : {})}
      >
        <Group gap={16} mt={4}>
          <Radio value="all" label={t("narrow.all")} disabled={!mayChange} />
          <Radio value="some" label={t("narrow.some")} disabled={!mayChange} />
        </Group>
      </Radio.Group>
      {wanted.is_narrowed ? (
        <>
          <TagField
            label={t("narrow.tags")}
            description={t("narrow.tags_why")}
            known={known ?? []}
            onSearch={search}
            tags={wanted.tags}
            onChange={(tags) => change({ tags })}
            max={MAX_MARKS}
            disabled={!mayChange}
          />
          <DeviceGroupField
            group={group}
            chosen={wanted.device_groups}
            onChange={(device_groups) => change({ device_groups })}
            disabled={!mayChange}
          />
          {wanted.tags.length + wanted.device_groups.length === 0 ? (
            <Text c="wait" role="status">
              {t("narrow.nothing")}
            </Text>
          ) : null}
          <Which group={group} />
        </>
      ) : null}
      <SaveBar
        changes={mine === null ? 0 : 1}
        isSaving={saving.isPending}
        onUndo={() => setMine(null)}
        onSave={() => saving.mutate(group.version)}
      />
    </Stack>
  );
}

interface FieldProps {
  group: GroupDetail;
  chosen: readonly string[];
  onChange: (groups: string[]) => void;
  disabled: boolean;
}

function DeviceGroupField({ group, chosen, onChange, disabled }: FieldProps) {
  const [typed, setTyped] = useState("");
  const [asked] = useDebouncedValue(typed.trim(), 200);
  const found = useQuery(deviceGroupsQuery(group.organization?.id, asked)).data?.items ?? [];
  // What is chosen keeps its name, whatever is typed.
  const [seen, see] = useState<ReadonlyMap<string, string>>(new Map());
  const words = (each: { name: string; organization: { name: string } }) =>
    group.organization === null ? `${each.name} · ${each.organization.name}` : each.name;
  const known = new Map([...group.device_groups, ...found].map((each) => [each.id, words(each)]));
  for (const id of chosen) if (!known.has(id)) known.set(id, seen.get(id) ?? t("narrow.gone"));
  return (
    <MultiSelect
      label={t("narrow.groups")}
      searchable
      value={[...chosen]}
      onChange={(next) => {
        see(new Map([...seen, ...known]));
        onChange(next);
      }}
      onSearchChange={setTyped}
      filter={({ options }) => options}
      data={[...known].map(([value, label]) => ({ value, label }))}
      nothingFoundMessage={t("common.no_match")}
      disabled={disabled}
    />
  );
}

const listed = (some: readonly Permission[]) => some.map(permissionWords).join(" · ") || t("common.none");

/** Of what the group gives: what is narrowed by this, and what is not. */
function Which({ group }: { group: GroupDetail }) {
  const about = new Set<Permission>(group.narrowable);
  const narrowed = group.permissions.filter((each) => about.has(each));
  const whole = group.permissions.filter((each) => !about.has(each));
  return (
    <div className="hr-card">
      <Stack gap={12}>
        <div>
          <Text fw={500}>{t("narrow.narrowed")}</Text>
          <Text>{listed(narrowed)}</Text>
        </div>
        <div>
          <Text fw={500}>{t("narrow.whole")}</Text>
          <Text>{listed(whole)}</Text>
        </div>
      </Stack>
    </div>
  );
}
