import { describe, expect, test } from "vitest";
import { byWait, isOpen, wasDenied } from "../../src/api/session_facts";
import type { Session } from "../../src/api/types";
import { pillsOf, without } from "../../src/features/audit/query";
import { countToday } from "../../src/features/home/today";
import { digitsOf } from "../../src/ui/code_field";
import { inFours } from "../../src/ui/app_set_up";

const session = (more: object) => ({ id: "s", created_at: "2026-11-22T10:00:00.000Z", end: null, ...more }) as Session;

describe("the search of the audit log", () => {
  test("splits into pills and keeps quoted words together", () => {
    expect(pillsOf('printer device:"DESK 014" -result:ok').map((pill) => [pill.key, pill.value])).toEqual([
      [null, "printer"],
      ["device", '"DESK 014"'],
      ["result", "ok"],
    ]);
  });
  test.each([
    ["colour:red", "unknown_key"],
    ["kind:", "value_missing"],
    ["after:soon", "time_expected"],
    ["after:2d", null],
    ["before:2026-11-22", null],
    ["kind:session.*", null],
  ])("says what is wrong with %s", (text, wrong) => {
    expect(pillsOf(text)[0]?.wrong).toBe(wrong);
  });
  test("loses one pill at a time", () => {
    expect(without("a kind:b c", 1)).toBe("a c");
  });
});

describe("small rules of the pages", () => {
  test("a code is its digits, six at most", () => {
    expect(digitsOf("702 153")).toBe("702153");
    expect(digitsOf("12a3-4567890")).toBe("123456");
  });
  test("a secret is read in fours", () => expect(inFours("JBSWY3DPEH")).toBe("JBSW Y3DP EH"));
  test("the longest wait comes first", () => {
    const late = session({ id: "late", created_at: "2026-11-22T11:00:00.000Z" });
    expect(byWait([late, session({})]).map(({ id }) => id)).toEqual(["s", "late"]);
  });
  test("only what runs can be terminated", () => {
    expect(isOpen(session({ state: "active" }))).toBe(true);
    expect(isOpen(session({ state: "ended" }))).toBe(false);
    expect(isOpen(session({ state: "requested" }))).toBe(false);
  });
  test("no, and no answer, count as denied", () => {
    expect(wasDenied(session({ end: { reason: "consent_timed_out" } }))).toBe(true);
    expect(wasDenied(session({ end: { reason: "expired" } }))).toBe(false);
  });
  test("today's figures say when there may be more", () => {
    const day = new Date("2026-11-22T12:00:00.000Z");
    const items = [session({ end: { reason: "denied" } })];
    expect(countToday({ items, next: null, total: 1 }, day)).toEqual({ sessions: 1, denied: 1, more: false });
    expect(countToday({ items, next: "c", total: 9 }, day).more).toBe(true);
    expect(countToday({ items: [session({ created_at: "2026-11-20T10:00:00.000Z" })], next: "c", total: 9 }, day)).toEqual({ sessions: 0, denied: 0, more: false });
  });
});
