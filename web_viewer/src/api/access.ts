/** Answers what the person who signed in may do, to show or leave out things; the broker decides in any case. */

import type { Me } from "./types";

/** Whether the permission is held: in this organization, or anywhere when none is named. */
export function may(me: Me | undefined, permission: string, organization?: string): boolean {
  const held = me?.permissions[permission];
  if (held === undefined) return false;
  if (held === "all") return true;
  return organization === undefined ? held.length > 0 : held.includes(organization);
}
