import { describe, expect, test } from "vitest";
import { frozenWords, tryingWords } from "@/features/session_view/reconnecting";
import type { LinkState } from "@/remote/link";
import { BEGINNING, type Snapshot } from "@/remote/snapshot";
import { stateMessage } from "../../remote/simulated";

const open: LinkState = { kind: "open" };
const lost = (more: object = {}, snapshot: Partial<Snapshot> = {}): Snapshot => ({
  ...BEGINNING,
  step: "lost",
  frozenAt: 0,
  session: stateMessage({ state: "interrupted", ...more }),
  ...snapshot,
});

describe("a way that is lost", () => {
  test.each<[string, Snapshot, LinkState, string]>([
    ["noticed here first", lost({ state: "active" }), open, "The way to DESK-014 broke off."],
    ["the device gone", lost({ device_online: false }), open, "DESK-014 has no connection to Handrail. Waiting for it to come back."],
    ["the device there", lost(), open, "Handrail reaches DESK-014. Waiting for its answer."],
    ["a new attempt", lost({}, { step: "asked" }), open, "DESK-014 answers. Both sides show who they are."],
    ["agreed", lost({}, { step: "accepted" }), open, "DESK-014 agrees. Looking for the way there; the picture comes next."],
    ["answered", lost({}, { step: "answered" }), open, "DESK-014 agrees. Looking for the way there; the picture comes next."],
    ["no link, soon again", lost(), { kind: "waiting", until: 3_400 }, "The next try comes in 3 seconds."],
    ["no link, now again", lost(), { kind: "waiting", until: 900 }, "The next try comes in one second."],
    ["a link under way", lost(), { kind: "opening" }, "Connecting to Handrail."],
  ])("%s: says what is done about it", (_what, snapshot, link, words) => {
    expect(tryingWords(snapshot, link, "DESK-014", 500)).toBe(words);
  });

  test("says for how long it is tried, as far as that is known", () => {
    expect(frozenWords(lost({}, { deadlineAt: 52_000 }), open, 0)).toMatch(/^Frozen since .* Trying again, 0:52 left\.$/);
    expect(frozenWords(lost(), open, 0)).toMatch(/Trying again\.$/);
    expect(frozenWords(lost({}, { deadlineAt: 52_000 }), { kind: "opening" }, 0)).toMatch(/Handrail cannot be reached/);
  });
});
