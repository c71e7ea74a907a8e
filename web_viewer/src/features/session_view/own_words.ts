/** Finds the words that suit whoever looks: the owner of a device is no technician, and nobody asked for help. */

import type { Session } from "@/api/types";
import type { Snapshot } from "@/remote/snapshot";
import { isTextKey, t, type TextKey, type TextValues } from "@/ui/text";

/** Whether this is the owner of the device, who reaches it from elsewhere. */
export function isOwn(snapshot: Snapshot, stored?: Session): boolean {
  return snapshot.proposal?.origin === "own" || stored?.origin === "own";
}

/** Says a sentence as it is for the owner, where there is one for them. */
export function say(own: boolean, key: TextKey, values?: TextValues): string {
  const theirs = `${key}_own`;
  return t(own && isTextKey(theirs) ? theirs : key, values);
}
