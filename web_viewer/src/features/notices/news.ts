/** Says which notices are new since the page last looked; pure. */

import type { Notice } from "@/api/notices";

export interface News {
  /** Every notice that was there, so that nothing is told twice. */
  known: ReadonlySet<string>;
  fresh: readonly Notice[];
}

/** What was there when the page opened is no news: it stands in the bell. */
export function newsIn(known: ReadonlySet<string> | null, items: readonly Notice[]): News {
  const fresh = known === null ? [] : items.filter(({ id, is_read }) => !is_read && !known.has(id));
  return { known: new Set([...(known ?? []), ...items.map(({ id }) => id)]), fresh };
}
