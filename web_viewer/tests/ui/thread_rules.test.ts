import { expect, test } from "vitest";
import { leftToWrite, MOST_CHARACTERS, tellsWhatIsLeft } from "@/ui/thread_rules";

test("characters are counted as the broker counts them", () => {
  expect(leftToWrite("")).toBe(2_000);
  expect(leftToWrite("👋".repeat(10))).toBe(1_990);
});

test("how much is left is told where it matters, on both sides of the line", () => {
  expect(tellsWhatIsLeft("x".repeat(MOST_CHARACTERS - 201))).toBe(false);
  expect(tellsWhatIsLeft("x".repeat(MOST_CHARACTERS - 200))).toBe(true);
});
