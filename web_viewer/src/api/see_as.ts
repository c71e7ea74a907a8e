/** Knows whose portal this tab shows, when it is not one's own; each reading request says so. */

import type * as schema from "./schema.gen";

export type Sight = schema.Sight;

export const SEE_AS_HEADER = "Handrail-See-As";
const PLACE = "handrail-see-as";

/** Whose portal is seen in this tab; null for one's own. */
export function seen(): Sight | null {
  try {
    const kept = sessionStorage.getItem(PLACE);
    return kept === null ? null : (JSON.parse(kept) as Sight);
  } catch {
    return null;
  }
}

/** From now on this tab shows that portal, from its first page on: nothing read before is kept. */
export function startSeeing(sight: Sight): void {
  sessionStorage.setItem(PLACE, JSON.stringify(sight));
  globalThis.location.assign("/");
}

/** This tab shows one's own portal again. */
export function forgetSeeing(then = "/"): void {
  sessionStorage.removeItem(PLACE);
  globalThis.location.assign(then);
}
