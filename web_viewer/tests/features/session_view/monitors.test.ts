/** Going from one of the other side's screens to the next. */

import { expect, test } from "vitest";
import { isWorthSaying, monitorWords, nextMonitor } from "@/features/session_view/monitors";

const screens = (...numbers: number[]) => numbers.map((number) => ({ number, width: 1280, height: 800 }));
const all = (shown: number | null) => ({ type: "monitors" as const, monitors: screens(1, 2, 3), shown, is_only: false });

test("all come first, then each by itself, then all again", () => {
  expect([null, 1, 2, 3].map((shown) => nextMonitor(all(shown)))).toEqual([1, 2, 3, null]);
  expect(nextMonitor(all(9)), "one that is gone").toBe(1);
});

test("one screen that is all there is needs no word, one that was given alone does", () => {
  const one = { ...all(null), monitors: screens(1) };
  expect([null, one, all(null), { ...one, shown: 1, is_only: true }].map(isWorthSaying)).toEqual([false, false, true, true]);
});

test("what is looked at has a name", () => {
  expect([all(null), all(2)].map(monitorWords)).toEqual(["All screens", "Screen 2"]);
});
