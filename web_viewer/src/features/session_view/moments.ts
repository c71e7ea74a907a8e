/** Turns moments of the engine's clock (milliseconds of the epoch, never going back) into what a person reads. */

import { clockTime, clockTimeExact, countdown } from "@/ui/moment";

export const clock = (at: number): string => clockTime(new Date(at));
export const exactClock = (at: number): string => clockTimeExact(new Date(at));
export const leftUntil = (at: number, now: number): string => countdown(at - now);

/** `418209` as `418 209`: people read and compare threes. */
export const inThrees = (code: string): string => code.replaceAll(/(\d{3})(?=\d)/g, "$1 ");
