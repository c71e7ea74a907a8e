/** How long a message may be, and when somebody is told how much is left; pure. */

import { MAX_MESSAGE } from "@/protocol/grant.gen";

const TOLD_FROM = 200;

/** Counts as the broker does: a sign outside of the basic plane is one. */
export function leftToWrite(text: string): number {
  return MAX_MESSAGE - [...text].length;
}

export function tellsWhatIsLeft(text: string): boolean {
  return leftToWrite(text) <= TOLD_FROM;
}
