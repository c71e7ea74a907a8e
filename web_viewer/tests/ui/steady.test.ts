import { describe, expect, test } from "vitest";
import { settle } from "../../src/ui/steady";

const row = (id: string, text = "") => ({ id, text });

describe("a list under the pointer", () => {
  test("shows the latest while nobody points at it", () => {
    expect(settle([row("a")], [row("b")], false)).toEqual({ rows: [{ item: row("b"), gone: false }], waiting: 0 });
  });
  test("keeps its rows, greys the gone, renews the rest, and counts the new", () => {
    const steady = settle([row("a"), row("b")], [row("c"), row("b", "new")], true);
    expect(steady.rows).toEqual([
      { item: row("a"), gone: true },
      { item: row("b", "new"), gone: false },
    ]);
    expect(steady.waiting).toBe(1);
  });
});
