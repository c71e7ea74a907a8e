/** Knows whose portal this tab shows, when it is not one's own; each reading request says so. */

import type * as schema from "./schema.gen";

export type Sight = schema.Sight;

export const SEE_AS_HEADER = "Handrail-See-As";
const PLACE = "handrail-see-as";

interface Kept {
  sight: Sight;
  /** The page from which one looked. */
  back: string;
}

function kept(): Kept | null {
  try {
    return JSON.parse(sessionStorage.getItem(PLACE) ?? "null") as Kept | null;
  } catch {
    return null;
  }
}

/** Whose portal is seen in this tab; null for one's own. */
export const seen = (): Sight | null => kept()?.sight ?? null;

/** Where a portal is seen from: that of an organization at its own address, a person's where one is oneself. */
export function firstPageOf(sight: Pick<Sight, "shows" | "slug">, path: string): string {
  if (sight.shows === "open_portal") return `/o/${sight.slug}/help`;
  if (sight.shows === "example") return `/o/${sight.slug}/`;
  const console = /^\/o\/[a-z0-9-]+(?=\/|$)/.exec(path)?.[0] ?? "";
  return `${console}/`;
}

/** From now on this tab shows that portal, from its first page on: nothing read before is kept. */
export function startSeeing(sight: Sight): void {
  const { pathname, search } = globalThis.location;
  sessionStorage.setItem(PLACE, JSON.stringify({ sight, back: `${pathname}${search}` } satisfies Kept));
  globalThis.location.assign(firstPageOf(sight, pathname));
}

/** This tab shows one's own portal again, on the page from which one looked. */
export function forgetSeeing(): void {
  const back = kept()?.back ?? "/";
  sessionStorage.removeItem(PLACE);
  globalThis.location.assign(back);
}
