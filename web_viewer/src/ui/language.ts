/** Chooses the reader's language: the one they chose here, else the first of the browser's that there is a catalogue for. */

import { speak, type Catalogue, type Direction } from "./text";

/** Each language by its own name, as its readers look for it. */
export const LANGUAGES = { en: "English", de: "Deutsch", ar: "العربية" } as const;
export type Language = keyof typeof LANGUAGES;

interface Way {
  locale: string;
  direction: Direction;
  load: () => Promise<{ sentences: Catalogue; errors: Record<string, string> }>;
}

const WAYS: Record<Exclude<Language, "en">, Way> = {
  de: {
    locale: "de",
    direction: "ltr",
    load: async () => ({
      sentences: (await import("./texts/de.json")).default,
      errors: (await import("./texts/errors_de.json")).default,
    }),
  },
  // Codes are read aloud between people: digits are the same on both sides.
  ar: {
    locale: "ar-u-nu-latn",
    direction: "rtl",
    load: async () => ({
      sentences: (await import("./texts/ar.json")).default,
      errors: (await import("./texts/errors_ar.json")).default,
    }),
  },
};

const KEPT = "handrail.language";

export function isLanguage(value: unknown): value is Language {
  return typeof value === "string" && Object.hasOwn(LANGUAGES, value);
}

/** The first language of a list, such as `de-CH`, that there is a catalogue for. */
export function languageOf(wanted: readonly string[]): Language {
  return wanted.map((tag) => tag.toLowerCase().split("-")[0]).find(isLanguage) ?? "en";
}

/** The language in which this browser reads the page now. */
export function chosenLanguage(): Language {
  const kept = read();
  return isLanguage(kept) ? kept : languageOf(navigator.languages);
}

/** Reads the catalogue before anything is drawn; where it cannot be loaded, English is better than nothing. */
export async function beginLanguage(language: Language, page: HTMLElement): Promise<void> {
  if (language === "en") return;
  const way = WAYS[language];
  try {
    speak({ locale: way.locale, direction: way.direction, ...(await way.load()) });
  } catch {
    return;
  }
  page.lang = language;
  page.dir = way.direction;
}

/** Keeps the choice in this browser, and draws the page anew. */
export function chooseLanguage(language: Language): void {
  try {
    localStorage.setItem(KEPT, language);
  } catch {
    // Storage may be switched off: the browser's own language stays.
  }
  window.location.reload();
}

function read(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}
