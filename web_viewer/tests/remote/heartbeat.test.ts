import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Heartbeat } from "@/protocol/viewer_agent.gen";
import { Heartbeats } from "@/remote/heartbeat";

let sent: Heartbeat[];
let silent: number;
let beats: Heartbeats;

beforeEach(() => {
  vi.useFakeTimers();
  [sent, silent] = [[], 0];
  beats = new Heartbeats({
    now: () => Date.now(),
    send: (beat) => sent.push(beat),
    onSilence: () => (silent += 1),
  });
});
afterEach(() => {
  beats.stop();
  vi.useRealTimers();
});

test("one goes out at once and one each second, with the other's number", () => {
  beats.heard({ type: "heartbeat", number: 41, echo: null });
  vi.advanceTimersByTime(2_000);
  expect(sent).toEqual([
    { type: "heartbeat", number: 0, echo: null },
    { type: "heartbeat", number: 1, echo: 41 },
    { type: "heartbeat", number: 2, echo: 41 },
  ]);
});

test("silence is noticed after three seconds, once", () => {
  vi.advanceTimersByTime(3_000);
  expect(silent).toBe(0);
  vi.advanceTimersByTime(5_000);
  expect(silent).toBe(1);
});

test("whoever answers is not silent", () => {
  for (let second = 0; second < 10; second += 1) {
    vi.advanceTimersByTime(1_000);
    beats.heard({ type: "heartbeat", number: second, echo: null });
  }
  expect(silent).toBe(0);
});

test("a page that slept gives the other side time again", () => {
  vi.advanceTimersByTime(1_000);
  vi.setSystemTime(Date.now() + 60_000);
  vi.advanceTimersByTime(1_000);
  expect(silent).toBe(0);
});
