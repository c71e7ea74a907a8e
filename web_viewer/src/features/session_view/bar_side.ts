/** At which edge the bar stands: a browser remembers where it is in the way least. */

import { useState } from "react";

export type Side = "top" | "bottom";

const KEPT = "handrail-bar-side";

function keptSide(): Side {
  try {
    return localStorage.getItem(KEPT) === "bottom" ? "bottom" : "top";
  } catch {
    return "top";
  }
}

export function useBarSide(): [Side, () => void] {
  const [side, setSide] = useState(keptSide);
  const move = () => {
    const next = side === "top" ? "bottom" : "top";
    try {
      localStorage.setItem(KEPT, next);
    } catch {
      // Without storage the choice lasts as long as the page.
    }
    setSide(next);
  };
  return [side, move];
}
