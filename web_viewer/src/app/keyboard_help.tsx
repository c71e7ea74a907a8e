/** The keys that work everywhere, and the page that lists them. */

import { Kbd, Modal, Table } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { useChord, useKeys, type KeyTable } from "@/ui/keys";
import { t, type TextKey } from "@/ui/text";
import type { Place } from "./navigation";

const KEYS: readonly (readonly [string, TextKey])[] = [
  ["Ctrl K", "keys.palette"],
  ["/", "keys.search"],
  ["O", "keys.organization"],
  ["?", "keys.help"],
  ["J K", "keys.rows"],
  ["Enter", "keys.open"],
  ["A", "keys.approve"],
  ["D", "keys.deny"],
];

function focusSearch(): void {
  document.querySelector<HTMLInputElement>("[data-search]")?.focus();
}

export function KeyboardHelp({ places }: { places: Place[] }) {
  const [open, { open: show, close }] = useDisclosure();
  const navigate = useNavigate();
  const go: KeyTable = {};
  for (const place of places) {
    if (place.letter !== null) go[place.letter] = () => void navigate({ to: place.to });
  }
  useChord("g", go);
  useKeys({ "/": focusSearch, "?": show });
  return (
    <Modal opened={open} onClose={close} title={t("keys.title")} size="md">
      <Table>
        <Table.Tbody>
          {KEYS.map(([keys, words]) => (
            <KeyRow key={keys} keys={keys} words={t(words)} />
          ))}
          {places.map((place) =>
            place.letter === null ? null : (
              <KeyRow
                key={place.to}
                keys={`G ${place.letter.toUpperCase()}`}
                words={t("keys.go", { place: t(place.label) })}
              />
            ),
          )}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}

function KeyRow({ keys, words }: { keys: string; words: string }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" w={112}>
        <Kbd>{keys}</Kbd>
      </Table.Th>
      <Table.Td>{words}</Table.Td>
    </Table.Tr>
  );
}
