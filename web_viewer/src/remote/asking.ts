/** Follows what was asked of the person while the session runs, and what became of it; pure. */

import type { Fault, MoreAnswered, SessionState } from "@/protocol/viewer_broker.gen";
import type { Asking, Snapshot } from "./snapshot";

/** The question of a page before this one counts too; one that is gone without an answer was not answered in time. */
export function askingNow({ asking, session: before }: Snapshot, session: SessionState): Asking | null {
  const open = session.question ?? null;
  if (open !== null) return { kind: "asking", more: open.more, wanted: open.capabilities };
  const lapsed = asking?.kind === "asking" && (before?.question ?? null) !== null;
  if (!lapsed) return asking;
  return { kind: "answered", more: asking.more, wanted: asking.wanted, decision: "timed_out", seconds: 0 };
}

export function afterAnswer({ asking }: Snapshot, { more, decision, seconds }: MoreAnswered): Partial<Snapshot> {
  return { asking: { kind: "answered", more, wanted: asking?.wanted ?? [], decision, seconds } };
}

/** The broker took something not: a question that is not open yet was not passed on. */
export function afterFault({ asking, session }: Snapshot, { code, message }: Fault): Partial<Snapshot> {
  const waits = asking?.kind === "asking" && (session?.question ?? null) === null;
  return {
    fault: { code, message },
    asking: waits ? { kind: "refused", more: asking.more, wanted: asking.wanted, message } : asking,
  };
}
