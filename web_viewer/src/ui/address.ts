/** Keeps what a list shows (query, order, tab, open row) in the page's address. */

import { useDebouncedCallback } from "@mantine/hooks";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";

export interface ListAddress {
  q?: string | undefined;
  sort?: string | undefined;
  presence?: string | undefined;
  status?: string | undefined;
  organization?: string | undefined;
  portal?: string | undefined;
  portal_group?: string | undefined;
  tab?: string | undefined;
  entry?: string | undefined;
  device?: string | undefined;
  rule?: string | undefined;
  person?: string | undefined;
}

export function useListAddress(): readonly [ListAddress, (change: ListAddress) => void] {
  const search: ListAddress = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = (next: ListAddress) => {
    const merged = Object.fromEntries(Object.entries({ ...search, ...next }).filter(([, value]) => value));
    void navigate({ to: ".", search: merged, replace: true });
  };
  return [search, change];
}

/** A search field's text, told to the address once typing pauses; an address changed from outside wins. */
export function useTypedQuery(told: string, tell: (q: string) => void): readonly [string, (text: string) => void] {
  const [typed, setTyped] = useState({ text: told, told, sent: told });
  const later = useDebouncedCallback((text: string) => {
    setTyped((before) => ({ ...before, sent: text }));
    tell(text);
  }, 250);
  if (typed.told !== told) setTyped({ ...typed, told, text: told === typed.sent ? typed.text : told });
  return [
    typed.text,
    (text) => {
      setTyped({ ...typed, text });
      later(text);
    },
  ];
}
