import { describe, expect, test } from "vitest";
import { READABLE, contrast, isColour, textOn, told } from "../../src/ui/colour";

describe("text on a colour", () => {
  test.each([
    ["#ffffff", "#000000", 21],
    ["#777777", "#ffffff", 4.47],
    ["#187a92", "#ffffff", 5.0],
  ])("%s and %s are %d apart", (one, other, ratio) => {
    expect(contrast(one, other)).toBeCloseTo(ratio, 1);
    expect(contrast(other, one)).toBe(contrast(one, other));
  });

  test("white where it can be read, else our dark, else black", () => {
    expect(textOn("#187a92").kind).toBe("white");
    expect(textOn("#7A9E2F")).toMatchObject({ kind: "dark", colour: "#1b2430" });
    expect(told(textOn("#7a9e2f").contrast)).toBe(5);
    expect(told(contrast("#7a9e2f", "#ffffff"))).toBe(3.1);
    expect(textOn("#7b7b7b").kind).toBe("black");
  });

  test("every colour has a text that can be read on it", () => {
    for (let step = 0; step < 4096; step += 1) {
      const digits = step.toString(16).padStart(3, "0").replaceAll(/./g, "$&$&");
      expect(textOn(`#${digits}`).contrast).toBeGreaterThanOrEqual(READABLE);
    }
  });

  test("what is told never promises more than there is", () => {
    expect(told(4.499)).toBe(4.4);
    expect(told(4.5)).toBe(4.5);
  });

  test("a colour is # and six digits", () => {
    expect(["#7A9e2f", " #000000 "].every(isColour)).toBe(true);
    expect(["", "#fff", "red", "#7a9e2g", "#7a9e2f0"].some(isColour)).toBe(false);
  });
});
