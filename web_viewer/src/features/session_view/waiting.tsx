/** Shows how far the asking is, before there is a picture: asked, on their screen, answer, connect. */

import { Button, Group, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { withdraw } from "@/api/actions";
import { joinHelpQuery, renewJoinCode } from "@/api/joining";
import type { ReactNode } from "react";
import type { RemoteSession } from "@/remote/session";
import type { Snapshot } from "@/remote/snapshot";
import { JoinAgain } from "@/ui/join_again";
import { JoinCode } from "@/ui/join_help";
import { useNow } from "@/ui/now";
import { ErrorNote, type Failure } from "@/ui/states";
import { t, type TextKey } from "@/ui/text";
import { Card } from "./card";
import { say } from "./own_words";
import { ReadCode } from "./read_code";
import { clock, exactClock, leftUntil } from "./moments";
import { isUnasked, waitingSteps, waitingTitle, type Mark } from "./stages";

interface Props {
  engine: RemoteSession;
  snapshot: Snapshot;
  device: string;
  own: boolean;
  /** What stands below it: the messages with the person. */
  children?: ReactNode;
}

const SIGN: Record<Mark, string> = { done: "✓", now: "◔", later: "○" };
const SAID: Record<Mark, TextKey> = { done: "view.step.done", now: "view.step.now", later: "view.step.later" };
// Elsewhere minutes and hours pass, which no clock that runs down makes shorter.
const COUNTED = new Set(["asking_consent", "granted", "connecting", "interrupted"]);
const BEFORE_YES = new Set(["requested", "approved", "asking_consent"]);

export function Waiting({ engine, snapshot, device, own, children }: Props) {
  const now = Math.max(useNow(1_000).getTime(), snapshot.at);
  const { deadlineAt } = snapshot;
  const state = snapshot.session?.state ?? "";
  const withdrawing = useMutation({ mutationFn: () => withdraw(engine.id) });
  const beforeYes = BEFORE_YES.has(state);
  const stop = () => {
    if (beforeYes) withdrawing.mutate();
    else engine.off();
  };
  return (
    <Card title={t(waitingTitle(snapshot), { device })} aside={deadlineAt === null || !COUNTED.has(state) ? null : <Countdown until={deadlineAt} now={now} />}>
      <Steps snapshot={snapshot} own={own} />
      <Reading snapshot={snapshot} />
      <ReadCode snapshot={snapshot} />
      <Text role="status" data-testid="session-state" data-state={state}>
        {meaning(snapshot, device, own)}
      </Text>
      {state === "approved" && snapshot.session?.device_name === "" ? <CodeToType session={engine.id} /> : null}
      {snapshot.fault?.message ? <ErrorNote error={{ message: snapshot.fault.message, reference: snapshot.fault.code }} /> : null}
      {withdrawing.error === null ? null : <ErrorNote error={withdrawing.error as Failure} />}
      <Group>
        <Button variant="default" loading={withdrawing.isPending} onClick={stop}>
          {t(beforeYes && !own ? "view.withdraw" : "view.cancel")}
        </Button>
      </Group>
      {children}
    </Card>
  );
}

/** A request that names no computer waits for one: the person has the code, and the technician can read it to them. */
function CodeToType({ session }: { session: string }) {
  const asked = joinHelpQuery(session);
  const help = useQuery(asked).data;
  const client = useQueryClient();
  if (help === undefined) return null;
  if (help === null) {
    return <JoinAgain renew={() => renewJoinCode(session)} onRenewed={() => client.invalidateQueries({ queryKey: asked.queryKey })} />;
  }
  return (
    <>
      <Text>{t("join.waits_for_computer")}</Text>
      <JoinCode code={help.code} expiresAt={help.expires_at} />
    </>
  );
}

function Countdown({ until, now }: { until: number; now: number }) {
  return <span className="hr-figures">{t("view.left", { time: leftUntil(until, now) })}</span>;
}

function Steps({ snapshot, own }: { snapshot: Snapshot; own: boolean }) {
  return (
    <ol className="hr-view-steps">
      {waitingSteps(snapshot).map(({ words, mark }) => (
        <li key={words} data-mark={mark} aria-current={mark === "now" ? "step" : undefined}>
          <span aria-hidden="true">{SIGN[mark]}</span> {say(own, words)}
          <span className="hr-view-hidden">, {t(SAID[mark])}</span>
        </li>
      ))}
    </ol>
  );
}

/** The words that stand on the person's screen. */
function Reading({ snapshot }: { snapshot: Snapshot }) {
  const { proposal } = snapshot;
  if (proposal === null || isUnasked(snapshot)) return null;
  const { who, reason, capabilities, seconds, recording } = proposal;
  return (
    <Text className="hr-view-reading">
      {t(reason ? "view.they_read" : "view.they_read_no_reason", {
        name: who.name,
        company: who.company,
        reason,
        control: capabilities.includes("control") ? "yes" : "no",
        minutes: Math.round(seconds / 60),
        recording: recording ? "yes" : "no",
      })}
    </Text>
  );
}

/** What it waits for, and until when. */
function meaning(snapshot: Snapshot, device: string, own: boolean): string {
  const { session, deadlineAt, step } = snapshot;
  if (step === "comparing") return t("view.compare.waits");
  const until = deadlineAt === null ? "" : clock(deadlineAt);
  switch (session?.state) {
    case "requested":
      return t("view.approval", { time: until });
    case "approved":
      return session.device_online ? say(own, "view.reaching") : say(own, "view.offline", { device, time: until });
    case "asking_consent":
      if (isUnasked(snapshot)) return say(own, "view.unasked");
      return t(session.silence_is_yes ? "view.no_answer_means_yes" : "view.no_answer_means_no", {
        time: deadlineAt === null ? "" : exactClock(deadlineAt),
      });
    case "interrupted":
      return say(own, "view.again", { device, time: deadlineAt === null ? "" : exactClock(deadlineAt) });
    default:
      return say(own, "view.connecting");
  }
}
