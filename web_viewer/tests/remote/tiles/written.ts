/** Writes messages of the channel for tiles as an agent does, right ones and others. */

import { BEGIN, HEAD_BYTES, MOVED, TILE, TILES_VERSION } from "@/protocol/viewer_tiles.gen";

export function message(kind: number, generation: number, rest: readonly number[], version = TILES_VERSION): ArrayBuffer {
  const bytes = new Uint8Array(HEAD_BYTES + rest.length);
  bytes.set([version, kind]);
  new DataView(bytes.buffer).setUint32(2, generation);
  bytes.set(rest, HEAD_BYTES);
  return bytes.buffer;
}

export const short = (value: number): number[] => [value >> 8, value & 0xff];

export const begin = (generation: number, width: number, height: number): ArrayBuffer =>
  message(BEGIN, generation, [...short(width), ...short(height)]);

export const moved = (generation: number, ...cells: number[]): ArrayBuffer => message(MOVED, generation, cells.flatMap(short));

/** The head of a lossless WebP of this size, and as many bytes more. */
export function image(width: number, height: number, more = 4): number[] {
  const bytes = new Uint8Array(25 + more);
  const view = new DataView(bytes.buffer);
  bytes.set([..."RIFF"].map((letter) => letter.charCodeAt(0)));
  view.setUint32(4, bytes.length - 8, true);
  bytes.set([..."WEBPVP8L"].map((letter) => letter.charCodeAt(0)), 8);
  view.setUint32(16, bytes.length - 20, true);
  bytes[20] = 0x2f;
  view.setUint32(21, (width - 1) | ((height - 1) << 14), true);
  return [...bytes];
}

export const tile = (generation: number, cell: number, pixels: readonly number[]): ArrayBuffer =>
  message(TILE, generation, [...short(cell), ...pixels]);
