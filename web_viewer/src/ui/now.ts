/** Lets a page tick: the one place where the front end reads the wall clock for showing it. */

import { useSyncExternalStore } from "react";

type Tick = { listeners: Set<() => void>; value: Date; timer: ReturnType<typeof setInterval> | undefined };

const ticks = new Map<number, Tick>();

function tickOf(milliseconds: number): Tick {
  let tick = ticks.get(milliseconds);
  if (tick === undefined) {
    tick = { listeners: new Set(), value: new Date(), timer: undefined };
    ticks.set(milliseconds, tick);
  }
  return tick;
}

function subscribe(milliseconds: number, listener: () => void): () => void {
  const tick = tickOf(milliseconds);
  tick.listeners.add(listener);
  tick.timer ??= setInterval(() => {
    tick.value = new Date();
    for (const each of tick.listeners) each();
  }, milliseconds);
  return () => {
    tick.listeners.delete(listener);
    if (tick.listeners.size > 0) return;
    clearInterval(tick.timer);
    tick.timer = undefined;
  };
}

const subscribers = new Map<number, (listener: () => void) => () => void>();

/** The time, renewed every so many milliseconds; all who ask for the same step share one timer. */
export function useNow(milliseconds = 10_000): Date {
  let subscriber = subscribers.get(milliseconds);
  if (subscriber === undefined) {
    subscriber = (listener) => subscribe(milliseconds, listener);
    subscribers.set(milliseconds, subscriber);
  }
  return useSyncExternalStore(subscriber, () => {
    const tick = tickOf(milliseconds);
    if (tick.timer === undefined && Date.now() - tick.value.getTime() > milliseconds) tick.value = new Date();
    return tick.value;
  });
}
