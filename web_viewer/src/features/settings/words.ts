/** Says settings in words: their names, their values, where a value comes from, and which of several counts. */

import type { Condition } from "@/api/setting_rules";
import type { Setting, SettingOrigin, Value } from "@/api/settings";
import { t, textFor } from "@/ui/text";
import { UNITS, unitOf } from "./draft";

export const nameOf = ({ key }: Setting) => textFor("setting", key, "setting.other");
/** What it is about; a setting that is newer than this page brings the broker's own line along. */
export function aboutOf({ key, help }: Setting): string {
  return textFor("setting.about", key, "setting.about.other", { help });
}

export function optionWords(key: string, option: string): string {
  return textFor(key === "capabilities_offered" ? "capability" : `setting.${key}`, option, "setting.option", { option });
}

export function valueWords(setting: Setting, value: Value): string {
  if (typeof value === "boolean") return t(value ? "settings.on" : "settings.off");
  if (typeof value === "number") {
    if (value === 0) return t("settings.off");
    const unit = unitOf(value);
    return t(`settings.time.${unit}`, { count: value / UNITS[unit] });
  }
  if (typeof value === "string") return setting.form.kind === "choice" ? optionWords(setting.key, value) : value || t("settings.usual");
  if (setting.form.kind === "hours") return value.join("; ") || t("settings.any_time");
  if (setting.form.kind === "addresses") return value.join(", ") || t("settings.nobody");
  return value.map((option) => optionWords(setting.key, option)).join(", ") || t("settings.nothing");
}

/** Where a value comes from. */
export function originWords(origin: SettingOrigin | null): string {
  return t(`settings.from.${origin?.scope ?? "default"}`, { name: origin?.name ?? "" });
}

/** What would count if nothing were set here. */
export function widerWords(setting: Setting): string {
  const value = valueWords(setting, setting.wider);
  return t(`settings.wider.${setting.wider_origin?.scope ?? "default"}`, { name: setting.wider_origin?.name ?? "", value });
}

export function lockedWords(by: SettingOrigin): string {
  if (by.scope === "rule") return t("settings.locked_by.rule", { name: by.name });
  return t(by.scope === "organization" ? "settings.locked_by.organization" : "settings.locked_by.instance", {
    name: by.name,
  });
}

/** Which of several values counts. */
export function ruleWords({ sort, form }: Setting): string {
  if (sort === "preference") return t("settings.rule.nearest");
  if (form.kind === "switch") return t(form.strict === true ? "settings.rule.on" : "settings.rule.off");
  if (form.kind === "hours" || form.kind === "subset") return t(`settings.rule.${form.kind}`);
  return t(form.kind === "seconds" ? "settings.rule.seconds" : "settings.rule.choice");
}

/** A condition of a scope rule. */
export function conditionWords({ condition, name }: Condition): string {
  const kind = condition.split(":", 1)[0];
  if (name === "") return t("settings.rules.gone");
  if (kind === "tag") return t("settings.rules.tag", { name });
  return t(kind === "group" ? "settings.rules.group" : "settings.rules.person", { name });
}
