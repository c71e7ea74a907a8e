/** Tells two fingers, which change how the picture is shown, from one, which is the pointer. */

import type { Place } from "./mapping";

/** A finger is the pointer only after this time, or once it moved or left: another one may be about to follow. */
export const ALONE_MS = 80;
export const MOVED = 6;

export interface GesturePorts {
  /** One finger is the pointer of the other side, and not what moves the picture here. */
  isPointer(): boolean;
  /** Goes on with a press that was held back. */
  press(event: PointerEvent): void;
  /** What was begun as a press is none. */
  release(): void;
  /** Fingers moved apart by this factor, around this place of the page. */
  pinch(factor: number, at: Place): void;
  /** Fingers, or the only finger, moved by so much. */
  pan(by: Place): void;
}

const middle = (a: Place, b: Place): Place => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
const distance = (a: Place, b: Place): number => Math.hypot(a.x - b.x, a.y - b.y);

export class Gestures {
  readonly #ports: GesturePorts;
  readonly #fingers = new Map<number, Place>();
  #isGesture = false;
  #held: { event: PointerEvent; timer: ReturnType<typeof setTimeout> } | null = null;

  constructor(ports: GesturePorts) {
    this.#ports = ports;
  }

  /** Listens before anything else does on this element; what belongs to a gesture goes no further. */
  attach(element: HTMLElement): () => void {
    const stop = new AbortController();
    const options = { signal: stop.signal, capture: true };
    element.addEventListener("pointerdown", (event) => this.#down(event), options);
    element.addEventListener("pointermove", (event) => this.#moved(event), options);
    for (const type of ["pointerup", "pointercancel"] as const) {
      element.addEventListener(type, (event) => this.#up(event), options);
    }
    return () => {
      stop.abort();
      this.reset();
    };
  }

  reset(): void {
    this.#drop();
    this.#fingers.clear();
    this.#isGesture = false;
  }

  #down(event: PointerEvent): void {
    if (event.pointerType !== "touch") return;
    this.#fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (this.#fingers.size === 1 && this.#ports.isPointer()) {
      event.stopImmediatePropagation();
      event.preventDefault();
      this.#held = { event, timer: setTimeout(() => this.#pass(), ALONE_MS) };
    } else if (this.#fingers.size > 1 || !this.#ports.isPointer()) {
      event.stopImmediatePropagation();
      // What the first finger pressed already, it lets go of.
      if (!this.#isGesture && this.#held === null) this.#ports.release();
      this.#drop();
      this.#isGesture = true;
    }
  }

  #moved(event: PointerEvent): void {
    const before = this.#fingers.get(event.pointerId);
    if (event.pointerType !== "touch" || before === undefined) return;
    const now = { x: event.clientX, y: event.clientY };
    if (this.#isGesture) {
      event.stopImmediatePropagation();
      this.#gesture(event.pointerId, before, now);
      this.#fingers.set(event.pointerId, now);
      return;
    }
    if (this.#held === null) return;
    if (distance(before, now) > MOVED) this.#pass();
    else event.stopImmediatePropagation();
  }

  #gesture(finger: number, before: Place, now: Place): void {
    const [other] = [...this.#fingers].filter(([id]) => id !== finger).map(([, place]) => place);
    if (other === undefined) {
      this.#ports.pan({ x: now.x - before.x, y: now.y - before.y });
      return;
    }
    const [from, to] = [middle(before, other), middle(now, other)];
    this.#ports.pan({ x: to.x - from.x, y: to.y - from.y });
    const [near, far] = [distance(before, other), distance(now, other)];
    if (near > 0 && far > 0) this.#ports.pinch(far / near, to);
  }

  #up(event: PointerEvent): void {
    if (!this.#fingers.delete(event.pointerId)) return;
    if (this.#isGesture) event.stopImmediatePropagation();
    else if (event.type === "pointerup") this.#pass();
    else this.#drop();
    if (this.#fingers.size === 0) this.#isGesture = false;
  }

  /** The finger stayed alone: it was the pointer from the start. */
  #pass(): void {
    const held = this.#held;
    this.#drop();
    if (held !== null) this.#ports.press(held.event);
  }

  #drop(): void {
    if (this.#held !== null) clearTimeout(this.#held.timer);
    this.#held = null;
  }
}
