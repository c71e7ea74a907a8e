/** Maps places on the page to pixels of the picture. */

import type { Size } from "../snapshot";

export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Size {
  readonly left: number;
  readonly top: number;
}

const clamp = (value: number, most: number): number => Math.min(Math.max(Math.floor(value), 0), Math.max(0, most - 1));

/** Where the picture lies inside its box when it is fitted whole, centred, never enlarged beyond the box. */
export function fitted(box: Box, picture: Size): Box {
  const scale = Math.min(box.width / picture.width, box.height / picture.height);
  const width = picture.width * scale;
  const height = picture.height * scale;
  return { left: box.left + (box.width - width) / 2, top: box.top + (box.height - height) / 2, width, height };
}

/** The pixel under a place of the page; places outside give the nearest one. Null while there is no picture. */
export function toPixel(place: Place, shown: Box, picture: Size): Place | null {
  if (shown.width <= 0 || shown.height <= 0 || picture.width <= 0 || picture.height <= 0) return null;
  return {
    x: clamp(((place.x - shown.left) / shown.width) * picture.width, picture.width),
    y: clamp(((place.y - shown.top) / shown.height) * picture.height, picture.height),
  };
}

const isInside = (at: number, from: number, length: number): boolean => at >= from && at < from + length;

/** Whether a place lies on the picture itself. */
export function isOnPicture(place: Place, shown: Box): boolean {
  return isInside(place.x, shown.left, shown.width) && isInside(place.y, shown.top, shown.height);
}
