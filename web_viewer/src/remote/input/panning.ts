/** Moves a picture that is larger than its room while the pointer rests at an edge of the room. */

import type { Place } from "./mapping";
import type { Size } from "../snapshot";

/** So near to an edge it begins; at the edge itself it is fastest. */
export const EDGE = 24;
/** Pixels of the page in a sixtieth of a second. */
export const FASTEST = 18;

/** How far the picture moves in one frame, for a pointer at a place of the room. */
export function driftAt({ x, y }: Place, { width, height }: Size): Place {
  return { x: drift(x, width), y: drift(y, height) };
}

function drift(at: number, length: number): number {
  if (length < 4 * EDGE) return 0;
  // Whoever holds a button may be beyond the edge.
  const inside = Math.min(Math.max(at, 0), length);
  const before = Math.max(0, EDGE - inside);
  const after = Math.max(0, EDGE - (length - inside));
  return Math.round(((before - after) / EDGE) * FASTEST);
}

export interface PanningPorts {
  /** The size of the room; null where there is none. */
  room(): Size | null;
  /** False where the picture did not move. */
  pan(by: Place): boolean;
  /** The picture moved under the pointer. */
  onMoved(): void;
  nextFrame(body: () => void): number;
  cancelFrame(frame: number): void;
}

export class EdgePanning {
  readonly #ports: PanningPorts;
  #at: Place | null = null;
  #frame: number | null = null;

  constructor(ports: PanningPorts) {
    this.#ports = ports;
  }

  /** The pointer is at this place of the room. */
  moved(at: Place): void {
    this.#at = at;
    this.#frame ??= this.#ports.nextFrame(() => this.#step());
  }

  /** The pointer has left, or nothing is to move any more. */
  stop(): void {
    this.#at = null;
    if (this.#frame !== null) this.#ports.cancelFrame(this.#frame);
    this.#frame = null;
  }

  #step(): void {
    this.#frame = null;
    const room = this.#ports.room();
    if (this.#at === null || room === null) return;
    const by = driftAt(this.#at, room);
    if ((by.x === 0 && by.y === 0) || !this.#ports.pan(by)) return;
    this.#ports.onMoved();
    this.#frame = this.#ports.nextFrame(() => this.#step());
  }
}
