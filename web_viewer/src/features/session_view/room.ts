/** Measures the room that the picture has, in the page and in the screen's own pixels. */

import { useEffect, useState, type RefObject } from "react";
import type { Room } from "@/remote/zoom";

export function useRoom(element: RefObject<HTMLElement | null>): Room | null {
  const [room, setRoom] = useState<Room | null>(null);
  useEffect(() => {
    const { current } = element;
    if (current === null) return undefined;
    const measure = () => {
      const next = { width: current.clientWidth, height: current.clientHeight, ratio: window.devicePixelRatio };
      setRoom((last) => (last !== null && isSame(last, next) ? last : next));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    const stop = onDensity(measure);
    measure();
    return () => {
      observer.disconnect();
      stop();
    };
  }, [element]);
  return room;
}

const isSame = (a: Room, b: Room): boolean => a.width === b.width && a.height === b.height && a.ratio === b.ratio;

/** The window went to another screen, or the browser was zoomed: no size of the page need change with that. */
function onDensity(changed: () => void): () => void {
  let query: MediaQueryList | null = null;
  const listen = () => {
    query?.removeEventListener("change", heard);
    query = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    query.addEventListener("change", heard);
  };
  const heard = () => {
    listen();
    changed();
  };
  listen();
  return () => query?.removeEventListener("change", heard);
}
