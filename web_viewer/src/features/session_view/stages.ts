/** Decides what the session page shows, and how far the waiting is; pure. */

import type { Snapshot } from "@/remote/snapshot";
import type { TextKey } from "@/ui/text";

export type View = "opening" | "waiting" | "picture" | "key_changed" | "refused" | "ended";

export function viewOf(snapshot: Snapshot): View {
  if (snapshot.step === "refused") return "refused";
  if (snapshot.end !== null || snapshot.session?.state === "ended") return "ended";
  if (snapshot.step === "key_changed") return "key_changed";
  if (snapshot.activeAt !== null) return "picture";
  return snapshot.session === null ? "opening" : "waiting";
}

/** What the picture shows does not move any more. */
export function isFrozen(snapshot: Snapshot): boolean {
  return snapshot.step !== "confirmed";
}

export type Mark = "done" | "now" | "later";

export interface WaitingStep {
  readonly words: TextKey;
  readonly mark: Mark;
}

const AFTER_YES = new Set(["granted", "connecting", "active", "interrupted"]);

/** ✓ Asked ✓ On their screen ○ Answer ○ Connect. */
export function waitingSteps(snapshot: Snapshot): WaitingStep[] {
  const { session, proposal, step } = snapshot;
  const state = session?.state ?? "";
  const yes = AFTER_YES.has(state);
  if (isUnasked(snapshot)) {
    return marked(["view.step.unasked", "view.step.allowed", "view.step.connect"], [true, yes, step === "confirmed"]);
  }
  const asked = yes || state === "asking_consent";
  const shown = yes || (asked && session?.question_shown === true);
  const reached = [asked, shown, yes, step === "confirmed"];
  const words: TextKey[] = ["view.step.asked", "view.step.shown", "view.step.answer", "view.step.connect"];
  if (step === "comparing") words[3] = "view.step.compare";
  if (yes) words[2] = isNarrowed(session?.granted ?? null, proposal?.capabilities ?? []) ? "view.step.answer_view_only" : "view.step.answer_yes";
  return marked(words, reached);
}

function marked(words: TextKey[], reached: boolean[]): WaitingStep[] {
  const present = reached.indexOf(false);
  return words.map((one, at) => ({ words: one, mark: reached[at] === true ? "done" : at === present ? "now" : "later" }));
}

/** Nobody can be asked there, and the settings let in whoever comes so; unless somebody came back and is asked. */
export function isUnasked({ session, proposal }: Snapshot): boolean {
  return proposal !== null && !proposal.attended && session?.question_shown !== true;
}

/** A yes that leaves out control, which was asked for, is named. */
function isNarrowed(granted: readonly string[] | null, asked: readonly string[]): boolean {
  return granted !== null && !granted.includes("control") && asked.includes("control");
}

/** The heading while waiting. */
export function waitingTitle(snapshot: Snapshot): TextKey {
  const { session, step } = snapshot;
  if (step === "comparing") return "view.title_comparing";
  switch (session?.state) {
    case "requested":
      return "view.title_approval";
    case "asking_consent":
      return isUnasked(snapshot) ? "view.title_connecting" : "view.title_asking";
    case "granted":
    case "connecting":
      return "view.title_connecting";
    case "active":
    case "interrupted":
      return "view.title_again";
    default:
      return "view.title_reaching";
  }
}

export const TWO_MINUTES_MS = 120_000;

/** Whether the time that the person gave is nearly over. */
export function isNearEnd(endsAt: number | null, now: number): boolean {
  return endsAt !== null && endsAt - now <= TWO_MINUTES_MS;
}
