import { expect, test } from "vitest";
import { clipboardRights, clipboardToAsk, clipboardWords } from "@/features/session_view/clipboard_words";
import type { ClipboardNow } from "@/remote/clipboard";
import { BEGINNING, type Snapshot } from "@/remote/snapshot";

const at = (change: Partial<Snapshot> = {}): Snapshot => ({
  ...BEGINNING,
  step: "confirmed",
  capabilities: ["view", "clipboard_in", "clipboard_out"],
  ...change,
});
const over = (way: "send" | "fetch", outcome: "done" | "empty" | "too_large" | "refused"): ClipboardNow => ({
  kind: "over",
  way,
  outcome,
  text: null,
});

test("each way stands where the person gives it, and none while the picture stands still", () => {
  expect(clipboardRights(at())).toEqual({ send: true, fetch: true });
  expect(clipboardRights(at({ capabilities: ["view", "clipboard_out"] }))).toEqual({ send: false, fetch: true });
  expect(clipboardRights(at({ step: "lost" }))).toEqual({ send: false, fetch: false });
});

test("only what is offered and not given can be asked for", () => {
  const offered = ["view", "control", "clipboard_in", "clipboard_out"];
  expect(clipboardToAsk(at({ capabilities: ["view"] }), offered)).toEqual(["clipboard_in", "clipboard_out"]);
  expect(clipboardToAsk(at({ capabilities: ["view"] }), ["view", "control"])).toEqual([]);
  expect(clipboardToAsk(at(), offered)).toEqual([]);
});

test("one sentence says where it stands, and the owner of a device reads their own", () => {
  expect(clipboardWords({ kind: "idle" }, false)).toBe("");
  expect(clipboardWords({ kind: "moving", way: "fetch", step: "begun" }, false)).toBe("Fetching their clipboard…");
  expect(clipboardWords(over("send", "done"), false)).toBe("It is on their clipboard. It can be pasted there now.");
  expect(clipboardWords(over("fetch", "empty"), false)).toBe("Their clipboard is empty.");
  expect(clipboardWords(over("send", "empty"), false)).toBe("Your clipboard holds no text.");
  expect(clipboardWords(over("send", "too_large"), false)).toContain("at most 512 KiB");
  expect(clipboardWords(over("send", "refused"), true)).toBe("Somebody at the device said no. Nothing was passed on.");
});
