import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ALONE_MS, Gestures } from "@/remote/input/gestures";
import { asElement, FakeElement, fire } from "./fakes";

let element: FakeElement;
let done: string[];
let reached: string[];
let isPointer: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  element = new FakeElement();
  [done, reached, isPointer] = [[], [], true];
  new Gestures({
    isPointer: () => isPointer,
    press: (event) => done.push(`press ${event.clientX}`),
    release: () => done.push("release"),
    pinch: (factor, at) => done.push(`pinch ${factor.toFixed(2)} at ${at.x}`),
    pan: ({ x, y }) => done.push(`pan ${x} ${y}`),
  }).attach(asElement(element));
  for (const type of ["pointerdown", "pointermove", "pointerup"]) element.addEventListener(type, () => reached.push(type));
});
afterEach(() => vi.useRealTimers());

const finger = (type: string, pointerId: number, clientX: number, clientY = 0) =>
  fire(element, type, { pointerType: "touch", pointerId, clientX, clientY });

describe("one finger", () => {
  test("is the pointer when nothing follows it", () => {
    finger("pointerdown", 1, 10);
    expect(done).toEqual([]);
    vi.advanceTimersByTime(ALONE_MS);
    expect(done).toEqual(["press 10"]);
  });

  test("is the pointer as soon as it moves or leaves", () => {
    finger("pointerdown", 1, 10);
    finger("pointermove", 1, 12);
    expect([done, reached]).toEqual([[], []]);
    finger("pointermove", 1, 20);
    finger("pointerup", 1, 20);
    finger("pointerdown", 2, 30);
    finger("pointerup", 2, 30);
    expect(done).toEqual(["press 10", "press 30"]);
    expect(reached).toEqual(["pointermove", "pointerup", "pointerup"]);
  });

  test("moves the picture where it is no pointer", () => {
    isPointer = false;
    finger("pointerdown", 1, 10);
    finger("pointermove", 1, 15, 3);
    finger("pointerup", 1, 15, 3);
    vi.advanceTimersByTime(ALONE_MS);
    expect(done.filter((each) => each !== "release")).toEqual(["pan 5 3"]);
    expect(reached).toEqual([]);
  });
});

describe("two fingers", () => {
  test("press nothing, but make it larger and move it", () => {
    finger("pointerdown", 1, 0);
    finger("pointerdown", 2, 100);
    finger("pointermove", 2, 200);
    finger("pointerup", 2, 200);
    finger("pointermove", 1, 7);
    finger("pointerup", 1, 7);
    vi.advanceTimersByTime(ALONE_MS);
    expect(done).toEqual(["pan 50 0", "pinch 2.00 at 100", "pan 7 0"]);
    expect(reached).toEqual([]);
  });

  test("take back what the first one pressed", () => {
    finger("pointerdown", 1, 0);
    vi.advanceTimersByTime(ALONE_MS);
    finger("pointerdown", 2, 100);
    expect(done).toEqual(["press 0", "release"]);
  });

  test("are no gesture any more once both are gone", () => {
    for (const [type, id] of [["pointerdown", 1], ["pointerdown", 2], ["pointerup", 1], ["pointerup", 2]] as const) finger(type, id, id);
    finger("pointerdown", 3, 30);
    finger("pointerup", 3, 30);
    expect(done).toEqual(["press 30"]);
  });
});

test("a mouse goes straight through", () => {
  fire(element, "pointerdown", { pointerType: "mouse", pointerId: 1, clientX: 0, clientY: 0 });
  expect([done, reached]).toEqual([[], ["pointerdown"]]);
});
