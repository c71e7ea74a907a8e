/** Says where one is, and goes to the console of another organization: `O`, a few letters, Enter. */

import { Button, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue, useDisclosure } from "@mantine/hooks";
import { IconBuilding, IconBuildingCommunity, IconSelector } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type KeyboardEvent } from "react";
import { beginVisit, consolesQuery, placeOf, type ConsoleAnswer } from "@/api/consoles";
import type { Me } from "@/api/types";
import { useKeys } from "@/ui/keys";
import { ErrorNote, View, type Failure } from "@/ui/states";
import { t } from "@/ui/text";

/** A console is a place of its own: what was read in one is forgotten in the next. */
const go = (path: string) => window.location.assign(path);

export function ConsoleSwitch({ me }: { me: Me | undefined }) {
  const [open, { open: show, close }] = useDisclosure();
  const here = placeOf(me);
  const isSwitch = me?.account.kind === "staff" && me.account.organization === null;
  useKeys(isSwitch ? { o: show } : {});
  if (me === undefined) return null;
  if (!isSwitch) return here === null ? null : <span className="hr-where">{here.name}</span>;
  const name = here?.name ?? t("console.provider");
  const Picture = here === null ? IconBuildingCommunity : IconBuilding;
  return (
    <>
      <Button
        variant="default"
        size="compact-md"
        className="hr-where"
        aria-label={t("console.here", { name })}
        leftSection={<Picture size={16} stroke={1.75} aria-hidden />}
        rightSection={<IconSelector size={16} stroke={1.75} aria-hidden />}
        onClick={show}
      >
        <span className="hr-where-name">{name}</span>
      </Button>
      {open ? <Picker here={here?.id ?? null} onClose={close} /> : null}
    </>
  );
}

function Picker({ here, onClose }: { here: string | null; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [row, setRow] = useState(0);
  const [asked] = useDebouncedValue(typed.trim(), 150);
  const found = useQuery(consolesQuery(asked));
  const opening = useMutation({
    mutationFn: async (chosen: ConsoleAnswer) => (chosen.by_visit ? (await beginVisit(chosen.id)).slug : chosen.slug),
    onSuccess: (slug) => go(`/o/${slug}/`),
  });
  const offered = (found.data?.items ?? []).filter(({ id }) => id !== here);
  const held = Math.min(row, Math.max(0, offered.length - 1));
  const press = (event: KeyboardEvent) => {
    const chosen = offered[held];
    if (event.key === "ArrowDown") setRow(Math.min(held + 1, offered.length - 1));
    else if (event.key === "ArrowUp") setRow(Math.max(held - 1, 0));
    else if (event.key === "Enter" && chosen) opening.mutate(chosen);
    else return;
    event.preventDefault();
  };
  const more = (found.data?.total ?? 0) - (found.data?.items.length ?? 0);
  return (
    <Modal opened onClose={onClose} title={t("console.choose")} closeButtonProps={{ "aria-label": t("common.close") }}>
      <Stack gap={12}>
        {here === null ? null : (
          <Button variant="default" component="a" href="/" leftSection={<IconBuildingCommunity size={16} aria-hidden />}>
            {t("console.back")}
          </Button>
        )}
        {opening.error === null ? null : <ErrorNote error={opening.error as Failure} />}
        <TextInput
          role="searchbox"
          aria-label={t("console.search")}
          placeholder={t("console.search")}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setRow(0);
          }}
          onKeyDown={press}
          maxLength={100}
          data-autofocus
        />
        <View of={found} rows={4} empty={() => (offered.length === 0 ? <Text c="dimmed">{t("console.nothing")}</Text> : null)}>
          {() => (
            <ul className="hr-list" aria-label={t("console.choose")}>
              {offered.map((each, at) => (
                <li key={each.id}>
                  <button
                    type="button"
                    className="hr-list-row hr-plain"
                    data-marked={at === held || undefined}
                    onFocus={() => setRow(at)}
                    onClick={() => opening.mutate(each)}
                  >
                    <span className="hr-list-main">
                      <strong>{each.name}</strong>
                      {each.by_visit ? <span className="hr-muted">{t("console.by_visit")}</span> : null}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          )}
        </View>
        {more > 0 ? <Text c="dimmed">{t("console.more", { count: more })}</Text> : null}
      </Stack>
    </Modal>
  );
}
