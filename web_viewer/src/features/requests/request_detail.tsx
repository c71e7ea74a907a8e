/** One request read in full, and the answer to it. */

import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { may, mayApprove, mayTake } from "@/api/access";
import { threadOf } from "@/api/messages";
import { pictureOf } from "@/api/pictures";
import { deviceQuery, meQuery } from "@/api/queries";
import { seen } from "@/api/see_as";
import { isOpen, isVisit } from "@/api/session_facts";
import type { Session } from "@/api/types";
import { Fact, Facts } from "@/ui/facts";
import { DeviceLink, SessionLink, ViewerLink } from "@/ui/links";
import { Quote } from "@/ui/quote";
import { RequestPicture } from "@/ui/request_picture";
import { requestForecast } from "@/ui/forecast";
import { useNow } from "@/ui/now";
import { PresenceSign, SessionSign, capabilityWords } from "@/ui/signs";
import { t, textFor } from "@/ui/text";
import { ThreadSection } from "@/ui/thread";
import { Time } from "@/ui/time";
import { Answer } from "./answer";

interface Props {
  session: Session;
  gone: boolean;
  onBack: () => void;
}

export function RequestDetail({ session, gone, onBack }: Props) {
  const me = useQuery(meQuery).data;
  const waits = session.state === "requested" && !gone;
  const visits = isVisit(session);
  // Somebody else says yes to what one asks for oneself.
  const isOwn = visits && session.technician?.id === me?.account.id;
  const approves = mayApprove(me, session) && !isOwn;
  const takes = mayTake(me, session);
  const mayAnswer = approves || takes;
  return (
    <section className="hr-split-detail hr-card" aria-label={t("requests.detail")}>
      <Button className="hr-back" variant="subtle" size="compact-sm" onClick={onBack}>
        {t("requests.back")}
      </Button>
      <Group justify="space-between" gap={8} mb={12}>
        <Title order={2}>{session.person?.name ?? session.technician?.name ?? t("session.somebody")}</Title>
        {gone ? <Text c="dimmed">{t("requests.gone")}</Text> : <SessionSign state={session.state} />}
      </Group>
      <Stack gap={16}>
        <Text size="lg" component="div">
          <Quote text={session.reason} />
        </Text>
        {visits && <Text>{t("requests.visit")}</Text>}
        {!visits && <RequestPicture key={`picture ${session.id}`} level={3} of={pictureOf(session.id)} words={pictureWords()} />}
        <RequestFacts session={session} />
        {waits && mayAnswer && <Answer session={session} takes={takes} approves={approves} />}
        {waits && !mayAnswer && <Text c="dimmed">{t(isOwn ? "requests.own_visit" : "requests.may_not_answer")}</Text>}
        {may(me, "message:read", session.organization.id) && !(waits && visits) && (
          <ThreadSection key={session.id} level={3} of={threadOf(session.id)} onlyLooks={seen() !== null} />
        )}
        {session.end && <Text>{textFor("end", session.end.reason, "end.other")}</Text>}
        <Group gap={16}>
          {(isOpen(session) || (waits && isOwn)) && (
            <ViewerLink id={session.id}>
              {t("session.open_viewer")}
            </ViewerLink>
          )}
          <SessionLink id={session.id}>
            {t("session.details")}
          </SessionLink>
        </Group>
      </Stack>
    </section>
  );
}

const pictureWords = () => ({ title: t("requests.picture"), alt: t("requests.picture_alt"), note: t("requests.picture_note") });

function RequestFacts({ session }: { session: Session }) {
  const person = session.person;
  return (
    <Facts>
      <Fact label={t("field.device")}>
        {session.device ? <DeviceNow session={session} device={session.device} /> : t("session.no_device")}
      </Fact>
      <Fact label={t("field.organization")}>{session.organization.name}</Fact>
      {person?.phone ? <Fact label={t("field.phone")}>{person.phone}</Fact> : null}
      {person?.email ? <Fact label={t("field.email")}>{person.email}</Fact> : null}
      <Fact label={t("field.asked")}>
        <Time at={session.created_at} />
      </Fact>
      <Fact label={t("field.wants")}>
        {t("session.for_minutes", {
          what: capabilityWords(session.capabilities_asked),
          minutes: Math.round(session.seconds / 60),
        })}
      </Fact>
      {session.technician ? <Fact label={t(isVisit(session) ? "field.technician" : "field.answered_by")}>{session.technician.name}</Fact> : null}
      {session.note ? (
        <Fact label={t("field.note")}>
          <Quote text={session.note} />
        </Fact>
      ) : null}
    </Facts>
  );
}

function DeviceNow({ session, device: { id, name } }: { session: Session; device: NonNullable<Session["device"]> }) {
  const device = useQuery({ ...deviceQuery(id), retry: false });
  const now = useNow();
  const waits = session.state === "requested" && !isVisit(session);
  return (
    <>
      <Group gap={12}>
        <DeviceLink id={id}>
          {name}
        </DeviceLink>
        {device.data ? <PresenceSign presence={device.data.presence} /> : null}
      </Group>
      {device.data && waits ? (
        <Text size="sm" data-testid="forecast">
          {requestForecast(device.data, session.created_at, now)}
        </Text>
      ) : null}
    </>
  );
}
