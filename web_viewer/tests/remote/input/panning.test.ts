import { beforeEach, describe, expect, test } from "vitest";
import { driftAt, EDGE, EdgePanning, FASTEST } from "@/remote/input/panning";

const room = { width: 1000, height: 800 };

describe("the drift", () => {
  test.each([
    [{ x: 500, y: 400 }, { x: 0, y: 0 }],
    [{ x: EDGE, y: 400 }, { x: 0, y: 0 }],
    [{ x: 0, y: 400 }, { x: FASTEST, y: 0 }],
    [{ x: 1000, y: 800 }, { x: -FASTEST, y: -FASTEST }],
    [{ x: 500, y: EDGE / 2 }, { x: 0, y: FASTEST / 2 }],
    [{ x: -40, y: 400 }, { x: FASTEST, y: 0 }],
  ])("at %o is %o", (at, drift) => {
    expect(driftAt(at, room)).toEqual({ x: drift.x + 0, y: drift.y + 0 });
  });

  test("is nothing in a room that is all edge", () => {
    expect(driftAt({ x: 0, y: 0 }, { width: 4 * EDGE - 1, height: 4 * EDGE - 1 })).toEqual({ x: 0, y: 0 });
  });
});

describe("at an edge", () => {
  let frames: (() => void)[];
  let left: number;
  let moved: number;
  let panning: EdgePanning;

  beforeEach(() => {
    [frames, left, moved] = [[], 30, 0];
    panning = new EdgePanning({
      room: () => room,
      pan: ({ x }) => {
        if (left <= 0) return false;
        left -= x;
        return true;
      },
      onMoved: () => (moved += 1),
      nextFrame: (body) => frames.push(body),
      cancelFrame: () => (frames = []),
    });
  });
  const run = (): number => {
    let count = 0;
    for (let body = frames.shift(); body !== undefined && count < 100; body = frames.shift()) {
      body();
      count += 1;
    }
    return count;
  };

  test("the picture moves until it ends, and the pointer is said anew each time", () => {
    panning.moved({ x: 0, y: 400 });
    panning.moved({ x: 0, y: 401 });
    expect(run()).toBe(3);
    expect([moved, left <= 0]).toEqual([2, true]);
  });

  test("it stops when the pointer leaves", () => {
    panning.moved({ x: 0, y: 400 });
    panning.stop();
    expect([run(), moved]).toEqual([0, 0]);
  });

  test("nothing happens in the middle", () => {
    panning.moved({ x: 500, y: 400 });
    expect([run(), moved, left]).toEqual([1, 0, 30]);
  });
});
