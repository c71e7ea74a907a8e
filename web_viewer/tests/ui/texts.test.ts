import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, test } from "vitest";
import english from "../../src/ui/texts/en.json";

const AVOIDED = /\b(invalid|failed to|oops|sorry|please|just|simply|successfully|are you sure|click here|login|user|kill|abort)\b|!/i;
const MADE_FROM_CODES = /^(permission|why\.no|end|state|presence|capability|account\.scheme|sign_in\.step|audit\.wrong|mail\.state|person_status|tokens\.state|files\.list|files\.columns|bulk\.(?:act|ask|why|do)|portal_feature|portal_feature_why|factor\.(?:need|their_need)|view\.end|help\.end|seamless\.ended|sign_ins\.by|setting|settings\.(?:from|wider|rule|tab|tab_wrong|time|unit)|visitor\.state|notices\.(?:happening|way|browser)|webhooks\.(?:form|state))\./;

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
    const unused = Object.keys(english).filter((key) => !MADE_FROM_CODES.test(key) && !all.includes(`"${key}"`));
    expect(unused).toEqual([]);
  });
});
