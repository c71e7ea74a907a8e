/** Keeps, in this tab only, what proves that the way to the company's sign-in began here. */

const KEY = "handrail.company";

export interface Kept {
  binding: string;
  then?: string;
}

export function keep(kept: Kept): void {
  sessionStorage.setItem(KEY, JSON.stringify(kept));
}

export interface Said {
  state: string;
  code: string;
  issuer: string | null;
}

/** What the provider put into the address (RFC 6749, section 4.1.2; `iss`: RFC 9207); null where it said no. */
export function readReturn(query: string): Said | null {
  const said = new URLSearchParams(query);
  const state = said.get("state");
  const code = said.get("code");
  return state === null || code === null ? null : { state, code, issuer: said.get("iss") };
}

export function readKept(text: string | null): Kept | null {
  const kept: unknown = text === null ? null : JSON.parse(text);
  if (typeof kept !== "object" || kept === null || !("binding" in kept) || typeof kept.binding !== "string") return null;
  const then = "then" in kept && typeof kept.then === "string" ? { then: kept.then } : {};
  return { binding: kept.binding, ...then };
}

// Read before the router tidies the address up.
const QUERY = globalThis.location?.search ?? "";
let arrived: (Said & Kept) | null | undefined;

/** What this page was come back to with; what was kept is good for one return. */
export function arrival(): (Said & Kept) | null {
  if (arrived === undefined) {
    const said = readReturn(QUERY);
    const kept = readKept(sessionStorage.getItem(KEY));
    sessionStorage.removeItem(KEY);
    arrived = said === null || kept === null ? null : { ...said, ...kept };
  }
  return arrived;
}
