/** Reads the search of the audit log into pills, each with what is wrong about it; pure. */

export const KEYS = ["kind", "actor", "device", "person", "org", "session", "result", "after", "before"] as const;

export interface Pill {
  text: string;
  /** The key, or null for words. */
  key: string | null;
  value: string;
  wrong: "unknown_key" | "value_missing" | "time_expected" | null;
}

const TOKEN = /(-?[a-z]+:)?"[^"]*"?|\S+/g;
const TIME = /^(\d{1,4}[mhdw]|\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?)?|\d{1,2}:\d{2})$/;
const KEYED = /^-?([a-z_]+):(.*)$/s;

function fault(key: string, value: string): Pill["wrong"] {
  if (!(KEYS as readonly string[]).includes(key)) return "unknown_key";
  if (value.replaceAll('"', "") === "") return "value_missing";
  if ((key === "after" || key === "before") && !TIME.test(value.replaceAll('"', ""))) return "time_expected";
  return null;
}

export function pillsOf(query: string): Pill[] {
  return (query.match(TOKEN) ?? []).map((text) => {
    const keyed = KEYED.exec(text);
    if (keyed === null) return { text, key: null, value: text, wrong: null };
    const [, key = "", value = ""] = keyed;
    return { text, key, value, wrong: fault(key, value) };
  });
}

/** The query without this pill. */
export function without(query: string, index: number): string {
  return pillsOf(query)
    .filter((_, place) => place !== index)
    .map((pill) => pill.text)
    .join(" ");
}
