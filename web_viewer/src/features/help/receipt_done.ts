/** What a receipt says was done in a session, from what the audit log kept of it; pure. */

import { t, type TextKey } from "@/ui/text";

export interface Kept {
  id: string;
  at: string;
  kind: string;
  detail: Record<string, unknown>;
}

export interface Done {
  id: string;
  at: string;
  sentence: string;
}

const PLAIN: Readonly<Record<string, TextKey>> = {
  "session.control_used": "help.receipt.used",
  "session.clipboard_in": "help.receipt.clipboard_in",
  "session.clipboard_out": "help.receipt.clipboard_out",
  "session.picture_kept": "help.receipt.picture_kept",
  "session.more_refused": "help.receipt.more_refused",
  "session.more_lapsed": "help.receipt.more_refused",
  "session.paused": "help.receipt.paused",
  "session.unpaused": "help.receipt.unpaused",
  "session.interrupted": "help.receipt.interrupted",
  "session.resumed": "help.receipt.resumed",
  "session.code_typed": "help.receipt.code_typed",
};

/** The steps of a session that its person reads, oldest first; what is of no concern to them is left out. */
export function doneIn(timeline: readonly Kept[]): Done[] {
  return timeline.flatMap(({ id, at, kind, detail }) => {
    const sentence = sentenceFor(kind, detail);
    return sentence === null ? [] : [{ id, at, sentence }];
  });
}

function sentenceFor(kind: string, detail: Record<string, unknown>): string | null {
  if (kind === "session.narrowed") {
    return t(words(detail["capabilities"]).includes("control") ? "help.receipt.narrowed" : "help.receipt.only_view");
  }
  if (kind === "session.more_given") {
    const minutes = detail["minutes_given"];
    if (typeof minutes === "number") return t("help.receipt.more_time", { minutes });
    const given = words(detail["given"]);
    return t(given.some((each) => each.startsWith("clipboard")) ? "help.receipt.more_clipboard" : "help.receipt.more_control");
  }
  if (kind === "session.one_screen") {
    const number = detail["screen"];
    return typeof number === "number" ? t("help.receipt.one_screen", { number }) : null;
  }
  const key = Object.hasOwn(PLAIN, kind) ? PLAIN[kind] : undefined;
  return key === undefined ? null : t(key);
}

/** Whether mouse and keyboard were given at any time, at first or later. */
export function wasControlGiven(capabilities: readonly string[] | null): boolean {
  return capabilities?.includes("control") ?? false;
}

const words = (value: unknown) => (typeof value === "string" ? value.split(", ") : []);
