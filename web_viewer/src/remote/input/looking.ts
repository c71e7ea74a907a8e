/** Zooms and moves the picture here by wheel, fingers, drag and edge, without a word to the other side. */

import { Gestures } from "./gestures";
import type { Place } from "./mapping";
import { EdgePanning } from "./panning";
import { notches, type PointerInput } from "./pointer";
import type { InputPort } from "./port";
import { STEP, type Zoom } from "../zoom";

export interface LookingPorts {
  readonly port: InputPort;
  readonly zoom: Zoom;
  readonly pointer: PointerInput;
}

// A wheel turns by whole notches; fingers on a touch pad come as the same event, with Ctrl and far smaller steps.
const SMALL = 50;
const PINCH_PIXELS = 100;

/** How much larger the picture becomes by a turn of the wheel with Ctrl, or by fingers on a touch pad. */
export function wheelFactor(delta: number, mode: number): number {
  if (mode === 0 && Math.abs(delta) < SMALL) return Math.exp(-delta / PINCH_PIXELS);
  return STEP ** -notches(delta, mode);
}

/** Pixels of the page that one notch moves the picture. */
const NOTCH_PIXELS = 100;

/** Listens on the room of the picture, before what goes to the other side; the returned function stops. */
export function attachLooking(surface: HTMLElement, { port, zoom, pointer }: LookingPorts): () => void {
  const toRoom = ({ x, y }: Place): Place => {
    const { left, top } = surface.getBoundingClientRect();
    return { x: x - left, y: y - top };
  };
  const isCut = (): boolean => zoom.shown.get()?.isCut === true;
  const edges = new EdgePanning({
    room: () => ({ width: surface.clientWidth, height: surface.clientHeight }),
    pan: (by) => zoom.pan(by),
    onMoved: () => requestAnimationFrame(() => pointer.repeat()),
    nextFrame: (body) => requestAnimationFrame(body),
    cancelFrame: (frame) => cancelAnimationFrame(frame),
  });
  const gestures = new Gestures({
    // One finger moves the picture where it has nothing to say over there.
    isPointer: () => port.mayControl,
    press: (event) => pointer.press(event),
    release: () => pointer.release(),
    pinch: (factor, at) => zoom.by(factor, toRoom(at)),
    pan: (by) => void zoom.pan(by),
  });
  const wheeled = (event: WheelEvent): void => {
    const isHere = event.ctrlKey || (!port.mayControl && isCut());
    if (!isHere) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.ctrlKey) zoom.by(wheelFactor(event.deltaY, event.deltaMode), toRoom({ x: event.clientX, y: event.clientY }));
    else {
      const { deltaX, deltaY, deltaMode } = event;
      zoom.pan({ x: -notches(deltaX, deltaMode) * NOTCH_PIXELS, y: -notches(deltaY, deltaMode) * NOTCH_PIXELS });
    }
  };
  let dragged: Place | null = null;
  const moved = (event: PointerEvent): void => {
    if (event.pointerType === "touch") return;
    const at = { x: event.clientX, y: event.clientY };
    if (port.mayControl) {
      if (isCut()) edges.moved(toRoom(at));
      return;
    }
    edges.stop();
    const isHeld = (event.buttons & 1) !== 0;
    if (isHeld && dragged !== null) zoom.pan({ x: at.x - dragged.x, y: at.y - dragged.y });
    dragged = isHeld ? at : null;
  };
  const stop = new AbortController();
  const { signal } = stop;
  const detach = gestures.attach(surface);
  surface.addEventListener("wheel", wheeled, { signal, capture: true, passive: false });
  surface.addEventListener("pointermove", moved, { signal });
  surface.addEventListener("pointerleave", () => edges.stop(), { signal });
  return () => {
    stop.abort();
    edges.stop();
    detach();
  };
}
