import { describe, expect, test } from "vitest";
import { may } from "../../src/api/access";
import type { Me } from "../../src/api/types";

const me = { permissions: { "device:read": "all", "audit:read": ["a"], "session:offer": [] } } as unknown as Me;

describe("what a person may do", () => {
  test("is nothing before it is known, and nothing that is not listed", () => {
    expect(may(undefined, "device:read")).toBe(false);
    expect(may(me, "settings:read")).toBe(false);
  });
  test("reaches every organization, or those named", () => {
    expect(may(me, "device:read", "b")).toBe(true);
    expect(may(me, "audit:read", "a")).toBe(true);
    expect(may(me, "audit:read", "b")).toBe(false);
    expect(may(me, "audit:read")).toBe(true);
    expect(may(me, "session:offer")).toBe(false);
  });
});
