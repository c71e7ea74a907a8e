/** What is said about a clipboard that is passed on, and what can be done with it now; pure. */

import { MAX_TEXT_BYTES } from "@/protocol/clipboard.gen";
import type { ClipboardNow, Outcome } from "@/remote/clipboard";
import type { Snapshot } from "@/remote/snapshot";
import { t, type TextKey } from "@/ui/text";
import { say } from "./own_words";
import { isFrozen } from "./stages";

export const CLIPBOARD = ["clipboard_in", "clipboard_out"] as const;

export interface ClipboardRights {
  readonly send: boolean;
  readonly fetch: boolean;
}

/** What the person gives of the clipboard now; nothing while the picture stands still. */
export function clipboardRights(snapshot: Snapshot): ClipboardRights {
  const goes = !isFrozen(snapshot);
  return {
    send: goes && snapshot.capabilities.includes("clipboard_in"),
    fetch: goes && snapshot.capabilities.includes("clipboard_out"),
  };
}

/** What may be asked of the person that they do not give; nothing of it where they give any. */
export function clipboardToAsk({ capabilities }: Snapshot, offered: readonly string[]): readonly (typeof CLIPBOARD)[number][] {
  if (CLIPBOARD.some((each) => capabilities.includes(each))) return [];
  return CLIPBOARD.filter((each) => offered.includes(each));
}

const ENDS: Readonly<Record<Outcome, TextKey>> = {
  done: "view.clipboard.sent",
  refused: "view.clipboard.refused",
  no_answer: "view.clipboard.no_answer",
  nobody_there: "view.clipboard.nobody_there",
  not_given: "view.clipboard.not_given",
  taken_back: "view.clipboard.taken_back",
  paused: "view.clipboard.paused",
  busy: "view.clipboard.busy",
  too_often: "view.clipboard.too_often",
  too_large: "view.clipboard.too_large",
  empty: "view.clipboard.empty",
  not_text: "view.clipboard.not_text",
  broken: "view.clipboard.broken",
  failed: "view.clipboard.failed",
};

/** The one sentence about it, or nothing before anything was begun. */
export function clipboardWords(now: ClipboardNow, own: boolean): string {
  if (now.kind === "idle") return "";
  if (now.kind === "moving") {
    if (now.step === "asking") return say(own, "view.clipboard.asking");
    return t(now.way === "send" ? "view.clipboard.sending" : "view.clipboard.fetching");
  }
  if (now.outcome === "done" && now.way === "fetch") return t("view.clipboard.fetched");
  if (now.outcome === "empty" && now.way === "send") return t("view.clipboard.empty_here");
  return say(own, ENDS[now.outcome], { kilobytes: MAX_TEXT_BYTES / 1024 });
}
