import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, test } from "vitest";
import arabic from "../../src/ui/texts/ar.json";
import german from "../../src/ui/texts/de.json";
import english from "../../src/ui/texts/en.json";

const AVOIDED = /\b(invalid|failed to|oops|sorry|please|just|simply|successfully|are you sure|click here|login|user|kill|abort)\b|!/i;
const MADE_FROM_CODES = /^(permission|why\.no|end|state|presence|capability|account\.scheme|sign_in\.step|audit\.wrong|mail\.state|person_status|tokens\.state|files\.list|files\.columns|bulk\.(?:act|ask|why|do)|portal_feature|portal_feature_why|factor\.(?:need|their_need)|own\.why|remote\.(?:unmet|lacks)|view\.end|help\.end|seamless\.ended|sign_ins\.by|setting|settings\.(?:from|wider|rule|tab|tab_wrong|time|unit)|support\.why|visitor\.state|notices\.(?:happening|way|browser)|webhooks\.(?:form|state))\./;

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf-8" })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => readFileSync(join(folder, path), "utf-8"));
}

describe("the English catalogue", () => {
  test.each(Object.entries(english))("%s can be read and avoids unfit words", (key, text) => {
    expect(() => new IntlMessageFormat(text, "en", undefined, { ignoreTag: true })).not.toThrow();
    if (key !== "field.assigned_user") expect(text).not.toMatch(AVOIDED);
  });

  test("holds no sentence that nothing says", () => {
    const all = sources("src").join("\n");
    // What the owner of a device reads in place of a sentence stands under its key with an ending (`own_words.ts`).
    const isSaid = (key: string) => all.includes(`"${key}"`) || all.includes(`"${key.replace(/_own$/, "")}"`);
    const unused = Object.keys(english).filter((key) => !MADE_FROM_CODES.test(key) && !isSaid(key));
    expect(unused).toEqual([]);
  });
});

// What people read who are helped: signing in, their portal, their profile. Pages of staff are read in English there.
const OF_THE_PERSON = /^(account|app|capability|company|email|end|forgot|help|link|not_found|notices|own|passkey|password|portal_off|presence|profile|sign_in|sign_ins|state|time|visitor)\./;

interface Element {
  type: number;
  value?: string;
  options?: Record<string, { value: Element[] }>;
}

function argumentsOf(text: string, language: string): string[] {
  const found = new Set<string>();
  const walk = (elements: readonly Element[]): void => {
    for (const { type, value, options } of elements) {
      // 0 is plain text, 7 the figure of a plural.
      if (type !== 0 && type !== 7 && value !== undefined) found.add(value);
      for (const option of Object.values(options ?? {})) walk(option.value);
    }
  };
  walk(new IntlMessageFormat(text, language, undefined, { ignoreTag: true }).getAst() as Element[]);
  return [...found].toSorted();
}

describe.each([
  ["de", german, /./],
  ["ar", arabic, OF_THE_PERSON],
] as const)("the catalogue %s", (language, catalogue: Record<string, string>, needed) => {
  test("says everything that its readers meet, and nothing that there is not", () => {
    const missing = Object.keys(english).filter((key) => needed.test(key) && !Object.hasOwn(catalogue, key));
    expect(missing).toEqual([]);
    expect(Object.keys(catalogue).filter((key) => !Object.hasOwn(english, key))).toEqual([]);
  });

  test("has the same values in each sentence", () => {
    const source: Record<string, string> = english;
    for (const [key, text] of Object.entries(catalogue))
      expect([key, argumentsOf(text, language)]).toEqual([key, argumentsOf(source[key] ?? "", "en")]);
  });

  test("has a form for every number that the language tells apart", () => {
    for (const [key, text] of Object.entries(catalogue).filter(([, counted]) => counted.includes("plural,"))) {
      const format = new IntlMessageFormat(text, language, undefined, { ignoreTag: true });
      const names = argumentsOf(text, language);
      for (const number of [0, 1, 2, 3, 11, 100])
        expect(() => format.format(Object.fromEntries(names.map((name) => [name, number]))), key).not.toThrow();
    }
  });
});
