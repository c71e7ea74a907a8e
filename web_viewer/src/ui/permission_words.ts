/** Names permissions, their subjects and acts; one that is newer than this page by its code. */

import { isTextKey, t } from "./text";

export const subjectOf = (permission: string): string => permission.split(":")[0] ?? permission;
export const actOf = (permission: string): string => permission.split(":")[1] ?? permission;

export function subjectWords(subject: string): string {
  const key = `permission.subject.${subject}`;
  return isTextKey(key) ? t(key) : subject;
}

export function actWords(permission: string): string {
  const key = `permission.act.${actOf(permission)}`;
  return isTextKey(key) ? t(key) : actOf(permission);
}

export const permissionWords = (permission: string): string =>
  t("permission.words", { subject: subjectWords(subjectOf(permission)), act: actWords(permission) });
