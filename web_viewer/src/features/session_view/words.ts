/** Says the sentences of the session page from its catalogue. */

import { IntlMessageFormat } from "intl-messageformat";
import english from "./texts.en.json";

export type Words = keyof typeof english;

const made = new Map<Words, IntlMessageFormat>();

export function t(key: Words, values?: Record<string, string | number>): string {
  let format = made.get(key);
  if (format === undefined) {
    format = new IntlMessageFormat(english[key], "en", undefined, { ignoreTag: true });
    made.set(key, format);
  }
  return String(format.format(values));
}

export function hasWords(key: string): key is Words {
  return Object.hasOwn(english, key);
}
