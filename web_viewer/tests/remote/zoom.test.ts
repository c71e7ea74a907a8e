import { describe, expect, test } from "vitest";
import { fitted, isOnPicture, toPixel } from "@/remote/input/mapping";
import { boxOf, fitScale, MOST, oneScale, panned, scaleOf, shownBy, STEP, Zoom, zoomed, type Room, type View } from "@/remote/zoom";
import { drawn } from "./drawn";

const room: Room = { width: 1000, height: 800, ratio: 1 };
const picture = { width: 1920, height: 1080 };
const middle = { x: 500, y: 400 };
const one: View = { kind: "one", centre: { x: 960, y: 540 } };

describe("the exact size", () => {
  test.each([
    [1, 1],
    [1.25, 1 / 1.25],
    [1.5, 1 / 1.5],
    [2, 1],
    [2.5, 2 / 2.5],
    [3, 1],
    [0.8, 1 / 0.8],
  ])("at a density of %d is %d pixels of the page for one of the picture", (ratio, scale) => {
    expect(oneScale({ ...room, ratio })).toBeCloseTo(scale);
    const shown = shownBy(one, { ...room, ratio }, picture);
    expect([shown.isExact, shown.percent]).toEqual([true, 100]);
  });

  test("lies on whole pixels of this screen", () => {
    for (const ratio of [1, 1.25, 1.5, 2, 3]) {
      const { left, top } = boxOf(one, { width: 1001, height: 777, ratio }, { width: 331, height: 201 });
      expect(Math.abs(left * ratio - Math.round(left * ratio))).toBeLessThan(1e-9);
      expect(Math.abs(top * ratio - Math.round(top * ratio))).toBeLessThan(1e-9);
    }
  });
});

describe("zooming", () => {
  test("goes from whole to exact and no further than there is to see", () => {
    let view: View = { kind: "fit" };
    const seen: string[] = [];
    for (let step = 0; step < 30; step += 1) {
      view = zoomed(view, room, picture, STEP, middle);
      seen.push(view.kind);
    }
    expect(seen.filter((kind) => kind === "one")).toHaveLength(1);
    expect(scaleOf(view, room, picture)).toBe(MOST);
    for (let step = 0; step < 30; step += 1) view = zoomed(view, room, picture, 1 / STEP, middle);
    expect(view).toEqual({ kind: "fit" });
  });

  test("of a picture that is smaller than its room ends at the exact size", () => {
    const small = { width: 320, height: 200 };
    let view: View = { kind: "fit" };
    for (let step = 0; step < 30; step += 1) view = zoomed(view, room, small, 1 / STEP, middle);
    expect(view.kind).toBe("one");
  });

  test("keeps what lies under the pointer where it is, as far as there is room", () => {
    const at = { x: 620, y: 333 };
    const before = boxOf(one, room, picture);
    const view = zoomed(one, room, picture, 1.5, at);
    const after = boxOf(view, room, picture);
    const under = (box: typeof before, scale: number) => [(at.x - box.left) / scale, (at.y - box.top) / scale];
    const [x, y] = under(before, 1);
    expect(under(after, 1.5)[0]).toBeCloseTo(x ?? 0, 0);
    expect(under(after, 1.5)[1]).toBeCloseTo(y ?? 0, 0);
  });
});

describe("moving", () => {
  test("leaves no part of the room empty, and comes back from an edge at once", () => {
    const far = panned(one, room, picture, { x: 1e6, y: 1e6 });
    expect(boxOf(far, room, picture)).toMatchObject({ left: 0, top: 0 });
    expect(boxOf(panned(far, room, picture, { x: -10, y: 0 }), room, picture).left).toBe(-10);
    const other = panned(one, room, picture, { x: -1e6, y: -1e6 });
    expect(boxOf(other, room, picture)).toMatchObject({ left: 1000 - 1920, top: 800 - 1080 });
  });

  test("does nothing to a picture that is whole", () => {
    expect(panned({ kind: "fit" }, room, picture, { x: 5, y: 5 })).toEqual({ kind: "fit" });
  });
});

