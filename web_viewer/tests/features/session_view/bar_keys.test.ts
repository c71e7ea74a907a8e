import { expect, test } from "vitest";
import { BAR_KEYS, barKey, panBy } from "@/features/session_view/bar_keys";
import { keptWords } from "@/features/session_view/keys_help";
import { whyNotPressed } from "@/features/session_view/keys_menu";
import { sizeWords, whyNotKept } from "@/features/session_view/picture_menu";
import { MOST_KEPT_PICTURES } from "@/protocol/viewer_agent.gen";
import { BEGINNING, type Snapshot } from "@/remote/snapshot";

const running: Snapshot = { ...BEGINNING, step: "confirmed", capabilities: ["view", "control"], size: { width: 1, height: 1 } };

test("no key of the bar does two things, and both cases of a letter do the same", () => {
  const all = BAR_KEYS.flatMap(({ keys }) => keys);
  expect(new Set(all).size).toBe(all.length);
  expect(barKey("F")).toBe(barKey("f"));
  expect([barKey("x"), barKey("constructor")]).toEqual([undefined, undefined]);
});

test("arrows with Shift move the picture, and alone they do not", () => {
  expect(panBy("ArrowLeft", true)).toEqual({ x: 80, y: 0 });
  expect([panBy("ArrowLeft", false), panBy("a", true), panBy("toString", true)]).toEqual([null, null, null]);
});

test("what the browser keeps depends on what it can give", () => {
  expect([keptWords(true), keptWords(false)]).toEqual(["view.help.kept_but_full", "view.help.kept"]);
});

test("keys are pressed only where input goes to the device, and the reason is said", () => {
  expect(whyNotPressed(running)).toBeNull();
  expect(whyNotPressed({ ...running, held: true })).toMatch(/question/);
  expect(whyNotPressed({ ...running, viewOnly: true })).toBe("You only watch.");
  expect(whyNotPressed({ ...running, capabilities: ["view"] })).toBe("You only watch.");
  expect(whyNotPressed({ ...running, paused: true })).toBe("Your input is off now.");
});

test("a picture is kept only where one is shown, and so many times", () => {
  expect(whyNotKept(running)).toBeNull();
  expect(whyNotKept({ ...running, keptPictures: MOST_KEPT_PICTURES - 1 })).toBeNull();
  expect(whyNotKept({ ...running, keptPictures: MOST_KEPT_PICTURES })).toMatch(/^20 pictures/);
  for (const change of [{ paused: true }, { size: null }, { step: "lost" as const }]) {
    expect(whyNotKept({ ...running, ...change })).toBe("No picture is shown now.");
  }
});

test("the size is said in words, or in percent of the exact one", () => {
  const box = { left: 0, top: 0, width: 1, height: 1 };
  const shown = { kind: "free", box, isExact: false, percent: 150, isCut: true } as const;
  expect([sizeWords(null), sizeWords({ ...shown, kind: "one" }), sizeWords(shown)]).toEqual(["Fit", "1:1", "150 %"]);
});
