/** Turns pointer and wheel events into moves, buttons and notches of the remote pointer. */

import type { Button } from "@/protocol/viewer_agent.gen";
import type { Place } from "./mapping";
import type { InputPort } from "./port";

const BUTTONS: readonly (Button | undefined)[] = ["left", "middle", "right", "back", "forward"];
// One notch of a common wheel by WheelEvent.deltaMode: 120 pixels (Chromium), 3 lines (Firefox), 1 page.
const A_NOTCH: readonly (number | undefined)[] = [120, 3, 1];
const MOST_NOTCHES = 50;

export interface PointerPorts {
  readonly port: InputPort;
  /** The pixel under a place of the page, or null while there is no picture. */
  toPixel(place: Place): Place | null;
  /** Whether the place is on the picture, and not on the dark beside it. */
  isOnPicture(place: Place): boolean;
  nextFrame(body: () => void): number;
  cancelFrame(frame: number): void;
  /** Puts the focus where keys are heard. */
  focus(): void;
}

/** Notches of a wheel event, positive down and right. */
export function notches(delta: number, mode: number): number {
  const found = delta / (A_NOTCH[mode] ?? 1);
  return Math.min(Math.max(found, -MOST_NOTCHES), MOST_NOTCHES);
}

export class PointerInput {
  readonly #ports: PointerPorts;
  readonly #held = new Set<Button>();
  #element: HTMLElement | null = null;
  #last: { readonly clientX: number; readonly clientY: number } | null = null;
  #number = 0;
  #next: Place | null = null;
  #frame: number | null = null;

  constructor(ports: PointerPorts) {
    this.#ports = ports;
  }

  /** Listens on the element that holds the picture; the returned function stops. */
  attach(element: HTMLElement): () => void {
    const stop = new AbortController();
    const { signal } = stop;
    this.#element = element;
    element.addEventListener("pointermove", (event) => this.#moved(event), { signal });
    element.addEventListener("pointerdown", (event) => this.press(event), { signal });
    element.addEventListener("pointerup", (event) => this.#released(event), { signal });
    element.addEventListener("pointercancel", () => this.release(), { signal });
    element.addEventListener("wheel", (event) => this.#wheeled(event), { signal, passive: false });
    // The browser's own press would take the focus from where keys are heard.
    for (const type of ["mousedown", "contextmenu", "auxclick", "dragstart"] as const) {
      element.addEventListener(type, (event) => event.preventDefault(), { signal });
    }
    return () => {
      stop.abort();
      if (this.#frame !== null) this.#ports.cancelFrame(this.#frame);
      this.#frame = null;
      this.#element = null;
    };
  }

  /** Forgets what is held; the other side was told to let go. */
  release(): void {
    if (this.#held.size > 0) this.#ports.port.releaseAll();
    this.#held.clear();
    this.#next = null;
  }

  #moved(event: PointerEvent): void {
    this.#last = { clientX: event.clientX, clientY: event.clientY };
    if (!this.#ports.port.mayControl) return;
    // Several buttons change within one press without a pointerdown of their own: only `buttons` tells.
    if (event.button >= 0 && event.pointerType === "mouse") this.#changed(event);
    this.#plan(event);
  }

  /** The picture moved under the pointer, which is over another pixel of it now. */
  repeat(): void {
    if (this.#last !== null && this.#ports.port.mayControl) this.#plan(this.#last);
  }

  #plan(event: { readonly clientX: number; readonly clientY: number }): void {
    this.#next = this.#place(event);
    this.#frame ??= this.#ports.nextFrame(() => {
      this.#frame = null;
      this.#flush();
    });
  }

  #flush(): void {
    const next = this.#next;
    this.#next = null;
    if (next !== null) this.#ports.port.input("moves", { type: "pointer", number: this.#number++, ...next });
  }

  /** A press; one of a finger may have been held back for a moment. */
  press(event: PointerEvent): void {
    this.#ports.focus();
    if (!this.#ports.port.mayControl || !this.#ports.isOnPicture({ x: event.clientX, y: event.clientY })) return;
    event.preventDefault();
    this.#capture(event.pointerId);
    this.#changed(event);
  }

  #capture(pointer: number): void {
    try {
      this.#element?.setPointerCapture(pointer);
    } catch {
      // The finger is gone already; its release is on its way.
    }
  }

  #released(event: PointerEvent): void {
    if (!this.#ports.port.mayControl) return;
    event.preventDefault();
    this.#changed(event);
  }

  /** A button of this event went down or up; its number in `buttons` is not the order of `button`. */
  #changed(event: PointerEvent): void {
    const button = BUTTONS[event.button];
    const place = this.#place(event);
    if (button === undefined || place === null) return;
    const bit = [1, 4, 2, 8, 16][event.button] ?? 0;
    const down = (event.buttons & bit) !== 0;
    if (down === this.#held.has(button)) return;
    if (down) this.#held.add(button);
    else this.#held.delete(button);
    // The place travels with the button, so that a move still waiting is older than it.
    this.#next = null;
    this.#ports.port.input("control", { type: "button", button, down, ...place });
  }

  #wheeled(event: WheelEvent): void {
    const place = this.#place(event);
    // Who only watches scrolls the picture here.
    if (place === null || !this.#ports.port.mayControl) return;
    event.preventDefault();
    const dx = notches(event.deltaX, event.deltaMode);
    const dy = notches(event.deltaY, event.deltaMode);
    this.#ports.port.input("control", { type: "wheel", ...place, dx, dy });
  }

  #place(event: { readonly clientX: number; readonly clientY: number }): Place | null {
    return this.#ports.toPixel({ x: event.clientX, y: event.clientY });
  }
}
