import { beforeEach, describe, expect, test } from "vitest";
import { notches, PointerInput } from "@/remote/input/pointer";
import { asElement, FakeElement, FakePort, fire } from "./fakes";

let port: FakePort;
let element: FakeElement;
let frames: (() => void)[];
let focused: number;
let pointer: PointerInput;

beforeEach(() => {
  port = new FakePort();
  element = new FakeElement();
  frames = [];
  focused = 0;
  pointer = new PointerInput({
    port,
    toPixel: ({ x, y }) => ({ x: x * 2, y: y * 2 }),
    isOnPicture: ({ x }) => x < 100,
    nextFrame: (body) => frames.push(body),
    cancelFrame: () => (frames = []),
    focus: () => (focused += 1),
  });
  pointer.attach(asElement(element));
});

const mouse = { pointerType: "mouse", pointerId: 1 };
const move = (x: number) => fire(element, "pointermove", { ...mouse, button: -1, buttons: 0, clientX: x, clientY: 1 });
const press = (button: number, buttons: number, x = 5) =>
  fire(element, "pointerdown", { ...mouse, button, buttons, clientX: x, clientY: 1 });
const letGo = (button: number, buttons: number) =>
  fire(element, "pointerup", { ...mouse, button, buttons, clientX: 5, clientY: 1 });

describe("moves", () => {
  test("within one frame become the newest one", () => {
    move(1);
    move(2);
    move(3);
    expect(frames).toHaveLength(1);
    frames[0]?.();
    expect(port.sent).toEqual([["moves", { type: "pointer", number: 0, x: 6, y: 2 }]]);
  });

  test("count on, so that late ones are known", () => {
    move(1);
    frames.pop()?.();
    move(2);
    frames.pop()?.();
    expect(port.sent.map(([, message]) => "number" in message && message.number)).toEqual([0, 1]);
  });

  test("are said anew when the picture moved under the pointer", () => {
    pointer.repeat();
    expect(frames).toHaveLength(0);
    move(1);
    frames.pop()?.();
    pointer.repeat();
    frames.pop()?.();
    expect(port.sent.map(([, message]) => message)).toEqual([0, 1].map((number) => ({ type: "pointer", number, x: 2, y: 2 })));
  });

  test("are not sent while input is not allowed", () => {
    port.mayControl = false;
    move(1);
    expect(frames).toHaveLength(0);
  });
});

describe("buttons", () => {
  test("go down and up in order, with their place", () => {
    press(0, 1);
    letGo(0, 0);
    expect(port.sent).toEqual([
      ["control", { type: "button", button: "left", down: true, x: 10, y: 2 }],
      ["control", { type: "button", button: "left", down: false, x: 10, y: 2 }],
    ]);
  });

  test("bring the focus to where keys are heard", () => {
    press(0, 1);
    expect(focused).toBe(1);
    expect(fire(element, "mousedown", {}).defaultPrevented).toBe(true);
  });

  test("a move that waited is not sent after the press", () => {
    move(1);
    press(0, 1);
    frames[0]?.();
    expect(port.sent.map(([channel]) => channel)).toEqual(["control"]);
  });

  test("the second button of a press is told by the move", () => {
    press(0, 1);
    fire(element, "pointermove", { ...mouse, button: 2, buttons: 3, clientX: 5, clientY: 1 });
    expect(port.sent.at(-1)).toEqual(["control", { type: "button", button: "right", down: true, x: 10, y: 2 }]);
  });

  test("in the dark beside the picture do nothing", () => {
    press(0, 1, 150);
    expect(port.sent).toEqual([]);
  });

  test("held ones are let go when the viewer loses the focus", () => {
    press(0, 1);
    pointer.release();
    pointer.release();
    expect(port.released).toBe(1);
    letGo(0, 0);
    expect(port.sent).toHaveLength(1);
  });
});

describe("the wheel", () => {
  test.each([
    [120, 0, 1],
    [-240, 0, -2],
    [3, 1, 1],
    [1, 2, 1],
    [1e9, 0, 50],
  ])("%d in mode %d is %d notches", (delta, mode, expected) => {
    expect(notches(delta, mode)).toBe(expected);
  });

  test("turns there and not here", () => {
    const event = fire(element, "wheel", { deltaX: 0, deltaY: 120, deltaMode: 0, clientX: 1, clientY: 1 });
    expect(event.defaultPrevented).toBe(true);
    expect(port.sent).toEqual([["control", { type: "wheel", x: 2, y: 2, dx: 0, dy: 1 }]]);
  });
});

test("the browser's own menu does not open", () => {
  expect(fire(element, "contextmenu", {}).defaultPrevented).toBe(true);
});
