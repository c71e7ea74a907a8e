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
  };
}

/** What an offer of help comes to. */
export function offerForecast(device: Awaited): string {
  const { reason, start } = device.support;
  return reason === null ? sentence(device, start) : hindrance(device, reason);
}

/** Why no help can be offered now. */
export function hindrance({ presence }: Awaited, reason: string): string {
  return textFor("support.why", reason, "support.why.not_now", { presence });
}

/** What a yes to the request of its person comes to. */
export function requestForecast(device: Awaited): string {
  return device.support.switched_off ? t("support.why.switched_off") : sentence(device, device.support.start_of_request);
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
