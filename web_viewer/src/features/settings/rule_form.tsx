/** The name and the conditions of a scope rule, new or there already. */

import { Button, Group, MultiSelect, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError } from "@/api/client";
import { deviceGroupsQuery, tagsQuery } from "@/api/marks";
import { endUsersQuery } from "@/api/people";
import { addScopeRule, changeScopeRule, type ScopeRule, type ScopeRules } from "@/api/setting_rules";
import { PersonPicker } from "@/ui/person_picker";
import { ErrorNote, type Failure } from "@/ui/states";
import { TagField } from "@/ui/tag_field";
import { t } from "@/ui/text";

const MOST = 20;

interface Props {
  organization: string;
  /** The rule that is changed; none is a new one. */
  rule: ScopeRule | null;
  onSaved: (list: ScopeRules) => void;
  onCancel: () => void;
}

function ofKind(rule: ScopeRule | null, kind: string) {
  return (rule?.conditions ?? [])
    .filter(({ condition }) => condition.startsWith(`${kind}:`))
    .map(({ condition, name }) => ({ id: condition.slice(kind.length + 1), name }));
}

export function RuleForm({ organization, rule, onSaved, onCancel }: Props) {
  const [name, setName] = useState(rule?.name ?? "");
  const [tags, setTags] = useState(ofKind(rule, "tag").map(({ id }) => id));
  const [groups, setGroups] = useState(ofKind(rule, "group").map(({ id }) => id));
  const [people, setPeople] = useState(ofKind(rule, "person"));
  const [typed, setTyped] = useState("");
  const [asked, setAsked] = useState("");
  const known = useQuery(tagsQuery(organization, typed));
  const offered = useQuery(deviceGroupsQuery(organization));
  const found = useQuery(endUsersQuery(organization, asked));
  const saving = useMutation({
    mutationFn: () => {
      const conditions = [
        ...tags.map((tag) => `tag:${tag}`),
        ...groups.map((id) => `group:${id}`),
        ...people.map(({ id }) => `person:${id}`),
      ];
      return rule === null
        ? addScopeRule(organization, name, conditions)
        : changeScopeRule(rule.id, rule.version, name, conditions);
    },
    onSuccess: onSaved,
  });
  const failure = saving.error instanceof ApiError ? saving.error : null;
  const inUse = new Map((offered.data?.items ?? []).map((group) => [group.id, group.name]));
  for (const { id, name: called } of ofKind(rule, "group")) if (!inUse.has(id)) inUse.set(id, called || id);
  return (
    <form
      className="hr-rule-form"
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate();
      }}
    >
      <Stack gap={12}>
        {saving.error === null || failure?.fields.name || failure?.fields.conditions ? null : (
          <ErrorNote error={saving.error as Failure} safe={t("common.nothing_changed")} />
        )}
        <TextInput
          label={t("settings.rules.name")}
          value={name}
          error={failure?.fields.name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TagField
          label={t("settings.rules.tags")}
          known={known.data ?? []}
          onSearch={setTyped}
          tags={tags}
          onChange={setTags}
          max={MOST}
          error={failure?.fields.conditions ?? failure?.fields.tags}
        />
        <MultiSelect
          label={t("settings.rules.groups")}
          searchable
          value={groups}
          onChange={setGroups}
          data={[...inUse].map(([value, label]) => ({ value, label }))}
          nothingFoundMessage={t("common.no_match")}
        />
        <PersonPicker
          label={t("settings.rules.people")}
          collects
          placeholder=""
          found={found.data?.items ?? []}
          onSearch={setAsked}
          person={null}
          onChange={(person) => {
            if (person !== null && !people.some(({ id }) => id === person.id)) setPeople([...people, person]);
          }}
        />
        {people.map((person) => (
          <Group key={person.id} gap={8}>
            <span>{person.name || t("settings.rules.gone")}</span>
            <Button
              variant="subtle"
              size="compact-sm"
              aria-label={t("settings.rules.without", { name: person.name })}
              onClick={() => setPeople(people.filter(({ id }) => id !== person.id))}
            >
              {t("settings.rules.remove_short")}
            </Button>
          </Group>
        ))}
        <Group gap={8}>
          <Button type="submit" loading={saving.isPending}>
            {t("settings.rules.save")}
          </Button>
          <Button variant="default" onClick={onCancel}>
            {t("settings.rules.cancel")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
