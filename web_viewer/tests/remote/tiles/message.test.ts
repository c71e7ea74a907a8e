import { describe, expect, test } from "vitest";
import { Malformed } from "@/protocol/shape";
import { MAX_IMAGE_BYTES } from "@/protocol/viewer_tiles.gen";
import { Grid, readTileMessage } from "@/remote/tiles/message";
import { begin, image, message, moved, tile } from "./written";

const grid = new Grid({ width: 600, height: 100 });

function codeOf(source: ArrayBuffer, within: Grid | null = grid): string {
  try {
    readTileMessage(source, within);
  } catch (error) {
    if (error instanceof Malformed) return error.code;
    throw error;
  }
  return "read";
}

describe("a grid", () => {
  test("covers the picture with cells, smaller ones at the edge", () => {
    expect(grid).toMatchObject({ columns: 3, cells: 6 });
    expect(grid.box(0)).toEqual({ left: 0, top: 0, width: 256, height: 64 });
    expect(grid.box(5)).toEqual({ left: 512, top: 64, width: 88, height: 36 });
  });
});

describe("messages", () => {
  test("are read as they were written", () => {
    expect(readTileMessage(begin(7, 600, 100), null)).toMatchObject({ kind: "begin", generation: 7, grid });
    expect(readTileMessage(moved(8), grid)).toEqual({ kind: "moved", generation: 8, cells: [] });
    expect(readTileMessage(moved(2 ** 32 - 1, 0, 5), grid)).toEqual({ kind: "moved", generation: 2 ** 32 - 1, cells: [0, 5] });
    const read = readTileMessage(tile(3, 5, image(88, 36)), grid);
    expect(read).toMatchObject({ kind: "tile", generation: 3, cell: 5 });
    expect(read.kind === "tile" && [...read.image]).toEqual(image(88, 36));
  });

  test.each([
    ["nothing", new ArrayBuffer(0), "tiles.too_short"],
    ["a head cut short", message(1, 0, []).slice(0, 5), "tiles.too_short"],
    ["a head alone", message(1, 0, []), "tiles.length"],
    ["a tile without a cell", message(3, 0, []), "tiles.length"],
    ["another version", message(1, 0, [0, 1, 0, 1], 2), "tiles.version"],
    ["another kind", message(4, 0, [0, 1]), "tiles.kind"],
    ["a size cut short", message(1, 0, [0, 1, 0]), "tiles.length"],
    ["a size with more behind it", message(1, 0, [0, 1, 0, 1, 0]), "tiles.length"],
    ["no width", begin(0, 0, 100), "tiles.size"],
    ["a side beyond the most", begin(0, 32767, 1), "tiles.size"],
    ["more pixels than the most", begin(0, 7682, 4320), "tiles.size"],
    ["half a cell", message(2, 1, [0]), "tiles.length"],
    ["more cells than there are", moved(1, 0, 1, 2, 3, 4, 5, 5), "tiles.length"],
    ["a cell beyond the last", moved(1, 6), "tiles.cell"],
    ["a cell twice", moved(1, 2, 2), "tiles.cell"],
    ["cells that fall", moved(1, 2, 1), "tiles.cell"],
    ["a tile beyond the last", tile(1, 6, image(88, 36)), "tiles.cell"],
    ["a tile of another size", tile(1, 5, image(256, 64)), "tiles.image"],
    ["a tile without pixels", tile(1, 5, image(88, 36, 0)), "tiles.length"],
    ["a tile beyond the most", tile(1, 5, image(88, 36, MAX_IMAGE_BYTES)), "tiles.length"],
    ["an image of another kind", tile(1, 5, [...image(88, 36)].fill(0x50, 12, 16)), "tiles.image"],
    ["an image that says another length", tile(1, 5, image(88, 36).with(4, 9)), "tiles.image"],
    ["an image without its signature", tile(1, 5, image(88, 36).with(20, 0)), "tiles.image"],
  ])("are refused: %s", (_what, source, code) => {
    expect(codeOf(source)).toBe(code);
  });

  test("of cells need a picture that was begun", () => {
    expect(codeOf(moved(1, 0), null)).toBe("tiles.not_begun");
    expect(codeOf(tile(1, 0, image(256, 64)), null)).toBe("tiles.not_begun");
    expect(codeOf(begin(0, 7680, 4320), null)).toBe("read");
    expect(codeOf(tile(1, 0, image(256, 64, MAX_IMAGE_BYTES - 25)))).toBe("read");
  });

  test("of any bytes at all are read or refused, and nothing else happens", () => {
    let seed = 1;
    const next = (): number => (seed = (seed * 1103515245 + 12345) % 2 ** 31) >>> 16;
    for (let round = 0; round < 5_000; round += 1) {
      const bytes = Uint8Array.from({ length: next() % 60 }, next);
      if (round % 2 === 0) bytes.set([1, 1 + (round % 3)].slice(0, bytes.length));
      expect(codeOf(bytes.buffer)).toMatch(/^(read|tiles\.\w+)$/);
    }
  });
});
