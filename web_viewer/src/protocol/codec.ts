/** Reads and writes messages: the one strict decoder that everything from outside goes through. */

import { Malformed, toBase64, type Shape } from "./shape";

export const MAX_DEPTH = 16;

// A text that is never closed is taken to the end: looking again from each quote in it would cost its length squared.
const TOKENS = /"(?:[^"\\]|\\.)*(?:"|\\?$)|[{}[\]:]/gs;

/** Reads one message of the shape, or throws Malformed with a code that says which rule it broke. */
export function decode<T>(source: unknown, shape: Shape<T>, maxBytes: number): T {
  if (typeof source !== "string") throw new Malformed("body.not_text");
  // No character takes less than one byte, so that most messages need not be written out to be measured.
  const size = source.length * 3 <= maxBytes ? source.length : new TextEncoder().encode(source).length;
  if (size > maxBytes) throw new Malformed("body.too_large", `${size} bytes, at most ${maxBytes}`);
  checkNesting(source);
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    throw new Malformed("body.not_json");
  }
  return shape(value, "");
}

/** Reads bytes that must be UTF-8 without a byte order mark. */
export function decodeBytes<T>(source: Uint8Array, shape: Shape<T>, maxBytes: number): T {
  if (source.length > maxBytes) throw new Malformed("body.too_large", `${source.length} bytes, at most ${maxBytes}`);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(source);
  } catch {
    throw new Malformed("body.not_utf8");
  }
  return decode(text, shape, maxBytes);
}

/** Writes a message; bytes become base64. */
export function encode(message: object): string {
  return JSON.stringify(message, (_key, value: unknown) => (value instanceof Uint8Array ? toBase64(value) : value));
}

/** Refuses what readers of JSON disagree about (a key that stands twice) and what would exhaust them (depth). */
function checkNesting(source: string): void {
  const open: (Set<string> | null)[] = [];
  let last = "";
  for (const [token] of source.matchAll(TOKENS)) {
    if (token === "{" || token === "[") {
      open.push(token === "{" ? new Set() : null);
      if (open.length > MAX_DEPTH) throw new Malformed("body.too_deep", `at most ${MAX_DEPTH} levels`);
    } else if (token === "}" || token === "]") {
      open.pop();
    } else if (token === ":") {
      addKey(open.at(-1), last);
    } else {
      last = token;
    }
  }
}

function addKey(keys: Set<string> | null | undefined, written: string): void {
  if (!keys) return;
  let key: string;
  try {
    key = JSON.parse(written) as string;
  } catch {
    throw new Malformed("body.not_json");
  }
  if (keys.has(key)) throw new Malformed("body.duplicate_key");
  keys.add(key);
}
