/** Names what can be read and changed of settings, place by place. */

import { get, patch } from "./client";
import type * as schema from "./schema.gen";

export type SettingsAnswer = schema.SettingsAnswer;
export type Setting = schema.SettingAnswer;
export type SettingChange = schema.SettingChange;
export type SettingKey = schema.Key;
export type SettingOrigin = schema.Origin;
export type Value = Setting["value"];

/** The instance, an organization, a scope rule of one, or a device, looked at as if it belonged to somebody. */
export interface Place {
  organization?: string | undefined;
  rule?: string | undefined;
  device?: string | undefined;
  person?: string | undefined;
}

function pathOf({ organization, rule, device }: Place): string {
  if (rule !== undefined) return `/setting-rules/${rule}/settings`;
  if (device !== undefined) return `/devices/${device}/settings`;
  return organization === undefined ? "/settings" : `/organizations/${organization}/settings`;
}

export const settingsQuery = (place: Place) => ({
  queryKey: ["settings", pathOf(place), place.person] as const,
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    get<SettingsAnswer>(pathOf(place), place.device === undefined ? {} : { person: place.person }, signal),
});

export const changeSettings = (place: Place, changes: readonly SettingChange[]) =>
  patch<SettingsAnswer>(pathOf(place), { changes });
