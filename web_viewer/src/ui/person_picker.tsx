/** Finds a person by a few letters. */

import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { t } from "./text";

interface Props {
  label: string;
  /** Whom the letters typed so far fit. */
  found: readonly { id: string; name: string; email: string }[];
  onSearch: (words: string) => void;
  /** Who is chosen now. */
  person: { id: string; name: string } | null;
  onChange: (person: { id: string; name: string } | null) => void;
  /** Whether who is chosen stands elsewhere, so that the field is empty for the next. */
  collects?: boolean;
  /** What nobody means here. */
  placeholder?: string;
}

export function PersonPicker({ label, found, onSearch, person, onChange, collects = false, placeholder }: Props) {
  const [typed, setTyped] = useState("");
  const words = typed === person?.name ? "" : typed;
  const [asked] = useDebouncedValue(words.trim(), 200);
  useEffect(() => onSearch(asked), [asked, onSearch]);
  const known = new Map(found.map((each) => [each.id, `${each.name} · ${each.email}`]));
  if (person !== null && !known.has(person.id)) known.set(person.id, person.name);
  return (
    <Select
      label={label}
      placeholder={placeholder ?? t("picker.nobody")}
      searchable
      clearable
      clearButtonProps={{ "aria-label": t("picker.clear") }}
      value={person?.id ?? null}
      // Whoever is chosen is written there by the field itself, unless nobody stays chosen.
      {...(collects ? { searchValue: typed } : {})}
      onSearchChange={setTyped}
      filter={({ options }) => options}
      nothingFoundMessage={t("common.no_match")}
      data={[...known].map(([value, text]) => ({ value, label: text }))}
      onChange={(id) => {
        const chosen = found.find((each) => each.id === id);
        onChange(chosen === undefined ? null : { id: chosen.id, name: chosen.name });
        if (collects) setTyped("");
      }}
    />
  );
}
