import { describe, expect, test } from "vitest";
import { may, mayApprove, mayTake } from "../../src/api/access";
import type { Me, Session } from "../../src/api/types";

const me = { permissions: { "device:read": "all", "audit:read": ["a"], "session:offer": [] } } as unknown as Me;

function request(organization: string, approval_needed: boolean): Session {
  return { organization: { id: organization }, approval_needed } as unknown as Session;
}

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

describe("who may answer a request", () => {
  const someone = { permissions: { "session:approve": ["a"], "session:offer": ["a", "b"] } } as unknown as Me;
  test("approves where they hold that right, whether or not it is needed", () => {
    expect(mayApprove(someone, request("a", true))).toBe(true);
    expect(mayApprove(someone, request("a", false))).toBe(true);
    expect(mayApprove(someone, request("b", false))).toBe(false);
  });
  test("takes by the right to offer help, where no approval is needed", () => {
    expect(mayTake(someone, request("b", false))).toBe(true);
    expect(mayTake(someone, request("b", true))).toBe(false);
    expect(mayTake(someone, request("c", false))).toBe(false);
    expect(mayTake(undefined, request("b", false))).toBe(false);
  });
});
