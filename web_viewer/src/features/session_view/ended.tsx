/** The page after the end: why, how long, and what next. */

import { Anchor, Button, Group, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { connectToOwn, offerSupport } from "@/api/actions";
import type { Session } from "@/api/types";
import type { Snapshot } from "@/remote/snapshot";
import { clockTime } from "@/ui/moment";
import { useNow } from "@/ui/now";
import { ErrorNote, type Failure } from "@/ui/states";
import { t } from "@/ui/text";
import { Card } from "./card";
import { endSentence, hasBegun } from "./end_words";
import { say } from "./own_words";

interface Props {
  id: string;
  snapshot: Snapshot;
  stored: Session | undefined;
  device: string;
  own: boolean;
}

export function Ended({ id, snapshot, stored, device, own }: Props) {
  const now = useNow(60_000);
  const end = snapshot.end ?? stored?.end ?? null;
  const sentence = endSentence({
    reason: end?.reason ?? "other",
    note: end?.note ?? null,
    device,
    time: clockTime(stored?.ended_at ? new Date(stored.ended_at) : now),
    consentSeconds: snapshot.proposal?.consent_seconds ?? 60,
    own,
  });
  return (
    <Card title={t(hasBegun(end?.reason, stored?.active_since) ? "view.title_ended" : "view.title_not_begun", { device })}>
      <Text role="alert" className="hr-view-sentence" data-testid="session-state" data-state="ended" data-reason={end?.reason}>
        {sentence}
      </Text>
      <Text>{lasting(stored)}</Text>
      <Next id={id} stored={stored} own={own} />
    </Card>
  );
}

function lasting(stored: Session | undefined): string {
  if (!stored?.ended_at) return "";
  if (!stored.active_since) return t("view.nothing_seen");
  const milliseconds = Date.parse(stored.ended_at) - Date.parse(stored.active_since);
  return t("view.lasted", { minutes: Math.floor(milliseconds / 60_000) });
}

/** Begins the same again: an owner connects, a technician asks. */
function begin(session: Session, own: boolean): Promise<Session> {
  const device_id = session.device?.id ?? "";
  if (own) return connectToOwn(device_id);
  const { reason, capabilities_asked: capabilities, seconds } = session;
  return offerSupport({ device_id, reason, capabilities, seconds });
}

function Next({ id, stored, own }: { id: string; stored: Session | undefined; own: boolean }) {
  const navigate = useNavigate();
  const asking = useMutation({
    mutationFn: (session: Session) => begin(session, own),
    onSuccess: (session) => void navigate({ to: "/sessions/$id/view", params: { id: session.id } }),
  });
  return (
    <>
      {asking.error === null ? null : <ErrorNote error={asking.error as Failure} />}
      <Group gap={16}>
        {stored?.device ? (
          <Button loading={asking.isPending} onClick={() => asking.mutate(stored)}>
            {say(own, "view.ask_again")}
          </Button>
        ) : null}
        <Anchor component={Link} to={own ? "/help" : `/sessions/${id}`}>
          {say(own, "view.details")}
        </Anchor>
      </Group>
    </>
  );
}
