import { expect, test } from "vitest";
import { MAX_MESSAGE } from "@/protocol/grant.gen";
import { leftToWrite, refusalOf, tellsWhatIsLeft } from "@/ui/thread_rules";

test("characters are counted as the broker counts them", () => {
  expect(leftToWrite("")).toBe(2_000);
  expect(leftToWrite("👋".repeat(10))).toBe(1_990);
  expect(leftToWrite(" x\n\n")).toBe(1_999);
});

test("how much is left is told where it matters, on both sides of the line", () => {
  expect(tellsWhatIsLeft("x".repeat(MAX_MESSAGE - 201))).toBe(false);
  expect(tellsWhatIsLeft("x".repeat(MAX_MESSAGE - 200))).toBe(true);
});

test("a text is refused where nothing is written, or more than the broker takes", () => {
  expect(refusalOf(" \n")).toBe("missing");
  expect(refusalOf("👋")).toBe(null);
  expect(refusalOf("👋".repeat(MAX_MESSAGE))).toBe(null);
  expect(refusalOf("👋".repeat(MAX_MESSAGE + 1))).toBe("too_long");
});
