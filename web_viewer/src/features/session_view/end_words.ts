/** Says in words why a session ended; the device says the same to its person. */

import { isTextKey, t } from "@/ui/text";
import { say } from "./own_words";

export interface EndFacts {
  readonly reason: string;
  readonly note: string | null;
  readonly device: string;
  /** When it ended, as `14:20`. */
  readonly time: string;
  readonly consentSeconds: number;
  /** Whether the owner of the device reads it. */
  readonly own?: boolean;
}

/** These ends come before anybody saw the screen: what ended was a question, not a session. */
const NEVER_BEGUN: ReadonlySet<string> = new Set([
  "denied",
  "withdrawn",
  "request_expired",
  "approval_expired",
  "consent_refused",
  "consent_timed_out",
  "not_asked_for",
  "nobody_there",
  "somebody_there",
  "out_of_hours",
  "connect_failed",
  "codes_differ",
  "code_not_typed",
]);

/** Tells whether somebody saw the screen; by the reason alone as long as the stored session is not read. */
export function hasBegun(reason: string | undefined, activeSince: string | null | undefined): boolean {
  if (activeSince) return true;
  return activeSince === undefined && !NEVER_BEGUN.has(reason ?? "");
}

export function endSentence({ reason, note, device, time, consentSeconds, own = false }: EndFacts): string {
  const values = { device, time, seconds: consentSeconds, note: note ?? "" };
  const noted = `view.end.${reason}_note`;
  if (note && isTextKey(noted)) return t(noted, values);
  const key = `view.end.${reason}`;
  return say(own, isTextKey(key) ? key : "view.end.other", values);
}
