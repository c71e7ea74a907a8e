/** Checks values from outside against declared shapes, because a cast would believe whatever came. */

export class Malformed extends Error {
  readonly code: string;

  constructor(code: string, detail = "") {
    super(detail ? `${code}: ${detail}` : code);
    this.name = "Malformed";
    this.code = code;
  }
}

/** Gives the value as its type, or throws Malformed. The path says where in the message it stands. */
export type Shape<T> = (value: unknown, path: string) => T;

interface Limits {
  readonly min?: number;
  readonly max?: number;
}

const unexpected = (path: string, wanted: string): Malformed =>
  new Malformed("body.unexpected", `${path || "message"} is not ${wanted}`);

const LONE_SURROGATE = /\p{Surrogate}/u;
// The length is checked by the four-character groups, so that none is cut short.
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

export const bool: Shape<boolean> = (value, path) => {
  if (typeof value !== "boolean") throw unexpected(path, "true or false");
  return value;
};

export const text =
  ({ max }: Limits): Shape<string> =>
  (value, path) => {
    if (typeof value !== "string" || LONE_SURROGATE.test(value)) throw unexpected(path, "text");
    // Counted in code points, as the other programs count.
    if (max !== undefined && value.length > max && [...value].length > max) throw unexpected(path, `at most ${max} long`);
    return value;
  };

export const number =
  ({ min = -Infinity, max = Infinity }: Limits): Shape<number> =>
  (value, path) => {
    if (typeof value !== "number" || !Number.isFinite(value)) throw unexpected(path, "a number");
    if (value < min || value > max) throw unexpected(path, `from ${min} to ${max}`);
    return value;
  };

export const integer =
  ({ min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER }: Limits): Shape<number> =>
  (value, path) => {
    if (!Number.isSafeInteger(value)) throw unexpected(path, "a whole number");
    return number({ min, max })(value, path);
  };

export const bytes =
  ({ min = 0, max = Infinity }: Limits): Shape<Uint8Array<ArrayBuffer>> =>
  (value, path) => {
    if (typeof value !== "string" || !BASE64.test(value)) throw unexpected(path, "base64");
    const found = fromBase64(value);
    if (found.length < min || found.length > max) throw unexpected(path, `of ${min} to ${max} bytes`);
    return found;
  };

export function oneOf<const Words extends readonly string[]>(words: Words): Shape<Words[number]> & { words: Words } {
  const check = (value: unknown, path: string): Words[number] => {
    if (typeof value !== "string" || !words.includes(value)) throw unexpected(path, `one of ${words.join(", ")}`);
    return value;
  };
  return Object.assign(check, { words });
}

export const list =
  <T>(item: Shape<T>, { max = Infinity }: Limits): Shape<readonly T[]> =>
  (value, path) => {
    if (!Array.isArray(value)) throw unexpected(path, "a list");
    if (value.length > max) throw unexpected(path, `at most ${max} long`);
    return value.map((one: unknown, index) => item(one, `${path}[${index}]`));
  };

export const nullable =
  <T>(shape: Shape<T>): Shape<T | null> =>
  (value, path) =>
    value === null ? null : shape(value, path);

/** A field that may be left out; it then has this value. */
export const optional =
  <T>(shape: Shape<T>, missing: T): Shape<T> =>
  (value, path) =>
    value === undefined ? missing : shape(value, path);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An object with exactly these fields. */
export function record<T extends object>(fields: { readonly [Name in keyof T]-?: Shape<T[Name]> }): Shape<T> {
  const shapes = Object.entries(fields) as [string, Shape<unknown>][];
  const known = new Set(shapes.map(([name]) => name));
  return (value, path) => {
    if (!isObject(value)) throw unexpected(path, "an object");
    for (const name of Object.keys(value)) {
      if (!known.has(name)) throw new Malformed("body.unexpected", `${path || "message"} has an unknown field ${name.slice(0, 64)}`);
    }
    const found: Record<string, unknown> = {};
    for (const [name, shape] of shapes) {
      const given = Object.hasOwn(value, name) ? value[name] : undefined;
      found[name] = shape(given, path ? `${path}.${name}` : name);
    }
    return found as T;
  };
}

/** One of several records, told apart by the field `type`. */
export function tagged<T extends { readonly type: string }>(shapes: {
  readonly [Tag in T["type"]]: Shape<Extract<T, { readonly type: Tag }>>;
}): Shape<T> {
  const known = new Map(Object.entries(shapes) as [string, Shape<T>][]);
  return (value, path) => {
    const tag = isObject(value) ? value["type"] : undefined;
    const shape = typeof tag === "string" ? known.get(tag) : undefined;
    if (shape === undefined) throw new Malformed("body.unexpected", `${String(tag).slice(0, 64)} is not a message of this link`);
    return shape(value, path);
  };
}

export function toBase64(raw: Uint8Array): string {
  return btoa(Array.from(raw, (byte) => String.fromCharCode(byte)).join(""));
}

/** Reads base64 that the caller has checked. */
export function fromBase64(written: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(written), (character) => character.charCodeAt(0));
}
