/** Names what can be read and changed of settings, place by place. */

import { get, patch } from "./client";
import type * as schema from "./schema.gen";

export type SettingsAnswer = schema.SettingsAnswer;
export type Setting = schema.SettingAnswer;
export type SettingChange = schema.SettingChange;
export type SettingKey = schema.Key;
export type SettingOrigin = schema.Origin;
export type Value = Setting["value"];

/** The instance, an organization, or a device. */
export interface Place {
  organization?: string | undefined;
  device?: string | undefined;
}

function pathOf({ organization, device }: Place): string {
  if (device !== undefined) return `/devices/${device}/settings`;
  return organization === undefined ? "/settings" : `/organizations/${organization}/settings`;
}

export const settingsQuery = (place: Place) => ({
  queryKey: ["settings", pathOf(place)] as const,
  queryFn: ({ signal }: { signal: AbortSignal }) => get<SettingsAnswer>(pathOf(place), {}, signal),
});

export const changeSettings = (place: Place, changes: readonly SettingChange[]) =>
  patch<SettingsAnswer>(pathOf(place), { changes });
