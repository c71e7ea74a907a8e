/** Reads the binary messages of the channel for exact tiles, each strictly or not at all. */

import { Malformed } from "@/protocol/shape";
import {
  BEGIN,
  HEAD_BYTES,
  IMAGE_HEAD_BYTES,
  IMAGE_SIGNATURE,
  MAX_IMAGE_BYTES,
  MAX_SIDE,
  MOST_PIXELS,
  MOVED,
  TILE,
  TILE_HEIGHT,
  TILE_WIDTH,
  TILES_VERSION,
} from "@/protocol/viewer_tiles.gen";
import type { Box } from "../input/mapping";
import type { Size } from "../snapshot";

/** How a picture of this size is cut into cells, counted row by row. */
export class Grid {
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly cells: number;

  constructor({ width, height }: Size) {
    this.width = width;
    this.height = height;
    this.columns = Math.ceil(width / TILE_WIDTH);
    this.cells = this.columns * Math.ceil(height / TILE_HEIGHT);
  }

  /** Where a cell is; those at the edge are smaller. */
  box(cell: number): Box {
    const left = (cell % this.columns) * TILE_WIDTH;
    const top = Math.floor(cell / this.columns) * TILE_HEIGHT;
    return {
      left,
      top,
      width: Math.min(TILE_WIDTH, this.width - left),
      height: Math.min(TILE_HEIGHT, this.height - top),
    };
  }
}

export type TileMessage =
  | { readonly kind: "begin"; readonly generation: number; readonly grid: Grid }
  | { readonly kind: "moved"; readonly generation: number; readonly cells: readonly number[] }
  | { readonly kind: "tile"; readonly generation: number; readonly cell: number; readonly image: Uint8Array<ArrayBuffer> };

/** The longest message there is: a tile, or every cell of the largest picture. */
export const MAX_MESSAGE_BYTES = HEAD_BYTES + 2 + MAX_IMAGE_BYTES;

/** Reads one message for the picture that was begun last, or throws Malformed. */
export function readTileMessage(source: ArrayBuffer, grid: Grid | null): TileMessage {
  if (source.byteLength < HEAD_BYTES) throw new Malformed("tiles.too_short");
  if (source.byteLength > MAX_MESSAGE_BYTES) throw new Malformed("tiles.length");
  const view = new DataView(source);
  if (view.getUint8(0) !== TILES_VERSION) throw new Malformed("tiles.version");
  const [kind, generation] = [view.getUint8(1), view.getUint32(2)];
  if (kind === BEGIN) return { kind: "begin", generation, grid: readGrid(view) };
  if (kind !== MOVED && kind !== TILE) throw new Malformed("tiles.kind");
  if (grid === null) throw new Malformed("tiles.not_begun");
  if (kind === MOVED) return { kind: "moved", generation, cells: readCells(view, grid) };
  return { kind: "tile", generation, ...readTile(source, view, grid) };
}

function readGrid(view: DataView): Grid {
  if (view.byteLength !== HEAD_BYTES + 4) throw new Malformed("tiles.length");
  const [width, height] = [view.getUint16(HEAD_BYTES), view.getUint16(HEAD_BYTES + 2)];
  const fits = width > 0 && height > 0 && width <= MAX_SIDE && height <= MAX_SIDE && width * height <= MOST_PIXELS;
  if (!fits) throw new Malformed("tiles.size");
  return new Grid({ width, height });
}

function readCells(view: DataView, grid: Grid): number[] {
  const bytes = view.byteLength - HEAD_BYTES;
  if (bytes % 2 !== 0 || bytes > 2 * grid.cells) throw new Malformed("tiles.length");
  const cells: number[] = [];
  for (let at = HEAD_BYTES; at < view.byteLength; at += 2) {
    const cell = view.getUint16(at);
    if (cell >= grid.cells || cell <= (cells.at(-1) ?? -1)) throw new Malformed("tiles.cell");
    cells.push(cell);
  }
  return cells;
}

function readTile(source: ArrayBuffer, view: DataView, grid: Grid): { cell: number; image: Uint8Array<ArrayBuffer> } {
  if (source.byteLength <= HEAD_BYTES + 2 + IMAGE_HEAD_BYTES) throw new Malformed("tiles.length");
  const cell = view.getUint16(HEAD_BYTES);
  if (cell >= grid.cells) throw new Malformed("tiles.cell");
  const image = new Uint8Array(source, HEAD_BYTES + 2);
  const stated = sizeOfImage(image);
  const { width, height } = grid.box(cell);
  if (stated === null || stated.width !== width || stated.height !== height) throw new Malformed("tiles.image");
  return { cell, image };
}

const text = (image: Uint8Array, from: number, to: number): string => String.fromCharCode(...image.subarray(from, to));

/**
 * What a lossless WebP in its plain form says of its size, null for anything else: it is known before the browser's
 * decoder sees a byte, so that no other format, and no image larger than its cell, ever reaches it.
 */
export function sizeOfImage(image: Uint8Array<ArrayBuffer>): Size | null {
  if (image.length <= IMAGE_HEAD_BYTES) return null;
  if (text(image, 0, 4) !== "RIFF" || text(image, 8, 16) !== "WEBPVP8L" || image[20] !== IMAGE_SIGNATURE) return null;
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  if (view.getUint32(4, true) !== image.length - 8) return null;
  const sizes = view.getUint32(21, true);
  return { width: (sizes & 0x3fff) + 1, height: ((sizes >>> 14) & 0x3fff) + 1 };
}
