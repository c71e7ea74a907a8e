/** The receipt of one session: who, from when to when, what was given and done, recorded or not, and how it ended. */

import { useQuery } from "@tanstack/react-query";
import { sessionQuery } from "@/api/queries";
import type { SessionDetail } from "@/api/types";
import { Fact, Facts } from "@/ui/facts";
import { View } from "@/ui/states";
import { t, type TextKey } from "@/ui/text";
import { Lasting, Time } from "@/ui/time";
import { endForPerson } from "./end_for_person";
import { doneIn, wasControlGiven } from "./receipt_done";

export function Receipt({ id }: { id: string }) {
  const session = useQuery(sessionQuery(id));
  return (
    <View of={session} rows={3}>
      {(value) => <Told session={value} />}
    </View>
  );
}

function Told({ session }: { session: SessionDetail }) {
  const { technician, active_since: since, ended_at: until } = session;
  const minutes = Math.round((session.seconds_given ?? 0) / 60);
  const isControlled = wasControlGiven(session.capabilities);
  return (
    <Facts>
      <Fact label={t("help.receipt.who")}>
        {technician ? t("session.person", { name: technician.name, email: technician.email }) : t("session.a_technician")}
      </Fact>
      {since && (
        <Fact label={t("help.receipt.when")}>
          <Time at={since} form="exact" /> – <Time at={until} form="exact" /> (
          <Lasting since={since} until={until} />)
        </Fact>
      )}
      <Fact label={t("help.receipt.given")}>
        {t(isControlled ? "help.receipt.control" : "help.receipt.view", { minutes })}
      </Fact>
      <Fact label={t("help.receipt.asked")}>
        {t(askedKey(session))}
      </Fact>
      <Fact label={t("help.receipt.recorded")}>
        {t(session.recording === "off" ? "help.receipt.no" : "help.receipt.yes")}
      </Fact>
      <Fact label={t("help.receipt.done")}>
        <Steps session={session} isControlled={isControlled} />
      </Fact>
      {session.end && (
        <Fact label={t("help.receipt.ended")}>
          {endForPerson(session.end.reason, session.origin === "own")}
          {session.end.note ? ` ${t("common.quoted", { text: session.end.note })}` : null}
        </Fact>
      )}
    </Facts>
  );
}

function askedKey({ asked_person, origin, timeline }: SessionDetail): TextKey {
  if (asked_person) return "help.receipt.asked_yes";
  if (origin === "own") return "help.receipt.asked_own";
  if (origin === "unattended") return "help.receipt.asked_visit";
  const wasAhead = timeline.some(({ kind }) => kind === "session.granted_in_advance");
  return wasAhead ? "help.receipt.asked_ahead" : "help.receipt.asked_no";
}

function Steps({ session, isControlled }: { session: SessionDetail; isControlled: boolean }) {
  const done = doneIn(session.timeline);
  const wasUsed = session.timeline.some(({ kind }) => kind === "session.control_used");
  return (
    <>
      {isControlled && !wasUsed ? <p>{t("help.receipt.not_used")}</p> : null}
      {!isControlled && done.length === 0 ? <p>{t("help.receipt.only_seen")}</p> : null}
      {done.length === 0 ? null : (
        <ol className="hr-timeline">
          {done.map(({ id, at, sentence }) => (
            <li key={id}>
              <Time at={at} form="exact" />
              <span>{sentence}</span>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
