import { describe, expect, test } from "vitest";
import { marksIn, withoutMark } from "@/features/devices/mark_pills";

describe("the marks in a search", () => {
  test("are tags and groups, quoted or not, and left out ones", () => {
    expect(marksIn('printer tag:finance -tag:old group:"Ground floor" os')).toEqual([
      "tag:finance",
      "-tag:old",
      'group:"Ground floor"',
    ]);
    expect(marksIn("just words")).toEqual([]);
  });
  test("are taken away one by one, and the words stay", () => {
    expect(withoutMark('printer tag:finance group:"Ground floor"', "tag:finance")).toBe('printer group:"Ground floor"');
    expect(withoutMark("tag:finance", "tag:finance")).toBe("");
  });
});
