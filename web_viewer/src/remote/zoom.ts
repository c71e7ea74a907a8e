/** Decides how large the picture is shown, and which part of it where there is no room for all of it. */

import type { Box, Place } from "./input/mapping";
import type { Size } from "./snapshot";
import { Store } from "./store";

/** Where the picture is shown, in pixels of the page, and how many of the screen's own pixels one of those is. */
export interface Room extends Size {
  readonly ratio: number;
}

/** Whole, exact (one pixel of the picture on whole pixels of this screen), or so many pixels of the page for one. */
export type View =
  | { readonly kind: "fit" }
  | { readonly kind: "one"; readonly centre: Place }
  | { readonly kind: "free"; readonly scale: number; readonly centre: Place };

/** What follows from a view: where the picture lies in the room, and how that is said. */
export interface Shown {
  readonly kind: View["kind"];
  readonly box: Box;
  /** Pixels of the picture are whole pixels of this screen, and stay sharp. */
  readonly isExact: boolean;
  /** Of the exact size. */
  readonly percent: number;
  /** A part of the picture lies outside. */
  readonly isCut: boolean;
}

export const STEP = 1.25;
/** Beyond this a pixel is a field of its own, and nothing more is to be seen. */
export const MOST = 8;
const NEAR = 1e-6;

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);
const isSame = (a: number, b: number): boolean => Math.abs(a - b) < NEAR;
const middleOf = ({ width, height }: Size): Place => ({ x: width / 2, y: height / 2 });

/** The scale at which the whole picture has room. */
export function fitScale(room: Room, picture: Size): number {
  return Math.min(room.width / picture.width, room.height / picture.height);
}

/** One pixel on as many whole pixels of this screen as a common screen would have shown: 2 × 2 at twice the density. */
export function oneScale({ ratio }: Room): number {
  return Math.max(1, Math.floor(ratio + NEAR)) / ratio;
}

export function scaleOf(view: View, room: Room, picture: Size): number {
  if (view.kind === "fit") return fitScale(room, picture);
  return view.kind === "one" ? oneScale(room) : view.scale;
}

/** Where the picture lies: in the middle where it has room, else so that none of the room is left empty. */
export function boxOf(view: View, room: Room, picture: Size): Box {
  const scale = scaleOf(view, room, picture);
  const [width, height] = [picture.width * scale, picture.height * scale];
  const centre = view.kind === "fit" ? middleOf(picture) : view.centre;
  // On a whole pixel of this screen, or an exact picture would be blurred by half a pixel.
  const whole = (at: number) => Math.round(at * room.ratio) / room.ratio;
  const along = (middle: number, size: number, space: number) =>
    whole(size <= space ? (space - size) / 2 : clamp(space / 2 - middle * scale, space - size, 0));
  return { left: along(centre.x, width, room.width), top: along(centre.y, height, room.height), width, height };
}

/** The pixel of the picture that lies at a place of the room. */
function pixelAt(place: Place, box: Box, scale: number): Place {
  return { x: (place.x - box.left) / scale, y: (place.y - box.top) / scale };
}

/** The view at another scale, in which what lies at `at` (a place of the room) stays there as far as there is room. */
export function zoomed(view: View, room: Room, picture: Size, factor: number, at: Place): View {
  const before = scaleOf(view, room, picture);
  const [fit, one] = [fitScale(room, picture), oneScale(room)];
  const scale = clamp(before * factor, Math.min(fit, one), Math.max(fit, one * MOST));
  // Whoever passes the exact size, or the whole picture, stops there first.
  const passes = (stop: number) => !isSame(before, stop) && (before - stop) * (scale - stop) <= 0;
  const [stop] = [fit, one].filter(passes).toSorted((a, b) => Math.abs(a - before) - Math.abs(b - before));
  const to = stop ?? scale;
  if (isSame(to, fit)) return { kind: "fit" };
  const under = pixelAt(at, boxOf(view, room, picture), before);
  const centre = { x: under.x + (room.width / 2 - at.x) / to, y: under.y + (room.height / 2 - at.y) / to };
  return settled(isSame(to, one) ? { kind: "one", centre } : { kind: "free", scale: to, centre }, room, picture);
}

/** The view moved by so many pixels of the page; a picture that is whole stays where it is. */
export function panned(view: View, room: Room, picture: Size, by: Place): View {
  if (view.kind === "fit") return view;
  const scale = scaleOf(view, room, picture);
  const centre = { x: view.centre.x - by.x / scale, y: view.centre.y - by.y / scale };
  return settled({ ...view, centre }, room, picture);
}

/** The view with a centre that can be had, so that whoever pans against an edge does not have to come back first. */
function settled(view: View, room: Room, picture: Size): View {
  if (view.kind === "fit") return view;
  const scale = scaleOf(view, room, picture);
  const along = (middle: number, size: number, space: number) =>
    size * scale <= space ? size / 2 : clamp(middle, space / 2 / scale, size - space / 2 / scale);
  const centre = {
    x: along(view.centre.x, picture.width, room.width),
    y: along(view.centre.y, picture.height, room.height),
  };
  return { ...view, centre };
}

export function shownBy(view: View, room: Room, picture: Size): Shown {
  const box = boxOf(view, room, picture);
  const scale = scaleOf(view, room, picture);
  const pixels = scale * room.ratio;
  return {
    kind: view.kind,
    box,
    isExact: Math.abs(pixels - Math.round(pixels)) < NEAR && pixels >= 1 - NEAR,
    percent: Math.round((100 * scale) / oneScale(room)),
    isCut: box.width > room.width + NEAR || box.height > room.height + NEAR,
  };
}

const FITTED: View = { kind: "fit" };
const isKnown = (size: Size | null): size is Size => size !== null && size.width > 0 && size.height > 0;

/** Keeps the view while room and picture change; null is shown while one of the two is not known. */
export class Zoom {
  readonly shown = new Store<Shown | null>(null);
  #view: View = FITTED;
  #room: Room | null = null;
  #picture: Size | null = null;

  measure(room: Room | null, picture: Size | null): void {
    this.#room = isKnown(room) ? room : null;
    this.#picture = isKnown(picture) ? picture : null;
    this.#show();
  }

  fit(): void {
    this.#view = FITTED;
    this.#show();
  }

  /** The exact size, around what lies in the middle now. */
  one(): void {
    if (this.#room === null || this.#picture === null) return;
    const box = boxOf(this.#view, this.#room, this.#picture);
    const centre = pixelAt(middleOf(this.#room), box, scaleOf(this.#view, this.#room, this.#picture));
    this.#view = settled({ kind: "one", centre }, this.#room, this.#picture);
    this.#show();
  }

  /** Larger or smaller around a place of the room, or its middle. */
  by(factor: number, at?: Place): void {
    if (this.#room === null || this.#picture === null || !(factor > 0)) return;
    this.#view = zoomed(this.#view, this.#room, this.#picture, factor, at ?? middleOf(this.#room));
    this.#show();
  }

  /** Moves the picture; false where it does not move any more. */
  pan(by: Place): boolean {
    if (this.#room === null || this.#picture === null) return false;
    const before = this.shown.get()?.box;
    this.#view = panned(this.#view, this.#room, this.#picture, by);
    this.#show();
    const after = this.shown.get()?.box;
    return before?.left !== after?.left || before?.top !== after?.top;
  }

  #show(): void {
    this.shown.set(this.#room === null || this.#picture === null ? null : shownBy(this.#view, this.#room, this.#picture));
  }
}
