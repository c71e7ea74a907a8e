/** Chooses tags: those in use are offered while typing, new ones are typed. */

import { TagsInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { t } from "./text";

interface Props {
  label: string;
  description?: string;
  /** Tags in use that begin with the letters typed so far. */
  known: readonly { tag: string }[];
  onSearch: (start: string) => void;
  tags: readonly string[];
  onChange: (tags: string[]) => void;
  max: number;
  error?: string | undefined;
  disabled?: boolean;
}

export function TagField({ label, description, known, onSearch, tags, onChange, max, error, disabled = false }: Props) {
  const [typed, setTyped] = useState("");
  const [asked] = useDebouncedValue(typed.trim().toLowerCase(), 200);
  useEffect(() => onSearch(asked), [asked, onSearch]);
  return (
    <TagsInput
      label={label}
      description={description ?? t("tags.how")}
      value={[...tags]}
      onChange={(next) => onChange([...new Set(next.map((tag) => tag.trim().toLowerCase()).filter(Boolean))])}
      onSearchChange={setTyped}
      data={known.map(({ tag }) => tag)}
      splitChars={[",", " "]}
      maxTags={max}
      maxLength={40}
      disabled={disabled}
      acceptValueOnBlur
      error={error}
      clearButtonProps={{ "aria-label": t("picker.clear") }}
    />
  );
}
