/** Says a whole sentence from the catalogue, in the reader's language. */

import { IntlMessageFormat } from "intl-messageformat";
import english from "./texts/en.json";

export type TextKey = keyof typeof english;
export type TextValues = Record<string, string | number | Date>;
/** The sentences of one language; what is missing in it is read in English. */
export type Catalogue = Partial<Record<TextKey, string>>;
export type Direction = "ltr" | "rtl";

interface Spoken {
  locale: string;
  direction: Direction;
  sentences: Catalogue;
  /** Sentences for codes of errors; what is missing is read as the broker says it. */
  errors?: Record<string, string>;
}

interface Made {
  format: IntlMessageFormat;
  /** The arguments that choose between sentences, and are never shown themselves. */
  choosers: ReadonlySet<string>;
}

interface Element {
  type: number;
  value?: string;
  options?: Record<string, { value: Element[] }>;
}

// The kinds of elements that choose by a word, in the parser of ICU messages.
const SELECT = 5;
const RUNS_RIGHT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;
const RUNS_LEFT = /\p{Script=Latin}|\p{Nd}/u;

let spoken: Spoken = { locale: "en", direction: "ltr", sentences: english };
const made = new Map<TextKey, Made>();

/** Speak another language from now on; pages that are drawn already stay as they are. */
export function speak(language: Spoken): void {
  spoken = language;
  made.clear();
}

/** The locale for figures, days and lists: `en`, `de`, `ar-u-nu-latn`. */
export function locale(): string {
  return spoken.locale;
}

export function t(key: TextKey, values?: TextValues): string {
  let message = made.get(key);
  if (message === undefined) {
    message = make(key);
    made.set(key, message);
  }
  return String(message.format.format(values && apart(values, message.choosers)));
}

function make(key: TextKey): Made {
  const own = spoken.sentences[key];
  const format = new IntlMessageFormat(own ?? english[key], own === undefined ? "en" : spoken.locale, undefined, {
    ignoreTag: true,
  });
  return { format, choosers: new Set(choosersIn(format.getAst() as Element[])) };
}

function choosersIn(elements: readonly Element[]): string[] {
  return elements.flatMap((element) => {
    const inside = Object.values(element.options ?? {}).flatMap(({ value }) => choosersIn(value));
    return element.type === SELECT && element.value !== undefined ? [element.value, ...inside] : inside;
  });
}

/** Keeps what was written in the other direction from turning the sentence around it (Unicode annex 9, isolates). */
function apart(values: TextValues, choosers: ReadonlySet<string>): TextValues {
  const against = spoken.direction === "rtl" ? RUNS_LEFT : RUNS_RIGHT;
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) =>
      typeof value === "string" && !choosers.has(name) && against.test(value)
        ? [name, `\u2068${value}\u2069`]
        : [name, value],
    ),
  );
}

/** The sentence for the code of an error, where the reader's language has one of its own. */
export function errorText(code: string, seconds: number | null): string | null {
  const own = spoken.errors !== undefined && Object.hasOwn(spoken.errors, code) ? spoken.errors[code] : undefined;
  if (own === undefined || (own.includes("{seconds}") && seconds === null)) return null;
  return own.replace("{seconds}", String(seconds));
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
