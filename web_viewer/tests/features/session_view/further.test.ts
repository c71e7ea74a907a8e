import { describe, expect, test } from "vitest";
import { furtherWord, moreSeconds } from "@/features/session_view/further";
import { BEGINNING, type Snapshot } from "@/remote/snapshot";

const NOW = 1_000_000;
const at = (change: Partial<Snapshot> = {}): Snapshot => ({
  ...BEGINNING,
  step: "confirmed",
  endsAt: NOW + 600_000,
  capabilities: ["view", "control"],
  had: ["view", "control"],
  ...change,
});
const ask = (change: Partial<Snapshot> = {}) => furtherWord(at(change), NOW);

describe("what is said about more", () => {
  test("is nothing while all is well, or the picture is frozen", () => {
    expect(ask()).toBeNull();
    expect(ask({ step: "lost", endsAt: NOW + 1_000 })).toBeNull();
  });

  test("offers to ask for time from two minutes on, and says the answer first", () => {
    expect(ask({ endsAt: NOW + 121_000 })).toBeNull();
    expect(ask({ endsAt: NOW + 120_000 })).toEqual({ words: "Two minutes left.", ask: ["time"] });
    const no = { kind: "answered", more: "extend", wanted: [], decision: "no", seconds: 0 } as const;
    expect(ask({ endsAt: NOW + 90_000, asking: no })).toEqual({ words: "The person said no. Nothing has changed.", ask: ["time"] });
    expect(ask({ asking: { ...no, decision: "refused" } })?.words).toBe("The settings do not allow this any more. Nothing has changed.");
  });

  test("tells kindly that control was taken back, and only then", () => {
    expect(ask({ capabilities: ["view"] })?.ask).toEqual(["control"]);
    expect(ask({ capabilities: ["view"] })?.words).toBe("The person took mouse and keyboard back. You still see the screen.");
    expect(ask({ capabilities: ["view"], endsAt: NOW + 1_000 })?.ask).toEqual(["time", "control"]);
    expect(ask({ capabilities: ["view"], had: ["view"] })).toBeNull();
  });

  test("names what was given, and asks nothing twice", () => {
    expect(ask({ asking: { kind: "asking", more: "extend", wanted: [] }, endsAt: NOW + 1_000 })?.ask).toEqual([]);
    const given = { kind: "answered", more: "extend", wanted: [], decision: "yes", seconds: 600 } as const;
    expect(ask({ asking: given })?.words).toBe("The person gave 10 more minutes.");
    const widened = { kind: "answered", more: "widen", wanted: ["clipboard_in"], decision: "yes", seconds: 0 } as const;
    expect(ask({ asking: widened })?.words).toBe("The person gave you the clipboard.");
    expect(ask({ asking: { kind: "asking", more: "widen", wanted: ["clipboard_in"] } })?.words).toBe(
      "Asking the person for the clipboard…",
    );
  });

  test("asks for half an hour, or for what the session was agreed for where that is less", () => {
    const proposal = { seconds: 600 } as unknown as Snapshot["proposal"];
    expect([moreSeconds(at()), moreSeconds(at({ proposal }))]).toEqual([1800, 600]);
  });
});
