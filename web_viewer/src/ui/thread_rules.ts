/** What a message may be, and when somebody is told how much is left; pure. */

import { MAX_MESSAGE } from "@/protocol/grant.gen";

const TOLD_FROM = 200;

/** Counts as the broker does: a sign outside of the basic plane is one, and blanks at the ends are none. */
export function leftToWrite(text: string): number {
  return MAX_MESSAGE - [...text.trim()].length;
}

export function tellsWhatIsLeft(text: string): boolean {
  return leftToWrite(text) <= TOLD_FROM;
}

/** Says why a text cannot be sent; null where it can. */
export function refusalOf(text: string): "missing" | "too_long" | null {
  if (text.trim() === "") return "missing";
  return leftToWrite(text) < 0 ? "too_long" : null;
}