describe("whatever is drawn by lot", () => {
  test("each pixel of the picture that can be seen is found under its own place", () => {
    for (const { draw, whole } of drawn(400)) {
      const size = { width: whole(1, 4000), height: whole(1, 3000) };
      const space: Room = { width: whole(40, 3000), height: whole(40, 2000), ratio: draw(0.5, 4) };
      let view: View = { kind: "fit" };
      for (let step = whole(0, 6); step > 0; step -= 1) {
        const at = { x: draw(0, space.width), y: draw(0, space.height) };
        view = zoomed(view, space, size, draw(0.4, 3), at);
        view = panned(view, space, size, { x: draw(-900, 900), y: draw(-900, 900) });
      }
      const scale = scaleOf(view, space, size);
      // Where the sheet lies in the page, as the hand measures it.
      const offset = { left: whole(0, 50), top: whole(0, 50) };
      const box = boxOf(view, space, size);
      const shown = fitted({ ...box, left: box.left + offset.left, top: box.top + offset.top }, size);
      const pixel = { x: whole(0, size.width - 1), y: whole(0, size.height - 1) };
      const place = { x: shown.left + (pixel.x + 0.5) * scale, y: shown.top + (pixel.y + 0.5) * scale };
      expect([view, toPixel(place, shown, size), isOnPicture(place, shown)]).toEqual([view, pixel, true]);
    }
  });

  test("a picture fills its room or stands in its middle, never smaller than whole or exact", () => {
    for (const { draw, whole } of drawn(400)) {
      const size = { width: whole(1, 4000), height: whole(1, 3000) };
      const space: Room = { width: whole(40, 3000), height: whole(40, 2000), ratio: draw(0.5, 4) };
      let view: View = { kind: "fit" };
      for (let step = 0; step < 5; step += 1) view = zoomed(view, space, size, draw(0.2, 5), { x: draw(0, 99), y: draw(0, 99) });
      view = panned(view, space, size, { x: draw(-5000, 5000), y: draw(-5000, 5000) });
      const box = boxOf(view, space, size);
      for (const [from, length, extent] of [
        [box.left, box.width, space.width],
        [box.top, box.height, space.height],
      ] as const) {
        const beyond = from + length - extent;
        if (length <= extent) expect(Math.abs(from + beyond)).toBeLessThanOrEqual(1 / space.ratio + 1e-6);
        else expect([from <= 1 / space.ratio, beyond >= -1 / space.ratio]).toEqual([true, true]);
      }
      const scale = scaleOf(view, space, size);
      const [fit, exact] = [fitScale(space, size), oneScale(space)];
      expect(scale).toBeGreaterThanOrEqual(Math.min(fit, exact) - 1e-9);
      expect(scale).toBeLessThanOrEqual(Math.max(fit, exact * MOST) + 1e-9);
    }
  });
});

describe("what is shown", () => {
  test("waits for room and picture, and follows both", () => {
    const zoom = new Zoom();
    zoom.by(2);
    zoom.one();
    expect([zoom.shown.get(), zoom.pan({ x: 1, y: 1 })]).toEqual([null, false]);
    zoom.measure(room, picture);
    expect(zoom.shown.get()).toMatchObject({ kind: "fit", isCut: false, percent: 52 });
    zoom.one();
    expect(zoom.shown.get()).toMatchObject({ kind: "one", isCut: true, isExact: true, percent: 100 });
    zoom.measure({ ...room, width: 0 }, picture);
    expect(zoom.shown.get()).toBeNull();
  });

  test("tells whether it moved", () => {
    const zoom = new Zoom();
    zoom.measure(room, picture);
    zoom.one();
    expect([zoom.pan({ x: 50, y: 0 }), zoom.pan({ x: 1e6, y: 0 }), zoom.pan({ x: 5, y: 0 })]).toEqual([true, true, false]);
  });

  test("is not moved by what is no factor", () => {
    const zoom = new Zoom();
    zoom.measure(room, picture);
    for (const factor of [0, -1, Number.NaN]) zoom.by(factor);
    expect(zoom.shown.get()?.kind).toBe("fit");
  });
});
