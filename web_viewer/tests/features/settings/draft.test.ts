import { describe, expect, it } from "vitest";
import type { Setting } from "../../../src/api/settings";
import { NO_DRAFT, changesOf, editOf, edited, unitOf } from "../../../src/features/settings/draft";

const setting = (key: Setting["key"], here: Setting["here"], version: number) =>
  ({ key, here, version, locked_here: false, value: here ?? 3600, wider: 3600 }) as unknown as Setting;
const EXPIRY = setting("session_seconds", 900, 3);
const ANSWER = setting("consent_seconds", null, 0);

describe("a draft of settings", () => {
  it("begins with what is set, and keeps what is edited", () => {
    expect(editOf(EXPIRY, NO_DRAFT)).toEqual({ value: 900, locked: false });
    const draft = edited(edited(NO_DRAFT, EXPIRY, { value: 600 }), EXPIRY, { locked: true });
    expect(editOf(EXPIRY, draft)).toEqual({ value: 600, locked: true });
    expect(editOf(ANSWER, draft)).toEqual({ value: null, locked: false });
  });

  it("forgets an edit that leads back", () => {
    const draft = edited(NO_DRAFT, EXPIRY, { value: 600 });
    expect(edited(draft, EXPIRY, { value: 900 }).size).toBe(0);
  });

  it("sends only what is edited, against the version that was looked at", () => {
    const draft = edited(NO_DRAFT, EXPIRY, { value: null });
    expect(changesOf([EXPIRY, ANSWER], draft)).toEqual([
      { key: "session_seconds", version: 3, value: null, locked: false },
    ]);
  });
});

describe("a time", () => {
  it("is shown in the largest unit that leaves no rest", () => {
    expect([90, 60, 5_400, 7_200, 604_800].map(unitOf)).toEqual(["seconds", "minutes", "minutes", "hours", "days"]);
  });
});
