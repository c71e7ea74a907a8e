/** Says in one line who sees whose screen, since when, and for how long. */

import { t, textFor } from "./text";
import { Lasting, Left } from "./time";

export interface LineSession {
  state: string;
  organization: { name: string };
  device: { name: string } | null;
  person: { name: string } | null;
  technician: { name: string } | null;
  active_since: string | null;
  created_at: string;
  expires_at: string | null;
  capabilities: readonly string[] | null;
}

/** `◉ Technician → DESK-014, Accounts assistant`. */
export function SessionLine({ session }: { session: LineSession }) {
  const seen = session.state === "active" || session.state === "interrupted";
  const parts = {
    technician: session.technician?.name ?? t("session.nobody_yet"),
    device: session.device?.name ?? t("session.no_device"),
    person: session.person?.name ?? "",
  };
  return (
    <span className="hr-line">
      <span className="hr-sign" data-tone={seen ? "live" : "wait"}>
        <span aria-hidden="true" className="hr-sign-shape">
          {seen ? "◉" : "◔"}
        </span>
        <strong>{session.person ? t("session.line_with_person", parts) : t("session.line", parts)}</strong>
      </span>
      <span className="hr-muted">
        {session.organization.name} · {seen ? t("session.for") : textFor("state", session.state, "state.other")}{" "}
        <Lasting since={session.active_since ?? session.created_at} />
        {session.expires_at && seen ? (
          <>
            , <Left until={session.expires_at} />
          </>
        ) : null}
      </span>
    </span>
  );
}
