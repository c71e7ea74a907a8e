/** Joins pointer and keyboard on one element, and lets go of everything when the viewer loses it. */

import { fitted, isOnPicture, toPixel, type Box } from "./mapping";
import { KeyboardInput } from "./keyboard";
import { attachLooking } from "./looking";
import { PointerInput } from "./pointer";
import type { InputPort } from "./port";
import type { Size } from "../snapshot";
import type { Zoom } from "../zoom";

export interface HandPorts {
  readonly port: InputPort;
  readonly zoom: Zoom;
  size(): Size | null;
  onChord(): void;
}

/** Where the picture lies in the page: while its size changes it keeps its form, and leaves dark beside it. */
function shownBox(picture: HTMLElement, size: Size): Box {
  const { left, top, width, height } = picture.getBoundingClientRect();
  return fitted({ left, top, width, height }, size);
}

/** Where mouse and keyboard are heard. */
export interface Grip {
  readonly surface: HTMLElement;
  /** Places are measured on it. */
  readonly picture: HTMLElement;
  /** Has the focus while one works on the picture. */
  readonly field: HTMLTextAreaElement;
}

/** Listens; the returned function lets go of everything held and stops. */
export function attachHand({ surface, picture, field }: Grip, ports: HandPorts): () => void {
  const pointer = new PointerInput({
    port: ports.port,
    toPixel: (place) => {
      const size = ports.size();
      return size === null ? null : toPixel(place, shownBox(picture, size), size);
    },
    isOnPicture: (place) => {
      const size = ports.size();
      return size !== null && isOnPicture(place, shownBox(picture, size));
    },
    nextFrame: (body) => requestAnimationFrame(body),
    cancelFrame: (frame) => cancelAnimationFrame(frame),
    focus: () => field.focus({ preventScroll: true }),
  });
  const keyboard = new KeyboardInput(ports);
  const release = (): void => {
    pointer.release();
    keyboard.release();
  };
  const stop = new AbortController();
  const { signal } = stop;
  // What only changes how the picture is shown is heard first, and goes no further.
  const looking = attachLooking(surface, { port: ports.port, zoom: ports.zoom, pointer });
  const detach = [looking, pointer.attach(surface), keyboard.attach(field)];
  field.addEventListener("blur", release, { signal });
  window.addEventListener("blur", release, { signal });
  window.addEventListener("pagehide", release, { signal });
  document.addEventListener("visibilitychange", () => document.hidden && release(), { signal });
  document.addEventListener("fullscreenchange", () => document.fullscreenElement === null && release(), { signal });
  return () => {
    release();
    stop.abort();
    for (const one of detach) one();
  };
}
