import { describe, expect, test } from "vitest";
import { COMBINATIONS, pressTogether, type Combination } from "@/remote/input/combination";
import { FakePort } from "./fakes";

const keys = (port: FakePort) =>
  port.sent.map(([, message]) => (message.type === "key" ? `${message.down ? "+" : "-"}${message.code} ${message.modifiers.join(" ")}` : ""));

describe("a combination", () => {
  test("goes down in order and up in reverse, with what is held", () => {
    const port = new FakePort();
    expect(pressTogether(port, "ctrl_alt_delete")).toBe(true);
    expect(keys(port)).toEqual([
      "+ControlLeft control",
      "+AltLeft control alt",
      "+Delete control alt",
      "-Delete control alt",
      "-AltLeft control",
      "-ControlLeft ",
    ]);
  });

  test("says its letter, so that the device finds it in its own layout", () => {
    const port = new FakePort();
    pressTogether(port, "ctrl_w");
    expect(port.sent[1]?.[1]).toMatchObject({ code: "KeyW", text: "w", modifiers: ["control"] });
  });

  test.each(Object.keys(COMBINATIONS) as Combination[])("%s leaves nothing held", (combination) => {
    const port = new FakePort();
    pressTogether(port, combination);
    const held = new Set<string>();
    for (const [, message] of port.sent) {
      if (message.type !== "key") continue;
      if (message.down) held.add(message.code);
      else held.delete(message.code);
    }
    expect([held.size, port.sent.length]).toEqual([0, 2 * COMBINATIONS[combination].length]);
  });

  test("that cannot be sent whole is let go of", () => {
    const port = new FakePort();
    let left = 2;
    port.input = () => (left -= 1) >= 0;
    expect(pressTogether(port, "ctrl_alt_delete")).toBe(false);
    expect(port.released).toBe(1);
  });
});
