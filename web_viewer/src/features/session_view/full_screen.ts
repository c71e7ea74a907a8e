/** Full screen, in which the browser gives its own keys too where it can (Esc held leaves). */

import { useEffect, useState, type RefObject } from "react";

interface KeyboardLock {
  lock?(): Promise<void>;
  unlock?(): void;
}

const keyboardOf = (): KeyboardLock | undefined => (navigator as Navigator & { keyboard?: KeyboardLock }).keyboard;

/** Whether this browser gives the keys that it keeps otherwise, while it fills the screen. */
export function canLockKeys(): boolean {
  return typeof keyboardOf()?.lock === "function";
}

export interface FullScreen {
  readonly is: boolean;
  /** Some browsers, those of phones above all, let no page fill the screen. */
  readonly isPossible: boolean;
  toggle(): void;
}

export function useFullScreen(room: RefObject<HTMLElement | null>): FullScreen {
  const [is, setIs] = useState(false);
  useEffect(() => {
    const changed = () => {
      const on = document.fullscreenElement !== null;
      if (on) void keyboardOf()?.lock?.().catch(() => undefined);
      else keyboardOf()?.unlock?.();
      setIs(on);
    };
    document.addEventListener("fullscreenchange", changed);
    return () => document.removeEventListener("fullscreenchange", changed);
  }, []);
  const toggle = () => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void room.current?.requestFullscreen?.().catch(() => undefined);
  };
  return { is, isPossible: document.fullscreenEnabled, toggle };
}
