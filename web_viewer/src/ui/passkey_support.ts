/** Says what the browser can do with passkeys, and why it did not. */

/** Whether this browser knows passkeys at all. */
export const knowsPasskeys = (): boolean => typeof PublicKeyCredential !== "undefined";

/** Whether the browser can offer passkeys in the field for the e-mail address. */
export async function offersInField(): Promise<boolean> {
  return knowsPasskeys() && (await PublicKeyCredential.isConditionalMediationAvailable?.()) === true;
}

/** The person closed the browser's own window, or let it run out; nothing to be told about. */
export function wasCancelled(error: unknown): boolean {
  return error instanceof DOMException && (error.name === "NotAllowedError" || error.name === "AbortError");
}

/** The page was opened by another name than the one that passkeys are for. */
export function isOtherHost(error: unknown): boolean {
  return error instanceof DOMException && error.name === "SecurityError";
}
