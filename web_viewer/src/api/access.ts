/** Answers what the person who signed in may do, to show or leave out things; the broker decides in any case. */

import type { Me, Session } from "./types";

/** Whether the permission is held: in this organization, or anywhere when none is named. */
export function may(me: Me | undefined, permission: string, organization?: string): boolean {
  const held = me?.permissions[permission];
  if (held === undefined) return false;
  if (held === "all") return true;
  return organization === undefined ? held.length > 0 : held.includes(organization);
}

/** Whether this person may say yes or no to a request. */
export function mayApprove(me: Me | undefined, request: Session): boolean {
  return may(me, "session:approve", request.organization.id);
}

/** Whether this person may take a request, because nobody has to approve it. */
export function mayTake(me: Me | undefined, request: Session): boolean {
  return !request.approval_needed && may(me, "session:offer", request.organization.id);
}
