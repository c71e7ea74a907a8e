/** Says what will become of somebody who wants to connect to a device now, before they ask; the server decides it. */

import { t } from "./text";

/** What the server says of a device, as far as the sentence hangs on it. */
export interface Awaited {
  readonly presence: string;
  readonly support: {
    readonly reason: string | null;
    readonly start: string;
    readonly start_of_request: string;
    readonly consent_seconds: number;
    readonly silence: string;
  };
}

/** What an offer of help comes to. */
export function offerForecast(device: Awaited): string {
  return device.support.reason ?? sentence(device, device.support.start);
}

/** What a yes to the request of its person comes to. */
export function requestForecast(device: Awaited): string {
  return sentence(device, device.support.start_of_request);
}

function sentence({ presence, support }: Awaited, start: string): string {
  if (presence === "offline") return t("support.offline");
  if (presence === "in_session") return t("support.in_session");
  if (start === "ask") {
    const { consent_seconds: seconds, silence } = support;
    return t("support.asked", { presence, seconds, silence });
  }
  return t(start === "unasked" ? "support.unasked" : "support.no_session", { presence });
}
