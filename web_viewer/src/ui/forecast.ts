/** Says what will become of somebody who wants to connect to a device now, before they ask; the server decides it. */

import { t, textFor } from "./text";

/** What the server says of a device, as far as the sentence hangs on it. */
export interface Awaited {
  readonly presence: string;
  readonly support: {
    readonly reason: string | null;
    readonly switched_off: boolean;
    readonly start: string;
    readonly start_of_request: string;
    readonly consent_seconds: number;
    readonly silence: string;
    readonly unattended: {
      readonly possible: boolean;
      readonly lack: string | null;
      readonly off_by: { readonly scope: string; readonly name: string } | null;
      readonly needs_approval: boolean;
    };
  };
}

/** What an offer of help comes to. */
export function offerForecast(device: Awaited): string {
  const { reason, start, unattended } = device.support;
  if (reason === null) return sentence(device, start);
  return unattended.possible ? visitForecast(device) : hindrance(device, reason);
}

/** Nobody can be asked there, and still somebody may come: that is all there is to ask for. */
export function onlyUnattended({ support }: Awaited): boolean {
  return support.reason !== null && support.unattended.possible;
}

/** What a visit comes to where nobody can be asked. */
function visitForecast({ presence, support }: Awaited): string {
  return t("support.visit", { presence, approval: support.unattended.needs_approval ? "yes" : "no" });
}

// There nobody can be asked, and a visit is what would be left.
const NOBODY_TO_ASK = new Set(["locked", "sign_in"]);

/** Why no help can be offered now. */
export function hindrance({ presence, support }: Awaited, reason: string): string {
  const { lack, off_by } = support.unattended;
  if (reason === "no_session" && lack !== null && NOBODY_TO_ASK.has(presence)) {
    const by = { scope: off_by?.scope ?? "default", name: off_by?.name ?? "" };
    return textFor("support.why", `visit_${lack}`, "support.why.not_now", { presence, ...by });
  }
  return textFor("support.why", reason, "support.why.not_now", { presence });
}

/** So long after a request a yes to it lets somebody in without a question (FRESH_MINUTES in the server's rules). */
const FRESH_MS = 15 * 60_000;

/** What a yes, now, to the request that its person made at `asked` comes to. */
export function requestForecast(device: Awaited, asked: string, now: Date): string {
  const { presence, support } = device;
  if (support.switched_off) return t("support.why.switched_off");
  const start = support.start_of_request;
  const waited = now.getTime() - Date.parse(asked);
  if (start === "unasked" && waited > FRESH_MS && NOBODY_TO_ASK.has(presence)) return t("support.why.too_late", { presence });
  return sentence(device, start);
}

function sentence({ presence, support }: Awaited, start: string): string {
  if (presence === "offline") return t("support.why.offline");
  if (presence === "in_session") return t("support.why.in_session");
  if (start === "ask") {
    const { consent_seconds: seconds, silence } = support;
    return t("support.asked", { presence, seconds, silence });
  }
  return t(start === "unasked" ? "support.unasked" : "support.why.no_session", { presence });
}
