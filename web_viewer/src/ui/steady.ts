/** Keeps a list still while somebody points at it: new rows wait, gone rows stay greyed until they look away. */

import { useState, type FocusEvent } from "react";

export interface SteadyRow<T> {
  item: T;
  gone: boolean;
}

export interface Steady<T> {
  rows: SteadyRow<T>[];
  /** How many new rows wait to be shown. */
  waiting: number;
}

/** What to show: the latest, or while it is held the rows shown before with their newest content. */
export function settle<T extends { id: string }>(shown: readonly T[], latest: readonly T[], held: boolean): Steady<T> {
  if (!held) return { rows: latest.map((item) => ({ item, gone: false })), waiting: 0 };
  const found = new Map(latest.map((item) => [item.id, item]));
  const known = new Set(shown.map((item) => item.id));
  return {
    rows: shown.map((item) => ({ item: found.get(item.id) ?? item, gone: !found.has(item.id) })),
    waiting: latest.filter((item) => !known.has(item.id)).length,
  };
}

export function useSteadyRows<T extends { id: string }>(latest: readonly T[]) {
  const [held, setHeld] = useState<readonly T[] | null>(null);
  const hold = () => setHeld((before) => before ?? latest);
  const release = () => setHeld(null);
  const holders = {
    onPointerEnter: hold,
    onPointerLeave: release,
    onFocus: hold,
    onBlur: (event: FocusEvent<HTMLElement>) => {
      if (!event.currentTarget.contains(event.relatedTarget)) release();
    },
  };
  // An empty list has nothing that could move.
  const steady = settle(held ?? latest, latest, held !== null && held.length > 0);
  return { ...steady, holders, showNew: () => setHeld(latest) };
}
