import { describe, expect, it } from "vitest";
import { isUnattended, noteSign, watchAttendance } from "../../src/api/attendance";

describe("whether somebody is at the page", () => {
  it("is so for a minute after each sign of them", () => {
    noteSign(1_000);
    expect(isUnattended(61_000)).toBe(false);
    expect(isUnattended(61_001)).toBe(true);
  });

  it("is told by a key or the pointer", () => {
    const target = new EventTarget();
    watchAttendance(target);
    noteSign(0);
    expect(isUnattended(Date.now())).toBe(true);
    target.dispatchEvent(new Event("keydown"));
    expect(isUnattended(Date.now())).toBe(false);
  });
});
