/** What a screen reader says: the state politely; a question and the last two minutes at once. */

import type { Snapshot } from "@/remote/snapshot";
import { t } from "@/ui/text";
import { exactClock } from "./moments";
import { say } from "./own_words";
import { isFrozen } from "./stages";

interface Props {
  snapshot: Snapshot;
  device: string;
  own: boolean;
  near: boolean;
  now: number;
}

export function Spoken({ snapshot, device, own, near, now }: Props) {
  const state = isFrozen(snapshot) ? "interrupted" : "active";
  return (
    <>
      <div role="status" className="hr-view-hidden" data-testid="session-state" data-state={state}>
        {stateWords(snapshot, device, own, now)}
      </div>
      <div role="alert" className="hr-view-hidden">
        {alertWords(snapshot, near)}
      </div>
    </>
  );
}

function alertWords({ held, idleEndsAt }: Snapshot, near: boolean): string {
  if (held) return t("view.held");
  if (idleEndsAt !== null) return t("view.idle_spoken");
  return near ? t("view.two_minutes") : "";
}

function stateWords(snapshot: Snapshot, device: string, own: boolean, now: number): string {
  if (snapshot.step === "comparing") return t("view.compare.waits");
  if (isFrozen(snapshot)) return t("view.state.lost", { time: exactClock(snapshot.frozenAt ?? now) });
  if (snapshot.paused) return say(own, "view.paused");
  const watches = snapshot.viewOnly || !snapshot.capabilities.includes("control");
  return t(watches ? "view.state.active_view_only" : "view.state.active", { device });
}
