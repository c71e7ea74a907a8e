import { describe, expect, test } from "vitest";
import { countdown, exactShort, relative, span } from "../../src/ui/moment";

const now = new Date(2026, 10, 22, 14, 3, 9);
const before = (milliseconds: number) => relative(new Date(now.getTime() - milliseconds), now);
const DAY = 86_400_000;

describe("times in words", () => {
  test("are relative up to seven days", () => {
    expect(before(59_999)).toBe("now");
    expect(before(60_000)).toBe("1 min ago");
    expect(before(3_600_000)).toBe("1 h ago");
    expect(before(DAY)).toBe("1 day ago");
    expect(before(7 * DAY - 1)).toBe("6 days ago");
    expect(before(7 * DAY)).toBe("15 Nov 2026");
  });
  test("look ahead too", () => {
    expect(before(-30_000)).toBe("in less than a minute");
    expect(before(-9_000)).toBe("now");
    expect(before(-120_000)).toBe("in 2 min");
  });
  test("are exact in the log, with the day when it is another", () => {
    expect(exactShort(now, now)).toBe("14:03:09");
    expect(exactShort(new Date(2026, 10, 21, 9, 5, 0), now)).toBe("21 Nov 09:05:00");
  });
  test("say lengths with their unit, and never less than nothing", () => {
    expect(span(19_999)).toBe("19 s");
    expect(span(60_000)).toBe("1 min");
    expect(span(7_500_000)).toBe("2 h 5 min");
    expect(span(-1)).toBe("0 s");
  });
  test("count down to zero and stay there", () => {
    expect(countdown(119_000)).toBe("1:59");
    expect(countdown(1)).toBe("0:01");
    expect(countdown(-5)).toBe("0:00");
  });
});
