/** Draws the signs of states: each a shape, a word and a colour. */

import { useLiveness } from "./live";
import { locale, t, textFor } from "./text";

const PRESENCE = {
  online: { shape: "●", old: "○", tone: "good" },
  idle: { shape: "◒", old: "○", tone: "good" },
  locked: { shape: "◐", old: "◐", tone: "muted" },
  sign_in: { shape: "◌", old: "◌", tone: "muted" },
  empty: { shape: "○", old: "○", tone: "muted" },
  in_session: { shape: "◉", old: "◎", tone: "live" },
  offline: { shape: "–", old: "–", tone: "muted" },
} as const;

export type PresenceName = keyof typeof PRESENCE;

/** Where a device stands; hollow and dated words when the page is old. */
export function PresenceSign({ presence }: { presence: PresenceName }) {
  const old = useLiveness().kind === "old";
  const sign = PRESENCE[presence];
  return (
    <span className="hr-sign" data-tone={old ? "muted" : sign.tone} data-testid="presence" data-presence={presence}>
      <span aria-hidden="true" className="hr-sign-shape">
        {old ? sign.old : sign.shape}
      </span>
      {t(`presence.${presence}`)}
    </span>
  );
}

const STATES: Record<string, { shape: string; tone: string }> = {
  requested: { shape: "◔", tone: "wait" },
  approved: { shape: "◔", tone: "wait" },
  asking_consent: { shape: "◔", tone: "wait" },
  granted: { shape: "◑", tone: "rail" },
  connecting: { shape: "◑", tone: "rail" },
  active: { shape: "◉", tone: "live" },
  interrupted: { shape: "◍", tone: "wait" },
  ended: { shape: "■", tone: "muted" },
};

/** Where a session stands. */
export function SessionSign({ state }: { state: string }) {
  const sign = STATES[state] ?? { shape: "·", tone: "muted" };
  return (
    <span className="hr-sign" data-tone={sign.tone} data-testid="session-state" data-state={state}>
      <span aria-hidden="true" className="hr-sign-shape">
        {sign.shape}
      </span>
      {textFor("state", state, "state.other")}
    </span>
  );
}

/** What the session may do, in words. */
export function capabilityWords(capabilities: readonly string[]): string {
  const parts: string[] = [];
  if (capabilities.includes("control")) parts.push(t("capability.view_and_control"));
  else if (capabilities.includes("view")) parts.push(t("capability.view_only"));
  for (const other of capabilities) {
    if (other !== "view" && other !== "control") parts.push(textFor("capability", other, "capability.other"));
  }
  return new Intl.ListFormat(locale(), { type: "conjunction" }).format(parts);
}
