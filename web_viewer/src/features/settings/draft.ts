/** Keeps what is to be changed in a place until it is saved. */

import type { Setting, SettingChange, SettingKey, Value } from "@/api/settings";

export interface Edit {
  /** null leaves it to the wider places. */
  value: Value | null;
  locked: boolean;
}

export type Draft = ReadonlyMap<SettingKey, Edit>;

export const NO_DRAFT: Draft = new Map();

/** What a setting is to be here: as edited, or as it is. */
export function editOf(setting: Setting, draft: Draft): Edit {
  return draft.get(setting.key) ?? { value: setting.here, locked: setting.locked_here };
}

const isSame = (one: Edit, other: Edit) =>
  one.locked === other.locked && JSON.stringify(one.value) === JSON.stringify(other.value);

/** The draft with one more edit; what is back to how it was is no change any more. */
export function edited(draft: Draft, setting: Setting, change: Partial<Edit>): Draft {
  const next = new Map(draft);
  const edit = { ...editOf(setting, draft), ...change };
  if (isSame(edit, editOf(setting, NO_DRAFT))) next.delete(setting.key);
  else next.set(setting.key, edit);
  return next;
}

/** All edits, against the versions that are looked at. */
export function changesOf(settings: readonly Setting[], draft: Draft): SettingChange[] {
  return settings.flatMap(({ key, version }) => {
    const edit = draft.get(key);
    return edit === undefined ? [] : [{ key, version, ...edit }];
  });
}

export const UNITS = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 } as const;
export type Unit = keyof typeof UNITS;

/** The largest unit that leaves no rest. */
export function unitOf(seconds: number): Unit {
  return (["days", "hours", "minutes"] as const).find((unit) => seconds % UNITS[unit] === 0) ?? "seconds";
}
