import { expect, test } from "vitest";
import { wheelFactor } from "@/remote/input/looking";
import { STEP } from "@/remote/zoom";

test.each([
  [-120, 0, STEP],
  [120, 0, 1 / STEP],
  [-3, 1, STEP],
  [-10, 0, Math.exp(0.1)],
  [0, 0, 1],
])("a turn of %d in mode %d makes the picture %d times as large", (delta, mode, factor) => {
  expect(wheelFactor(delta, mode)).toBeCloseTo(factor);
});
