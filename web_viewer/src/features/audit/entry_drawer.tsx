/** The detail of one entry: its facts, its session's whole timeline, and the end of a live one. */

import { Button, Drawer, Stack, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconPlayerStop } from "@tabler/icons-react";
import { may } from "@/api/access";
import { terminate } from "@/api/actions";
import { meQuery, sessionQuery } from "@/api/queries";
import { isOpen } from "@/api/session_facts";
import type { Entry, SessionDetail } from "@/api/types";
import { Fact, Facts } from "@/ui/facts";
import { DeviceLink, SessionLink } from "@/ui/links";
import { tell, tellFailure } from "@/ui/messages";
import { SessionSign } from "@/ui/signs";
import { View, type Failure } from "@/ui/states";
import { locale, t } from "@/ui/text";
import { Time } from "@/ui/time";
import { EntryTimeline } from "@/ui/timeline";

export function EntryDrawer({ entry, onClose }: { entry: Entry | null; onClose: () => void }) {
  return (
    <Drawer opened={entry !== null} onClose={onClose} position="right" size="lg" title={t("audit.entry")}>
      {entry && (
        <Stack gap={16}>
          <p className="hr-entry-full">{entry.sentence}</p>
          <EntryFacts entry={entry} />
          {entry.session_id && <EntrySession id={entry.session_id} current={entry.id} />}
        </Stack>
      )}
    </Drawer>
  );
}

function EntryFacts({ entry }: { entry: Entry }) {
  const detail = Object.entries(entry.detail).filter(([, value]) => value !== null && value !== "");
  return (
    <Facts>
      <Fact label={t("field.at")}>
        <Time at={entry.at} form="exact" />
      </Fact>
      <Fact label={t("field.who")}>{entry.actor.name}</Fact>
      <Fact label={t("field.where")}>{entry.organization?.name ?? t("audit.instance")}</Fact>
      {entry.device && (
        <Fact label={t("field.device")}>
          <DeviceLink id={entry.device.id}>
            {entry.device.name}
          </DeviceLink>
        </Fact>
      )}
      <Fact label={t("field.kind")}>
        <span className="hr-hash">{entry.kind}</span>
      </Fact>
      {detail.map(([key, value]) => (
        <Fact key={key} label={key.replaceAll("_", " ")}>
          <span className="hr-detail">{plain(value)}</span>
        </Fact>
      ))}
      <Fact label={t("field.number")}>{entry.sequence.toLocaleString(locale())}</Fact>
      <Fact label={t("field.hash")}>
        <span className="hr-hash">{entry.hash}</span>
      </Fact>
    </Facts>
  );
}

/** A value of an entry's detail as text: lists by commas, anything deeper as it was written. */
function plain(value: unknown): string {
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (Array.isArray(value) && value.every((item) => typeof item !== "object")) return value.join(", ");
  return JSON.stringify(value);
}

function EntrySession({ id, current }: { id: string; current: string }) {
  const session = useQuery(sessionQuery(id));
  return (
    <View of={session}>
      {(value) => (
        <section aria-label={t("session.title", { short: value.short })}>
          <div className="hr-entry-session">
            <Title order={3}>
              <SessionLink id={value.id}>
                {t("session.title", { short: value.short })}
              </SessionLink>
            </Title>
            <SessionSign state={value.state} />
            <End session={value} />
          </div>
          <EntryTimeline entries={value.timeline} current={current} />
        </section>
      )}
    </View>
  );
}

function End({ session }: { session: SessionDetail }) {
  const me = useQuery(meQuery).data;
  const client = useQueryClient();
  const ending = useMutation({
    mutationFn: () => terminate(session.id, ""),
    onSuccess: () => tell(t("session.terminated", { device: session.device?.name ?? t("session.no_device") })),
    onError: (error) => tellFailure(error as Failure),
    onSettled: () => client.invalidateQueries(),
  });
  const permitted = session.technician?.id === me?.account.id || may(me, "session:terminate", session.organization.id);
  if (!isOpen(session) || !permitted) return null;
  return (
    <Button
      color="stop"
      leftSection={<IconPlayerStop size={16} stroke={1.75} aria-hidden />}
      loading={ending.isPending}
      onClick={() => ending.mutate()}
    >
      {t("session.terminate_this")}
    </Button>
  );
}
