/** The scope rules of an organization in their order: moved, changed, added and removed here. */

import { ActionIcon, Button, Group } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { orderScopeRules, removeScopeRule, scopeRulesQuery, type ScopeRule, type ScopeRules } from "@/api/setting_rules";
import { tell } from "@/ui/messages";
import { Section } from "@/ui/section";
import { ErrorNote, View, type Failure } from "@/ui/states";
import { t } from "@/ui/text";
import { RuleForm } from "./rule_form";
import { conditionWords } from "./words";

export function RulesList({ organization }: { organization: string }) {
  const reading = useQuery(scopeRulesQuery(organization));
  return (
    <Section title={t("settings.rules.title")}>
      <p className="hr-muted hr-rules-about">{t("settings.rules.about")}</p>
      <View of={reading}>{(list) => <Rules list={list} />}</View>
    </Section>
  );
}

const NEW = "new";

function Rules({ list }: { list: ScopeRules }) {
  const client = useQueryClient();
  const [open, setOpen] = useState<string | null>(null);
  const organization = list.organization.id;
  const take = (saved: ScopeRules) => {
    client.setQueryData(scopeRulesQuery(organization).queryKey, saved);
    // What rules say counts on devices.
    void client.invalidateQueries({ queryKey: ["settings"] });
    setOpen(null);
  };
  const moving = useMutation({
    mutationFn: ({ rules, before }: { rules: string[]; before: string[] }) => orderScopeRules(organization, rules, before),
    onSuccess: take,
  });
  const removing = useMutation({
    mutationFn: (rule: ScopeRule) => removeScopeRule(rule.id),
    onSuccess: (saved, rule) => {
      take(saved);
      tell(t("settings.rules.removed", { name: rule.name }));
    },
  });
  const failure = moving.error ?? removing.error;
  const move = (at: number, by: number) => {
    const before = list.rules.map(({ id }) => id);
    const rules = [...before];
    const [moved] = rules.splice(at, 1);
    if (moved !== undefined) rules.splice(at + by, 0, moved);
    moving.mutate({ rules, before });
  };
  return (
    <>
      {failure === null ? null : <ErrorNote error={failure as Failure} safe={t("common.nothing_changed")} />}
      {list.rules.length === 0 ? <p className="hr-muted">{t("settings.rules.none")}</p> : null}
      <ol className="hr-rules">
        {list.rules.map((rule, at) => (
          <li key={rule.id}>
            {open === rule.id ? (
              <RuleForm organization={organization} rule={rule} onSaved={take} onCancel={() => setOpen(null)} />
            ) : (
              <Row
                rule={rule}
                mayChange={list.may_change}
                isFirst={at === 0}
                isLast={at === list.rules.length - 1}
                onMove={(by) => move(at, by)}
                onEdit={() => setOpen(rule.id)}
                onRemove={() => removing.mutate(rule)}
              />
            )}
          </li>
        ))}
      </ol>
      {!list.may_change ? null : open === NEW ? (
        <RuleForm organization={organization} rule={null} onSaved={take} onCancel={() => setOpen(null)} />
      ) : (
        <Button variant="default" onClick={() => setOpen(NEW)}>
          {t("settings.rules.add")}
        </Button>
      )}
    </>
  );
}

interface RowProps {
  rule: ScopeRule;
  mayChange: boolean;
  isFirst: boolean;
  isLast: boolean;
  onMove: (by: number) => void;
  onEdit: () => void;
  onRemove: () => void;
}

function Row({ rule, mayChange, isFirst, isLast, onMove, onEdit, onRemove }: RowProps) {
  const name = rule.name;
  return (
    <Group gap={12} justify="space-between" className="hr-rule">
      <div>
        <Link to="/settings" search={{ rule: rule.id }} className="hr-break">
          {name}
        </Link>
        <div className="hr-muted hr-break">
          {t("settings.rules.for", { conditions: rule.conditions.map(conditionWords).join(", ") })}{" "}
          {t("settings.rules.contains", { count: rule.settings.length })}
        </div>
      </div>
      {mayChange ? (
        <Group gap={4}>
          <ActionIcon
            variant="subtle"
            aria-label={t("settings.rules.up", { name })}
            aria-disabled={isFirst}
            onClick={() => (isFirst ? undefined : onMove(-1))}
          >
            <IconArrowUp size={16} stroke={1.75} aria-hidden />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            aria-label={t("settings.rules.down", { name })}
            aria-disabled={isLast}
            onClick={() => (isLast ? undefined : onMove(1))}
          >
            <IconArrowDown size={16} stroke={1.75} aria-hidden />
          </ActionIcon>
          <Button variant="subtle" size="compact-sm" aria-label={t("settings.rules.edit", { name })} onClick={onEdit}>
            {t("settings.rules.edit_short")}
          </Button>
          <Button
            variant="subtle"
            color="stop"
            size="compact-sm"
            aria-label={t("settings.rules.remove", { name })}
            onClick={onRemove}
          >
            {t("settings.rules.remove_short")}
          </Button>
        </Group>
      ) : null}
    </Group>
  );
}
