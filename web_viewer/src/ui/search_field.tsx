/** The search of a page: `/` goes there, Escape clears it. */

import { CloseButton, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useTypedQuery } from "./address";
import { t } from "./text";

interface Props {
  label: string;
  value: string;
  onChange: (q: string) => void;
  placeholder?: string;
}

export function SearchField({ label, value, onChange, placeholder }: Props) {
  const [text, setText] = useTypedQuery(value, onChange);
  return (
    <TextInput
      className="hr-search-field"
      data-search
      role="searchbox"
      aria-label={label}
      placeholder={placeholder ?? label}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape") setText("");
      }}
      leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />}
      rightSection={text ? <CloseButton size="sm" aria-label={t("common.clear_search")} onClick={() => setText("")} /> : null}
      maxLength={500}
    />
  );
}
