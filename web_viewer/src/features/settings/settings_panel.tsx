/** All settings of one place, and the bar in which changes wait. */

import { Alert, Stack, Tabs } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError } from "@/api/client";
import { changeSettings, settingsQuery, type Place, type Setting, type SettingsAnswer } from "@/api/settings";
import { useListAddress } from "@/ui/address";
import { tell } from "@/ui/messages";
import { SaveBar, SaveNote } from "@/ui/save_note";
import { View } from "@/ui/states";
import { t } from "@/ui/text";
import { NO_DRAFT, changesOf, editOf, edited } from "./draft";
import { SettingRow } from "./setting_row";

const TABS = ["authorization", "consent", "sessions", "unattended", "computer", "keeping", "sign_in"] as const;
const tabOf = ({ section }: Setting) => section;

export function SettingsPanel({ place }: { place: Place }) {
  const reading = useQuery(settingsQuery(place));
  return <View of={reading}>{(answer) => <Panel place={place} answer={answer} />}</View>;
}

function useSaving(place: Place, answer: SettingsAnswer) {
  const client = useQueryClient();
  const [draft, setDraft] = useState(NO_DRAFT);
  const { queryKey, queryFn } = settingsQuery(place);
  const saving = useMutation({
    mutationFn: (settings: readonly Setting[]) => changeSettings(place, changesOf(settings, draft)),
    onSuccess: (saved) => {
      setDraft(NO_DRAFT);
      client.setQueryData(queryKey, saved);
      // What is decided here counts in nearer places too, and on devices.
      void client.invalidateQueries({ queryKey: ["settings"] });
      void client.invalidateQueries({ queryKey: ["devices"] });
      tell(t("settings.saved"));
    },
  });
  const keepMine = async () => {
    const now = await client.fetchQuery({ queryKey, queryFn, staleTime: 0 });
    saving.mutate(now.settings);
  };
  const drop = () => {
    saving.reset();
    setDraft(NO_DRAFT);
    void client.invalidateQueries({ queryKey });
  };
  return { draft, setDraft, saving, keepMine, drop, save: () => saving.mutate(answer.settings) };
}

function Panel({ place, answer }: { place: Place; answer: SettingsAnswer }) {
  const [address, change] = useListAddress();
  const { draft, setDraft, saving, keepMine, drop, save } = useSaving(place, answer);
  const failure = saving.error instanceof ApiError ? saving.error : null;
  const tabs = TABS.filter((tab) => answer.settings.some((setting) => tabOf(setting) === tab));
  const shown = tabs.find((tab) => tab === address.tab) ?? "authorization";
  const isWrong = (tab: Setting["section"]) => answer.settings.some((each) => tabOf(each) === tab && failure?.fields[each.key]);
  return (
    <Stack gap={16}>
      <SaveNote
        error={saving.error}
        isConflict={failure?.code === "save.conflict"}
        onKeep={() => void keepMine()}
        onTake={drop}
      />
      {answer.may_change ? null : <Alert variant="light">{t("settings.only_read")}</Alert>}
      <Tabs value={shown} onChange={(tab) => change({ tab: tab ?? undefined })}>
        <Tabs.List mb={16}>
          {tabs.map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {t(isWrong(tab) ? `settings.tab_wrong.${tab}` : `settings.tab.${tab}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map((tab) => (
          <Tabs.Panel key={tab} value={tab} className="hr-card">
            {answer.settings
              .filter((setting) => tabOf(setting) === tab)
              .map((setting) => (
                <SettingRow
                  key={setting.key}
                  setting={setting}
                  edit={editOf(setting, draft)}
                  canLock={answer.scope !== "device"}
                  mayChange={answer.may_change}
                  error={failure?.fields[setting.key]}
                  onEdit={(edit) => setDraft(edited(draft, setting, edit))}
                />
              ))}
          </Tabs.Panel>
        ))}
      </Tabs>
      <SaveBar changes={draft.size} isSaving={saving.isPending} onUndo={drop} onSave={save} />
    </Stack>
  );
}
