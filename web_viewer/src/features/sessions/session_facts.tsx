/** What is known about a session, in words. */

import type { ReactNode } from "react";
import type { Session } from "@/api/types";
import { Fact, Facts } from "@/ui/facts";
import { DeviceLink } from "@/ui/links";
import { Quote } from "@/ui/quote";
import { capabilityWords } from "@/ui/signs";
import { t, textFor, type TextKey } from "@/ui/text";
import { Lasting, Time } from "@/ui/time";

/** How it came about, by where it began. */
const HOW = { request: "session.asked_for", offer: "session.offered", unattended: "session.unattended", own: "session.own" } as const;

function Moment({ label, at }: { label: TextKey; at: string | null }) {
  if (at === null) return null;
  return (
    <Fact label={t(label)}>
      <Time at={at} form="exact" />
    </Fact>
  );
}

export function SessionFacts({ session }: { session: Session }) {
  const { person, technician, device, end } = session;
  const given = session.capabilities ?? session.capabilities_asked;
  const rows: (readonly [TextKey, ReactNode])[] = [
    ["field.technician", technician ? t("session.person", { name: technician.name, email: technician.email }) : null],
    ["field.person", person?.name],
    [
      "field.device",
      device && (
        <DeviceLink id={device.id}>
          {device.name}
        </DeviceLink>
      ),
    ],
    ["field.organization", session.organization.name],
    ["field.how", t(HOW[session.origin])],
    ["field.reason", <Quote key="reason" text={session.reason} />],
    [
      session.capabilities ? "field.granted" : "field.wants",
      t("session.for_minutes", { what: capabilityWords(given), minutes: Math.round((session.seconds_given ?? session.seconds) / 60) }),
    ],
    ["field.recording", t(session.recording === "off" ? "session.not_recorded" : "session.recorded")],
    ["field.note", session.note ? <Quote key="note" text={session.note} /> : null],
    ["field.ended", end && textFor("end", end.reason, "end.other")],
    ["field.ended_by", end?.by],
    ["field.end_note", end?.note ? <Quote key="end" text={end.note} /> : null],
  ];
  return (
    <Facts>
      {rows.map(([label, value]) =>
        value ? (
          <Fact key={label} label={t(label)}>
            {value}
          </Fact>
        ) : null,
      )}
      <Moment label="field.asked" at={session.created_at} />
      <Moment label="field.consented" at={session.consented_at} />
      {session.active_since && (
        <Fact label={t("field.lasted")}>
          <Lasting since={session.active_since} until={session.ended_at} />
        </Fact>
      )}
      <Moment label="field.until" at={session.ended_at ?? session.expires_at} />
    </Facts>
  );
}
