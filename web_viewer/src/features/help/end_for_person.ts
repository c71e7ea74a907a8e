/** Says how a session ended in the words of the person it happened to. */

import { isTextKey, t, textFor } from "@/ui/text";

/** Where there are no words of their own, the ones for everybody. */
export function endForPerson(reason: string, own = false): string {
  const theirs = `help.end.${reason}_own`;
  if (own && isTextKey(theirs)) return t(theirs);
  const key = `help.end.${reason}`;
  return isTextKey(key) ? t(key) : textFor("end", reason, "end.other");
}
