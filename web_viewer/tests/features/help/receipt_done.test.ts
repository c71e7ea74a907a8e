/** What a person reads was done in a session on their computer. */

import { expect, test } from "vitest";
import { doneIn, wasControlGiven } from "@/features/help/receipt_done";

const entry = (kind: string, detail: Record<string, unknown> = {}) => ({ id: kind, at: "2026-11-22T13:03:00Z", kind, detail });
const sentences = (...entries: ReturnType<typeof entry>[]) => doneIn(entries).map(({ sentence }) => sentence);

test("what was used, given and taken back is told in its order", () => {
  expect(
    sentences(
      entry("session.offered"),
      entry("session.control_used"),
      entry("session.picture_kept"),
      entry("session.narrowed", { capabilities: "view" }),
      entry("session.more_given", { more: "widen", given: "control" }),
      entry("session.more_given", { more: "extend", minutes_given: 30 }),
      entry("session.more_given", { more: "widen", given: "clipboard_in, clipboard_out" }),
      entry("session.clipboard_out", { bytes: 12 }),
      entry("session.done_at_device"),
    ),
  ).toEqual([
    "Mouse or keyboard was used from here on.",
    "A picture of the screen was kept.",
    "Mouse and keyboard were taken back: from here on they only saw the screen.",
    "Mouse and keyboard were given.",
    "30 more minutes were given.",
    "The clipboard was given.",
    "A text was taken from the clipboard of the computer.",
  ]);
});

test("a kind that this page does not know is left out", () => {
  expect(sentences(entry("session.something_new"), entry("constructor"))).toEqual([]);
});

test("mouse and keyboard were given only where the grant has them", () => {
  expect([["view", "control"], ["view"], null].map(wasControlGiven)).toEqual([true, false, false]);
});
