/** Answers simple questions about a session; pure. */

import type { Session } from "./types";

const OPEN = new Set(["approved", "asking_consent", "granted", "connecting", "active", "interrupted"]);
const SEEN = new Set(["active", "interrupted"]);
const DENIED = new Set(["denied", "consent_refused", "consent_timed_out", "not_asked_for"]);

/** Something runs that can be terminated. */
export function isOpen(session: Session): boolean {
  return OPEN.has(session.state);
}

/** A technician asks to come where nobody can be asked. */
export function isVisit(session: Session): boolean {
  return session.origin === "unattended";
}

/** Somebody sees, or in a moment sees again, the screen. */
export function isSeen(session: Session): boolean {
  return SEEN.has(session.state);
}

export function wasDenied(session: Session): boolean {
  return session.end !== null && DENIED.has(session.end.reason);
}

/** Longest wait first. */
export function byWait(sessions: readonly Session[]): Session[] {
  return sessions.toSorted((a, b) => a.created_at.localeCompare(b.created_at));
}

export function isOnDay(moment: string, day: Date): boolean {
  return new Date(moment).toDateString() === day.toDateString();
}
