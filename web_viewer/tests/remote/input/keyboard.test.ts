import { beforeEach, describe, expect, test } from "vitest";
import { KeyboardInput, textOf } from "@/remote/input/keyboard";
import { asElement, FakeElement, FakePort, fire } from "./fakes";

let port: FakePort;
let element: FakeElement;
let chords: number;
let keyboard: KeyboardInput;

beforeEach(() => {
  port = new FakePort();
  element = new FakeElement();
  chords = 0;
  keyboard = new KeyboardInput({ port, onChord: () => (chords += 1) });
  keyboard.attach(asElement(element));
});

function key(type: "keydown" | "keyup", code: string, text: string, held: string[] = [], more: object = {}): Event {
  const getModifierState = (name: string) => held.includes(name);
  return fire(element, type, { code, key: text, repeat: false, isComposing: false, getModifierState, ...more });
}

describe("a key", () => {
  test("travels as code, text and modifiers", () => {
    key("keydown", "KeyA", "A", ["Shift"]);
    key("keyup", "KeyA", "A", ["Shift"]);
    expect(port.sent).toEqual([
      ["control", { type: "key", code: "KeyA", text: "A", down: true, modifiers: ["shift"] }],
      ["control", { type: "key", code: "KeyA", text: "A", down: false, modifiers: ["shift"] }],
    ]);
  });

  test("is kept from the browser's own shortcuts", () => {
    expect(key("keydown", "KeyF", "f", ["Control"]).defaultPrevented).toBe(true);
  });

  test("that is held is sent again, because the device repeats nothing by itself", () => {
    key("keydown", "Backspace", "Backspace");
    key("keydown", "Backspace", "Backspace", [], { repeat: true });
    expect(port.sent).toHaveLength(2);
  });

  test.each(["ShiftLeft", "ControlRight", "AltLeft", "MetaLeft", "CapsLock"])("%s is not repeated", (code) => {
    key("keydown", code, "");
    key("keydown", code, "", [], { repeat: true });
    expect(port.sent).toHaveLength(1);
  });

  test("goes up with the text it went down with", () => {
    key("keydown", "KeyA", "A", ["Shift"]);
    key("keyup", "KeyA", "a");
    expect(port.sent.at(-1)).toMatchObject(["control", { text: "A", down: false }]);
  });

  test("that never went down does not go up", () => {
    key("keyup", "Enter", "Enter");
    expect(port.sent).toEqual([]);
  });

  test("stays here while input is not allowed", () => {
    port.mayControl = false;
    expect(key("keydown", "KeyA", "a").defaultPrevented).toBe(false);
    expect(port.sent).toEqual([]);
  });

  test.each([
    ["a", "a"],
    ["日", "日"],
    ["😀", "😀"],
    ["Enter", ""],
    ["Dead", ""],
    [" ", " "],
  ])("%s makes the text %j", (name, text) => {
    expect(textOf(name)).toBe(text);
  });
});

describe("held keys", () => {
  test("are let go once when the viewer loses the focus", () => {
    key("keydown", "KeyA", "a");
    keyboard.release();
    keyboard.release();
    expect(port.released).toBe(1);
  });

  test("are let go with Command, which hides their key-up on macOS", () => {
    key("keydown", "MetaLeft", "Meta");
    key("keydown", "KeyC", "c", ["Meta"]);
    key("keyup", "MetaLeft", "Meta");
    expect(port.released).toBe(1);
  });
});

function chord(): void {
  for (const code of ["ControlLeft", "AltLeft", "ShiftLeft"]) key("keydown", code, code);
  for (const code of ["ShiftLeft", "AltLeft", "ControlLeft"]) key("keyup", code, code);
}

function write(type: "input" | "compositionend", data: string, more: object = {}): void {
  element.value = data;
  fire(element, type, { data, inputType: "insertText", isComposing: false, ...more });
}

const typed = (): string[] =>
  port.sent.map(([, message]) => (message.type === "key" && message.down ? message.text : ""));

describe("text without keys", () => {
  test("is typed when an input method has composed it, and the field is empty again", () => {
    expect(key("keydown", "KeyN", "Process").defaultPrevented).toBe(false);
    write("input", "日", { isComposing: true });
    write("compositionend", "日本");
    expect(typed()).toEqual(["日本", ""]);
    expect(element.value).toBe("");
  });

  test("waits for the letter of an accent", () => {
    expect(key("keydown", "Quote", "Dead").defaultPrevented).toBe(false);
    write("input", "é");
    expect(typed()).toEqual(["é", ""]);
  });

  test("travels in pieces, and not without end", () => {
    write("input", "x".repeat(1_000));
    expect(typed().join("")).toBe("x".repeat(256));
    expect(Math.max(...typed().map((text) => text.length))).toBe(16);
  });

  test("is not taken from a paste", () => {
    write("input", "secret", { inputType: "insertFromPaste" });
    expect(port.sent).toEqual([]);
    expect(element.value).toBe("");
  });
});

describe("the chord to the bar", () => {
  test("is heard once, and leaves nothing held", () => {
    chord();
    expect(chords).toBe(1);
    expect(port.released).toBe(1);
  });

  test("is heard in view only too", () => {
    port.mayControl = false;
    chord();
    expect(chords).toBe(1);
  });
});
