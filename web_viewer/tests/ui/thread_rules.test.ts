import { expect, test } from "vitest";
import { MAX_MESSAGE } from "@/protocol/grant.gen";
import { leftToWrite, tellsWhatIsLeft } from "@/ui/thread_rules";

test("characters are counted as the broker counts them", () => {
  expect(leftToWrite("")).toBe(2_000);
  expect(leftToWrite("👋".repeat(10))).toBe(1_990);
});

test("how much is left is told where it matters, on both sides of the line", () => {
  expect(tellsWhatIsLeft("x".repeat(MAX_MESSAGE - 201))).toBe(false);
  expect(tellsWhatIsLeft("x".repeat(MAX_MESSAGE - 200))).toBe(true);
});
