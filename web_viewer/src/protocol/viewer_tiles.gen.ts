/** Generated from protocol/ by tools/typescript_messages.py; edit the source, never this file. */

export const TILES_VERSION = 1;
export const BEGIN = 1;
export const MOVED = 2;
export const TILE = 3;
export const TILE_WIDTH = 256;
export const TILE_HEIGHT = 64;
export const MOST_PIXELS = 33177600;
export const MAX_IMAGE_BYTES = 65536;
export const GENERATION_TAGS = 256;
export const MAX_GENERATION = 4294967295;
export const MAX_SIDE = 32766;
export const HEAD_BYTES = 6;
export const IMAGE_HEAD_BYTES = 25;
export const IMAGE_SIGNATURE = 47;
