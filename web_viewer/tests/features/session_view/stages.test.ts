import { describe, expect, test } from "vitest";
import { endReasonShape } from "@/protocol/reasons.gen";
import { endSentence } from "@/features/session_view/end_words";
import { inThrees } from "@/features/session_view/moments";
import { isNearEnd, viewOf, waitingSteps, waitingTitle } from "@/features/session_view/stages";
import { BEGINNING, type Snapshot } from "@/remote/snapshot";
import { stateMessage } from "../../remote/simulated";

const at = (state: string, more: object = {}, snapshot: Partial<Snapshot> = {}): Snapshot => ({
  ...BEGINNING,
  session: stateMessage({ state, ...more }),
  ...snapshot,
});
const marks = (snapshot: Snapshot) => waitingSteps(snapshot).map(({ mark }) => mark);

describe("the steps of waiting", () => {
  test.each([
    ["approved", {}, ["now", "later", "later", "later"]],
    ["asking_consent", {}, ["done", "now", "later", "later"]],
    ["asking_consent", { question_shown: true }, ["done", "done", "now", "later"]],
    ["granted", {}, ["done", "done", "done", "now"]],
    ["connecting", {}, ["done", "done", "done", "now"]],
  ])("in %s %o are %j", (state, more, expected) => {
    expect(marks(at(state, more))).toEqual(expected);
  });

  test("name a yes that is narrower", () => {
    const proposal = { capabilities: ["view", "control"], attended: true } as unknown as Snapshot["proposal"];
    const words = (granted: ("view" | "control")[]) => waitingSteps(at("granted", { granted }, { proposal }))[2]?.words;
    expect(words(["view"])).toBe("view.step.answer_view_only");
    expect(words(["view", "control"])).toBe("view.step.answer_yes");
  });
});

describe("where nobody can be asked", () => {
  const proposal = { capabilities: ["view"], attended: false } as unknown as Snapshot["proposal"];

  test("no question is spoken of, until somebody is back and is asked", () => {
    const unasked = at("asking_consent", {}, { proposal });
    expect(waitingSteps(unasked).map(({ words }) => words)).toEqual(["view.step.unasked", "view.step.allowed", "view.step.connect"]);
    expect(marks(unasked)).toEqual(["done", "now", "later"]);
    expect(waitingTitle(unasked)).toBe("view.title_connecting");
    const back = at("asking_consent", { question_shown: true }, { proposal });
    expect(marks(back)).toEqual(["done", "done", "now", "later"]);
    expect(waitingTitle(back)).toBe("view.title_asking");
  });
});

describe("what the page shows", () => {
  test.each<[string, Snapshot]>([
    ["opening", BEGINNING],
    ["waiting", at("asking_consent")],
    ["picture", at("active", {}, { activeAt: 1, step: "confirmed" })],
    ["picture", at("interrupted", {}, { activeAt: 1, step: "lost" })],
    ["waiting", at("interrupted")],
    ["key_changed", at("approved", {}, { step: "key_changed" })],
    ["refused", at("active", {}, { activeAt: 1, step: "refused" })],
    ["ended", at("active", {}, { activeAt: 1, end: { reason: "expired", by: null, note: null } })],
    ["ended", at("ended")],
  ])("is %s", (view, snapshot) => {
    expect(viewOf(snapshot)).toBe(view);
  });

  test("has a heading for each state", () => {
    expect(waitingTitle(at("requested"))).toBe("view.title_approval");
    expect(waitingTitle(at("interrupted"))).toBe("view.title_again");
    expect(waitingTitle(at("connecting", {}, { step: "comparing" }))).toBe("view.title_comparing");
    expect(waitingSteps(at("connecting", {}, { step: "comparing" }))[3]).toEqual({ words: "view.step.compare", mark: "now" });
  });
});

test("two minutes before the end it is near", () => {
  expect([isNearEnd(null, 0), isNearEnd(120_001, 0), isNearEnd(120_000, 0)]).toEqual([false, false, true]);
});

test("a code is read in threes", () => {
  expect(inThrees("418209")).toBe("418 209");
  expect(inThrees("000001")).toBe("000 001");
});

describe("the end in words", () => {
  const facts = { note: null, device: "DESK-014", time: "14:20", consentSeconds: 60 };

  test.each(endReasonShape.words)("%s has a sentence of its own", (reason) => {
    const sentence = endSentence({ ...facts, reason });
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(sentence).not.toBe("The session has ended.");
  });

  test("a note is quoted", () => {
    expect(endSentence({ ...facts, reason: "terminated", note: "Wrong device" })).toBe("An auditor ended the session: “Wrong device”.");
  });

  test("a reason that is newer than this page is still an end", () => {
    expect(endSentence({ ...facts, reason: "something_new" })).toBe("The session has ended.");
  });
});
