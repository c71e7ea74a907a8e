import { beforeEach, describe, expect, test } from "vitest";
import { Board, MAX_DECODING, MAX_FAULTS } from "@/remote/tiles/board";
import { begin, image, moved, tile } from "./written";

const SIZE = { width: 600, height: 100 };
const BOX = [256, 64] as const;

interface Decoding {
  readonly bytes: number;
  done(result?: string): void;
  fail(): void;
}

let decoding: Decoding[];
let canvas: Map<string, string>;
let visible: boolean;
let letGo: number;
let givenUp: number;
let right: boolean;
let told: number;
let board: Board<string>;

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
const key = ({ left, top }: { left: number; top: number }): string => `${left},${top}`;

beforeEach(() => {
  [decoding, canvas, visible, letGo, givenUp, right, told] = [[], new Map(), false, 0, 0, true, 0];
  board = new Board<string>({
    decode: (bytes) =>
      new Promise((resolve, reject) => {
        decoding.push({
          bytes: bytes.length,
          done: (result = "pixels") => resolve(result),
          fail: () => reject(new Error("broken")),
        });
      }),
    resize: () => canvas.clear(),
    clear: (box) => void canvas.delete(key(box)),
    draw: (pixels, box) => {
      if (right) canvas.set(key(box), pixels);
      return right;
    },
    letGo: () => void (letGo += 1),
    show: (now) => void (visible = now),
    tell: (figures) => void (told = figures.exact),
    onGivenUp: () => void (givenUp += 1),
  });
});

/** Takes a tile, and has it drawn. */
async function drawn(generation: number, cell: number, pixels = "pixels"): Promise<void> {
  board.take(tile(generation, cell, image(...BOX)));
  decoding.at(-1)?.done(pixels);
  await settled();
}

/** A frame whose timestamp carries this generation. */
const frame = (generation: number, size = SIZE): void => board.presented(0x1234_5600 + (generation & 0xff), size);

describe("tiles", () => {
  beforeEach(() => board.take(begin(10, SIZE.width, SIZE.height)));

  test("are seen over a frame of their generation, and over one before it", async () => {
    frame(10);
    expect(visible).toBe(false);
    await drawn(10, 0);
    expect(visible).toBe(true);
    expect(board.figures).toMatchObject({ cells: 6, exact: 1, drawn: 1, faults: 0 });
    expect(told).toBe(1);
    board.take(moved(11, 5));
    expect(visible).toBe(true);
  });

  test("go as soon as it is said that something moved there, and only there", async () => {
    frame(10);
    await drawn(10, 0);
    await drawn(10, 1);
    board.take(moved(11, 1, 2));
    expect([...canvas.keys()]).toEqual(["0,0"]);
    frame(11);
    expect(visible).toBe(true);
  });

  test("are hidden by a frame of a generation that nothing was said of, until it is", async () => {
    frame(10);
    await drawn(10, 0);
    await drawn(10, 1);
    frame(12);
    expect(visible).toBe(false);
    board.take(moved(11, 1));
    expect(visible).toBe(false);
    board.take(moved(12, 2));
    expect(visible).toBe(true);
    expect([...canvas.keys()]).toEqual(["0,0"]);
  });

  test("stay hidden however many generations come before the message, also past the point where marks come round", async () => {
    frame(10);
    await drawn(10, 0);
    for (let generation = 11; generation < 10 + 600; generation += 1) {
      frame(generation);
      expect(visible).toBe(false);
    }
    board.take(moved(609, 5));
    expect(visible).toBe(true);
  });

  test("stay where a key picture or a repeat comes", async () => {
    await drawn(10, 0);
    for (let count = 0; count < 3; count += 1) frame(10);
    expect(visible).toBe(true);
  });

  test("are not drawn when something moved while they were decoded", async () => {
    frame(10);
    board.take(tile(10, 0, image(...BOX)));
    board.take(tile(10, 1, image(...BOX)));
    board.take(moved(11, 0));
    for (const one of decoding) one.done();
    await settled();
    expect([...canvas.keys()]).toEqual(["256,0"]);
    expect(letGo).toBe(1);
  });

  test("are not seen over a picture of another size, nor drawn after it was begun anew", async () => {
    frame(10, { width: 300, height: 100 });
    await drawn(10, 0);
    expect(visible).toBe(false);
    frame(10);
    expect(visible).toBe(true);
    board.take(tile(10, 1, image(...BOX)));
    board.take(begin(11, SIZE.width, SIZE.height));
    expect(visible).toBe(false);
    decoding.at(-1)?.done();
    await settled();
    expect(canvas.size).toBe(0);
  });

  test("are decoded a few at a time, and of a cell only the newest", async () => {
    for (const cell of [0, 1, 3, 4]) board.take(tile(10, cell, image(256, cell > 2 ? 36 : 64)));
    board.take(tile(10, 2, image(88, 64, 9)));
    board.take(tile(10, 2, image(88, 64, 17)));
    expect(decoding).toHaveLength(MAX_DECODING);
    decoding[0]?.done();
    await settled();
    expect(decoding.map((one) => one.bytes)).toEqual([29, 29, 29, 29, 42]);
  });

  test("are gone after a reset, and need a picture that is begun", async () => {
    frame(10);
    await drawn(10, 0);
    board.reset();
    expect([visible, canvas.size]).toEqual([false, 0]);
    board.take(tile(10, 0, image(...BOX)));
    expect(board.figures.faults).toBe(1);
  });
});

describe("what is wrong", () => {
  beforeEach(() => board.take(begin(10, SIZE.width, SIZE.height)));

  test.each([
    ["text", "text"],
    ["broken bytes", new ArrayBuffer(3)],
    ["a generation that comes back", moved(10, 0)],
    ["a tile of a generation to come", tile(11, 0, image(...BOX))],
  ])("is counted, and changes nothing: %s", async (_what, source) => {
    frame(10);
    await drawn(10, 0);
    board.take(source);
    expect(board.figures).toMatchObject({ faults: 1, exact: 1, visible: true });
  });

  test("a tile from before something moved is not taken", () => {
    board.take(moved(11, 0));
    board.take(tile(10, 0, image(...BOX)));
    board.take(tile(10, 1, image(...BOX)));
    expect(decoding).toHaveLength(1);
    expect(board.figures.faults).toBe(1);
  });

  test("an image that cannot be decoded, or is not of its size, is counted", async () => {
    board.take(tile(10, 0, image(...BOX)));
    decoding.at(-1)?.fail();
    await settled();
    right = false;
    await drawn(10, 1);
    expect(board.figures).toMatchObject({ faults: 2, exact: 0 });
  });

  test("ends the tiles where it is too much, once, and leaves the video", async () => {
    frame(10);
    await drawn(10, 0);
    for (let count = 0; count < MAX_FAULTS; count += 1) board.take("text");
    expect([visible, givenUp]).toEqual([true, 0]);
    board.take("text");
    expect([visible, givenUp]).toEqual([false, 1]);
    board.take(begin(11, SIZE.width, SIZE.height));
    for (let count = 0; count < MAX_FAULTS; count += 1) board.take("text");
    expect(board.figures.cells).toBe(0);
    expect(givenUp).toBe(1);
  });
});
