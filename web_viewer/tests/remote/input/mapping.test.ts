import { describe, expect, test } from "vitest";
import { fitted, isOnPicture, toPixel } from "@/remote/input/mapping";

const box = { left: 100, top: 50, width: 800, height: 800 };
const picture = { width: 1600, height: 800 };

describe("the picture in its box", () => {
  test("is fitted whole and centred", () => {
    expect(fitted(box, picture)).toEqual({ left: 100, top: 250, width: 800, height: 400 });
  });

  test("stays as it is when shown 1:1", () => {
    expect(fitted({ left: 0, top: 0, ...picture }, picture)).toEqual({ left: 0, top: 0, ...picture });
  });
});

describe("a place", () => {
  const shown = fitted(box, picture);

  test.each([
    [{ x: 100, y: 250 }, { x: 0, y: 0 }],
    [{ x: 500, y: 450 }, { x: 800, y: 400 }],
    [{ x: 899.9, y: 649.9 }, { x: 1599, y: 799 }],
    [{ x: 0, y: 0 }, { x: 0, y: 0 }],
    [{ x: 5000, y: 5000 }, { x: 1599, y: 799 }],
  ])("%o is the pixel %o", (place, pixel) => {
    expect(toPixel(place, shown, picture)).toEqual(pixel);
  });

  test("is nowhere while there is no picture", () => {
    expect(toPixel({ x: 1, y: 1 }, { left: 0, top: 0, width: 0, height: 0 }, picture)).toBeNull();
    expect(toPixel({ x: 1, y: 1 }, shown, { width: 0, height: 0 })).toBeNull();
  });

  test("in the dark beside the picture is not on it", () => {
    expect(isOnPicture({ x: 500, y: 249 }, shown)).toBe(false);
    expect(isOnPicture({ x: 500, y: 250 }, shown)).toBe(true);
    expect(isOnPicture({ x: 500, y: 650 }, shown)).toBe(false);
  });
});
