import { describe, expect, test } from "vitest";
import { figuresOf } from "@/features/session_view/figures";
import { MUCH_LOST, SLOW_MS, splitOf, totalOf, verdictWords } from "@/features/session_view/verdict";

const figures = { ...figuresOf([], null), frames: 30, roundTrip: 20, gathering: 3, decoding: 4 };
const delays = { type: "delays", capture: 2, encode: 6, send: 1 } as const;
const said = (change: object, waits: object = {}, quality: "auto" | "low" = "auto") => {
  const found = { ...figures, ...change };
  return verdictWords(found, splitOf(found, { ...delays, ...waits }), quality, "DESK-014");
};

describe("the split", () => {
  test("gives the network the way there, and what waits before and after it", () => {
    const split = splitOf(figures, delays);
    expect(split).toEqual({ capture: 2, encode: 6, network: 14, decode: 4 });
    expect(totalOf(split)).toBe(26);
  });

  test("leaves open what was not measured", () => {
    expect(splitOf({ ...figures, roundTrip: null, decoding: null }, null)).toEqual({ capture: null, encode: null, network: null, decode: null });
  });
});

describe("the verdict", () => {
  test.each([
    ["good", said({}), "Good: what you see is 26 ms old."],
    ["still", said({ frames: 0 }), "Nothing moves there. The network adds 14 ms."],
    ["the network", said({ roundTrip: 360 }), "Slow: the network adds 184 ms. Try low bandwidth."],
    ["the network, and nothing left to try", said({ roundTrip: 360 }, {}, "low"), "Slow: the network adds 184 ms, at low bandwidth too."],
    ["what waits at the device to be sent", said({}, { send: 300 }), "Slow: the network adds 313 ms. Try low bandwidth."],
    ["the device's encoder", said({}, { encode: 150 }), "Slow: DESK-014 takes 150 ms to prepare a picture. It is busy."],
    ["the device's screen", said({}, { capture: 150 }), "Slow: DESK-014 is busy and looks at its screen 150 ms late."],
    ["this computer", said({ decoding: 150 }), "Slow: this computer takes 150 ms to show a picture. Close other programs here."],
    ["loss", said({ lostShare: 0.08 }), "Unsteady: the network loses 8 %. Try low bandwidth."],
    ["loss, and nothing left to try", said({ lostShare: 0.08 }, {}, "low"), "Unsteady: the network loses 8 %, at low bandwidth too."],
  ])("names %s", (_what, words, expected) => {
    expect(words).toBe(expected);
  });

  test("waits for the first figures", () => {
    expect(verdictWords(null, null, "auto", "DESK-014")).toBe("Measuring.");
    expect(said({ roundTrip: null })).toBe("Measuring.");
  });

  test("turns at its limits and not before", () => {
    const rest = SLOW_MS - 26;
    expect(said({}, { encode: 6 + rest })).toMatch(/^Good/);
    expect(said({}, { encode: 6 + rest + 0.1 })).toMatch(/^Slow/);
    expect(said({ lostShare: MUCH_LOST })).toMatch(/^Good/);
    expect(said({ lostShare: MUCH_LOST + 0.001 })).toMatch(/^Unsteady/);
  });
});
