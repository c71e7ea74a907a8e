/** Chooses several of many on one side, and shows what is chosen on the other. */

import { Button, Checkbox, CloseButton, Stack, Text, TextInput, Title } from "@mantine/core";
import { useId, useState, type ReactNode } from "react";
import { t } from "@/ui/text";

export interface Choice {
  id: string;
  name: string;
  detail?: string;
}

interface OfferProps {
  label: string;
  /** What matches; undefined while it is being read. */
  found: readonly Choice[] | undefined;
  typed: string;
  onType: (text: string) => void;
  onAdd: (ids: readonly string[]) => void;
  busy: boolean;
  nothing: string;
}

/** The left side: a search, boxes to tick, and *Add*. */
export function Offer({ label, found, typed, onType, onAdd, busy, nothing }: OfferProps) {
  const [ticked, setTicked] = useState<ReadonlyMap<string, Choice>>(new Map());
  const shown = [...ticked.values(), ...(found ?? []).filter(({ id }) => !ticked.has(id))];
  const toggle = (choice: Choice) => {
    const next = new Map(ticked);
    if (!next.delete(choice.id)) next.set(choice.id, choice);
    setTicked(next);
  };
  const add = () => {
    onAdd([...ticked.keys()]);
    setTicked(new Map());
    onType("");
  };
  return (
    <section className="hr-card" aria-label={label}>
      <Stack gap={12}>
        <TextInput
          role="searchbox"
          label={label}
          value={typed}
          onChange={(event) => onType(event.currentTarget.value)}
          maxLength={100}
        />
        {shown.length === 0 && found !== undefined ? <Text c="dimmed">{nothing}</Text> : null}
        <Stack gap={8} component="fieldset" className="hr-choices">
          <legend className="hr-choices-legend">{label}</legend>
          {shown.map((choice) => (
            <Checkbox
              key={choice.id}
              checked={ticked.has(choice.id)}
              onChange={() => toggle(choice)}
              label={choice.name}
              description={choice.detail}
            />
          ))}
        </Stack>
        <div>
          <Button variant="default" onClick={add} disabled={ticked.size === 0} loading={busy}>
            {t("groups.add", { count: ticked.size })}
          </Button>
        </div>
      </Stack>
    </section>
  );
}

interface ChosenProps {
  title: string;
  chosen: readonly Choice[];
  empty: string;
  onRemove?: ((id: string) => void) | undefined;
  children?: ReactNode;
}

/** The right side: what is chosen, each with its cross. */
export function Chosen({ title, chosen, empty, onRemove, children }: ChosenProps) {
  const id = useId();
  return (
    <section className="hr-card" aria-labelledby={id}>
      <Title order={2} id={id} size="h3" mb={12}>
        {title}
      </Title>
      {chosen.length === 0 ? <Text c="dimmed">{empty}</Text> : null}
      <ul className="hr-list">
        {chosen.map((choice) => (
          <li key={choice.id} className="hr-chosen">
            <span className="hr-list-main">
              <span>{choice.name}</span>
              {choice.detail === undefined ? null : <span className="hr-muted">{choice.detail}</span>}
            </span>
            {onRemove === undefined ? null : (
              <CloseButton aria-label={t("groups.remove_named", { name: choice.name })} onClick={() => onRemove(choice.id)} />
            )}
          </li>
        ))}
      </ul>
      {children}
    </section>
  );
}
