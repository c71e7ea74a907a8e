/** What can be put into an API token by whom. */

import { may } from "@/api/access";
import type { Me } from "@/api/types";

/** The person's own rights, and the right to make tokens, go into none. */
const NEVER = new Set(["session:request", "token:change"]);
const isGivable = (permission: string): boolean => !NEVER.has(permission) && !permission.startsWith("own_");

/** What somebody may put into a token: for one organization, or for themselves. */
export function givable(me: Me, organization: string | null): string[] {
  const mine = Object.keys(me.permissions).filter(isGivable);
  return mine.filter((permission) => may(me, permission, organization ?? undefined));
}

/** Where everything chosen is held. */
export function placesFor(me: Me, chosen: readonly string[]): Me["organizations"] {
  return me.organizations.filter(({ id }) => chosen.every((permission) => may(me, permission, id)));
}
