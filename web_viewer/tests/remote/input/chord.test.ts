import { expect, test } from "vitest";
import { Chord } from "@/remote/input/chord";

function play(steps: string): boolean[] {
  const chord = new Chord();
  const made: boolean[] = [];
  for (const step of steps.split(" ")) {
    if (step.startsWith("+")) chord.down(step.slice(1));
    else made.push(chord.up(step.slice(1)));
  }
  return made;
}

test("three keys down and up make it, once, in any order and on either side", () => {
  expect(play("+ControlLeft +AltLeft +ShiftLeft -AltLeft -ShiftLeft -ControlLeft")).toEqual([true, false, false]);
  expect(play("+ShiftRight +ControlRight +AltLeft -ControlRight")).toEqual([true]);
});

test("two keys are not enough", () => {
  expect(play("+ControlLeft +AltLeft -AltLeft -ControlLeft")).toEqual([false, false]);
});

test("another key between makes it a shortcut of the device", () => {
  expect(play("+ControlLeft +AltLeft +ShiftLeft +KeyT -KeyT -ShiftLeft -AltLeft -ControlLeft")).toEqual([false, false, false, false]);
});
