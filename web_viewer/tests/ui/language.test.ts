import { afterEach, describe, expect, test } from "vitest";
import { beginLanguage, languageOf } from "../../src/ui/language";
import { exact, relative } from "../../src/ui/moment";
import { errorText, locale, speak, t } from "../../src/ui/text";
import arabicErrors from "../../src/ui/texts/errors_ar.json";
import germanErrors from "../../src/ui/texts/errors_de.json";
import english from "../../src/ui/texts/en.json";

const page = () => ({ lang: "en", dir: "" }) as HTMLElement;

afterEach(() => speak({ locale: "en", direction: "ltr", sentences: english }));

describe("the language of a page", () => {
  test("is the first of the browser's that there is", () => {
    expect(languageOf(["fr-FR", "de-CH", "en"])).toBe("de");
    expect(languageOf(["ar-EG"])).toBe("ar");
    expect(languageOf(["fr", "toString"])).toBe("en");
    expect(languageOf([])).toBe("en");
  });

  test("turns the page where it runs from the right, and keeps the digits of codes", async () => {
    const drawn = page();
    await beginLanguage("ar", drawn);
    expect([drawn.lang, drawn.dir]).toEqual(["ar", "rtl"]);
    expect(t("help.place", { place: 3 })).toContain("3");
    expect(exact(new Date(2026, 10, 22, 14, 3, 9))).toMatch(/2026/);
  });

  test("counts as the language does", async () => {
    await beginLanguage("ar", page());
    const said = [0, 1, 2, 3, 11, 100].map((count) => t("notices.bell", { count }));
    expect(new Set(said).size).toBe(6);
  });

  test("says days in words of its own", async () => {
    await beginLanguage("de", page());
    const now = new Date(2026, 10, 22, 14, 3, 9);
    expect(locale()).toBe("de");
    expect(relative(new Date(2026, 10, 20, 14, 3, 9), now)).toBe("vor 2 Tagen");
  });

  test("says the errors that people meet, and leaves others to the broker", async () => {
    expect(errorText("sign_in.failed", null)).toBeNull();
    await beginLanguage("de", page());
    expect(errorText("sign_in.wait", 30)).toBe("Zu viele Versuche. Warten Sie 30 Sekunden.");
    expect(errorText("sign_in.wait", null)).toBeNull();
    expect(errorText("toString", null)).toBeNull();
    expect(Object.keys(arabicErrors)).toEqual(Object.keys(germanErrors));
  });

  test("reads in English what a catalogue does not say", async () => {
    await beginLanguage("ar", page());
    expect(t("settings.title")).toBe(english["settings.title"]);
  });

  test("keeps names in the other direction from turning a sentence, and never what chooses one", async () => {
    expect(t("session.person", { name: "\u05d0\u05d1", email: "a@b.example" })).toBe("\u2068\u05d0\u05d1\u2069, a@b.example");
    await beginLanguage("ar", page());
    expect(t("portal_off.go", { place: "help.example" })).toContain("\u2068help.example\u2069");
    expect(t("why.yes", { group: "A", permission: "B", organization: "C", scope: "all" })).toContain("all organizations");
  });
});
