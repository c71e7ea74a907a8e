/** Decides what can be asked of the person while the session runs, and what is said about it; pure. */

import type { Asking, Snapshot } from "@/remote/snapshot";
import { t, type TextKey } from "@/ui/text";
import { isOwn, say } from "./own_words";
import { isFrozen, isNearEnd } from "./stages";

const MORE_SECONDS = 1800;

/** Half an hour, or less where the session was agreed for less. */
export function moreSeconds({ proposal }: Snapshot): number {
  return Math.min(MORE_SECONDS, proposal?.seconds ?? MORE_SECONDS);
}

export function isAsking({ asking }: Snapshot): boolean {
  return asking?.kind === "asking";
}

export interface Word {
  readonly words: string;
  /** What can be asked for from here. */
  readonly ask: readonly ("control" | "time")[];
}

/** The one thing that is worth saying about more time and more rights now, or nothing. */
export function furtherWord(snapshot: Snapshot, now: number): Word | null {
  if (isFrozen(snapshot)) return null;
  const { asking, capabilities, had } = snapshot;
  if (asking?.kind === "asking") {
    return { words: t(askingKey(asking)), ask: [] };
  }
  const near = isNearEnd(snapshot.endsAt, now);
  const answer = answerWords(snapshot);
  const lost = had.includes("control") && !capabilities.includes("control");
  // An owner asks for nothing more: they connect again.
  if (isOwn(snapshot)) {
    if (near) return { words: t("view.two_minutes"), ask: [] };
    return lost ? { words: say(true, "view.more.taken_back"), ask: [] } : null;
  }
  if (near) return { words: answer ?? t("view.two_minutes"), ask: lost ? ["time", "control"] : ["time"] };
  if (lost) return { words: asking?.more === "widen" && asking.wanted.includes("control") && answer !== null ? answer : t("view.more.taken_back"), ask: ["control"] };
  return answer === null ? null : { words: answer, ask: [] };
}

function askingKey({ more, wanted }: Asking): TextKey {
  if (more === "extend") return "view.more.asking_time";
  return wanted.includes("control") ? "view.more.asking_control" : "view.more.asking_clipboard";
}

function answerWords({ asking }: Snapshot): string | null {
  if (asking === null || asking.kind === "asking") return null;
  if (asking.kind === "refused") return asking.message;
  if (asking.decision === "timed_out") return t("view.more.no_answer");
  if (asking.decision === "refused") return t("view.more.not_allowed");
  if (asking.decision !== "yes") return t("view.more.no");
  if (asking.more === "extend") return t("view.more.given_time", { minutes: Math.floor(asking.seconds / 60) });
  return t(asking.wanted.includes("control") ? "view.more.given_control" : "view.more.given_clipboard");
}
