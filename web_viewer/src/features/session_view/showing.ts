/** Decides when the action bar is shown: at first, when reached for, while it is used; then only its pill is left. */

import { useCallback, useEffect, useRef, useState, type RefObject } from "react";

const HIDES_AFTER_MS = 3_000;

export interface Bar {
  readonly shown: boolean;
  /** Shows it, and puts the focus on its first control. */
  reach(): void;
  show(): void;
  /** The pointer or the focus is on it. */
  hold(): void;
  /** They left it. */
  letGo(): void;
}

export function useBar(element: RefObject<HTMLDivElement | null>): Bar {
  const [shown, setShown] = useState(true);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const hold = useCallback(() => {
    clearTimeout(timer.current);
    setShown(true);
  }, []);
  const letGo = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const { current } = element;
      if (current?.contains(document.activeElement) || current?.matches(":hover")) return;
      setShown(false);
    }, HIDES_AFTER_MS);
  }, [element]);
  const show = useCallback(() => {
    hold();
    letGo();
  }, [hold, letGo]);
  const reach = useCallback(() => {
    show();
    // The bar cannot take the focus while it is still hidden.
    requestAnimationFrame(() => element.current?.querySelector<HTMLElement>("button")?.focus());
  }, [element, show]);
  useEffect(() => {
    letGo();
    return () => clearTimeout(timer.current);
  }, [letGo]);
  return { shown, reach, show, hold, letGo };
}
