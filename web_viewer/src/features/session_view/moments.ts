/** Turns moments of the engine's clock into what a person reads. */

import { clockTime, clockTimeExact, countdown } from "@/ui/moment";
import { useNow } from "@/ui/now";

/** Renders again each second, and gives the engine's time with the wall clock's. */
export function useEngineTime(): EngineTime {
  const wall = useNow(1_000);
  return { wall, engine: performance.now() };
}

export interface EngineTime {
  readonly wall: Date;
  /** Milliseconds of the engine's own clock. */
  readonly engine: number;
}

function wallTime(at: number, { wall, engine }: EngineTime): Date {
  return new Date(wall.getTime() + (at - engine));
}

export const clock = (at: number, time: EngineTime): string => clockTime(wallTime(at, time));
export const exactClock = (at: number, time: EngineTime): string => clockTimeExact(wallTime(at, time));
export const leftUntil = (at: number, time: EngineTime): string => countdown(at - time.engine);

/** `418209` as `418 209`: people read and compare threes. */
export const inThrees = (code: string): string => code.replaceAll(/(\d{3})(?=\d)/g, "$1 ");
