/** Says in words why a session ended; the device says the same to its person. */

import { isTextKey, t } from "@/ui/text";

export interface EndFacts {
  readonly reason: string;
  readonly note: string | null;
  readonly device: string;
  /** When it ended, as `14:20`. */
  readonly time: string;
  readonly consentSeconds: number;
}

export function endSentence({ reason, note, device, time, consentSeconds }: EndFacts): string {
  const values = { device, time, seconds: consentSeconds, note: note ?? "" };
  const noted = `view.end.${reason}_note`;
  if (note && isTextKey(noted)) return t(noted, values);
  const key = `view.end.${reason}`;
  return t(isTextKey(key) ? key : "view.end.other", values);
}
