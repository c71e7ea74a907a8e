/** Names permissions, their subjects and acts; one that is newer than this page by its code. */

import type { Permission } from "@/api/security_groups";
import { isTextKey, t } from "@/ui/text";
import { actOf, subjectOf } from "./matrix";

export function subjectWords(subject: string): string {
  const key = `permission.subject.${subject}`;
  return isTextKey(key) ? t(key) : subject;
}

export function actWords(permission: Permission): string {
  const key = `permission.act.${actOf(permission)}`;
  return isTextKey(key) ? t(key) : actOf(permission);
}

export const permissionWords = (permission: Permission): string =>
  t("permission.words", { subject: subjectWords(subjectOf(permission)), act: actWords(permission) });
