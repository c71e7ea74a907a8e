import { expect, test } from "vitest";
import { endSentence } from "@/features/session_view/end_words";
import { furtherWord } from "@/features/session_view/further";
import { isOwn, say } from "@/features/session_view/own_words";
import { BEGINNING, type Snapshot } from "@/remote/snapshot";

const own = { origin: "own", seconds: 600 } as unknown as Snapshot["proposal"];

test("an owner is known by the proposal, and reads words of their own where there are some", () => {
  expect([isOwn(BEGINNING), isOwn({ ...BEGINNING, proposal: own })]).toEqual([false, true]);
  expect(say(true, "view.ask_again")).toBe("Connect again");
  expect(say(false, "view.ask_again")).toBe("Ask again");
  expect(say(true, "view.off")).toBe("Off");
});

test("what ended it is told to the owner", () => {
  const facts = { note: null, device: "DESK", time: "14:20", consentSeconds: 60, own: true };
  expect(endSentence({ ...facts, reason: "not_theirs" })).toBe("DESK belongs to somebody else since 14:20.");
  expect(endSentence({ ...facts, reason: "consent_refused" })).toBe("Somebody at DESK said no.");
  expect(endSentence({ ...facts, reason: "own_access_off" })).toContain("from elsewhere any more");
});

test("an owner is offered nothing more to ask for", () => {
  const near: Snapshot = { ...BEGINNING, step: "confirmed", proposal: own, endsAt: 1_000, capabilities: ["view"], had: ["view", "control"] };
  expect(furtherWord(near, 0)?.ask).toEqual([]);
  expect(furtherWord({ ...near, endsAt: 600_000 }, 0)?.words).toContain("took mouse and keyboard back");
});
