import { describe, expect, it } from "vitest";
import { importFile, type ImportAnswer } from "../../src/api/spreadsheets";

const part = (created: number, next_row: number | null): ImportAnswer => ({
  rows: 4,
  created,
  changed: 0,
  unchanged: 1,
  problems: [],
  problem_count: 0,
  next_row,
});

describe("an import", () => {
  it("goes on part by part and adds up what was done", async () => {
    const asked: (number | null | undefined)[] = [];
    const told: number[] = [];
    const parts = [part(1, 4), part(1, null)];
    const sum = await importFile(
      "end-users",
      new File([], "list.csv"),
      ({ created }) => told.push(created),
      (_path, query) => {
        asked.push(query.from_row as number | null);
        return Promise.resolve(parts.shift() ?? part(0, null));
      },
    );
    expect(asked).toEqual([null, 4]);
    expect(told).toEqual([1, 2]);
    expect([sum.created, sum.unchanged, sum.next_row]).toEqual([2, 2, null]);
  });
});
