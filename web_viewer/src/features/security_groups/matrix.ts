/** Lays permissions out as a table: a row for each subject, a column for each sort of act. */

import { may } from "@/api/access";
import type { GroupDetail, Permission } from "@/api/security_groups";
import type { Me } from "@/api/types";
import { actOf, subjectOf } from "@/ui/permission_words";

export const COLUMNS = ["see", "change", "create", "delete", "use"] as const;
export type Column = (typeof COLUMNS)[number];

const COLUMN_OF: Record<string, Column> = {
  read: "see",
  change: "change",
  create: "create",
  remove: "delete",
  archive: "delete",
};

export interface Row {
  subject: string;
  cells: Record<Column, readonly Permission[]>;
}

export const columnOf = (permission: Permission): Column => COLUMN_OF[actOf(permission)] ?? "use";

/** The rows, in the order of the subjects as they come; a permission newer than this page still has its place. */
export function rowsOf(permissions: readonly Permission[]): Row[] {
  const subjects = [...new Set(permissions.map(subjectOf))];
  return subjects.map((subject) => {
    const own = permissions.filter((permission) => subjectOf(permission) === subject);
    const cells = Object.fromEntries(
      COLUMNS.map((column) => [column, own.filter((permission) => columnOf(permission) === column)]),
    ) as Record<Column, Permission[]>;
    return { subject, cells };
  });
}

/** Whether I hold a permission everywhere the group reaches, so that I can give it and take it there. */
export function holds(me: Me | undefined, permission: Permission, group: GroupDetail): boolean {
  if (group.all_organizations) return me?.permissions[permission] === "all";
  if (group.organizations.length === 0) return may(me, permission);
  return group.organizations.every(({ id }) => may(me, permission, id));
}

/** Ticks all of these that can be ticked, or unticks them where all are ticked already. */
export function toggled(ticked: ReadonlySet<Permission>, some: readonly Permission[]): Set<Permission> {
  const next = new Set(ticked);
  const full = some.every((permission) => ticked.has(permission));
  for (const permission of some) {
    if (full) next.delete(permission);
    else next.add(permission);
  }
  return next;
}

/** How many ticks differ. */
export function countChanges(before: readonly Permission[], after: ReadonlySet<Permission>): number {
  const was = new Set(before);
  const gained = [...after].filter((permission) => !was.has(permission)).length;
  return gained + before.filter((permission) => !after.has(permission)).length;
}
