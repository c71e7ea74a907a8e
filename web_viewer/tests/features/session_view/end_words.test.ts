/** What the page after the end calls it: a session, or a question that came to nothing. */

import { expect, test } from "vitest";
import { endSentence, hasBegun } from "@/features/session_view/end_words";

test("a no is not called a session", () => {
  expect(hasBegun("consent_refused", undefined)).toBe(false);
  expect(hasBegun("consent_refused", null)).toBe(false);
});

test("whoever saw the screen had a session, however it ended", () => {
  expect(hasBegun("done_at_device", undefined)).toBe(true);
  expect(hasBegun("withdrawn", "2026-03-02T14:05:00Z")).toBe(true);
});

test("the stored session knows better than the reason", () => {
  expect(hasBegun("terminated", null)).toBe(false);
});

test.each(["device_lost", "viewer_lost", "lease_ran_out"])("%s names no time that a setting changes", (reason) => {
  const facts = { reason, note: null, device: "DESK", time: "14:20", consentSeconds: 60 };
  for (const own of [false, true]) expect(endSentence({ ...facts, own })).not.toMatch(/\d/);
});
