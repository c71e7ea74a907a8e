/** Says a whole sentence from the catalogue, in the reader's language. */

import { IntlMessageFormat } from "intl-messageformat";
import english from "./texts/en.json";

export type TextKey = keyof typeof english;
export type TextValues = Record<string, string | number | Date>;

const locale = "en";
const made = new Map<TextKey, IntlMessageFormat>();

export function t(key: TextKey, values?: TextValues): string {
  let format = made.get(key);
  if (format === undefined) {
    format = new IntlMessageFormat(english[key], locale, undefined, { ignoreTag: true });
    made.set(key, format);
  }
  return String(format.format(values));
}

/** Whether the catalogue has this key: for keys that are made from a code of the broker. */
export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(english, key);
}

/** The sentence for a code of the broker, or a general one for a code that is newer than this page. */
export function textFor(prefix: string, code: string, otherwise: TextKey, values?: TextValues): string {
  const key = `${prefix}.${code}`;
  return t(isTextKey(key) ? key : otherwise, values);
}
