/** Reads again what the broker says has changed. */

import type { QueryClient, QueryKey } from "@tanstack/react-query";

/**
 * Makes old what is under a key. A first reading that is under way may have been answered before the change, and
 * TanStack Query would take it as new: another follows it.
 */
export async function readAgain(client: QueryClient, queryKey: QueryKey): Promise<void> {
  const begun = client.getQueryCache().findAll({
    queryKey,
    fetchStatus: "fetching",
    predicate: ({ state }) => state.data === undefined,
  });
  await client.invalidateQueries({ queryKey });
  await Promise.all(begun.map(({ queryKey: first }) => client.invalidateQueries({ queryKey: first, exact: true })));
}
