/** What is said over the picture: that it is frozen, that a question stands on their screen, that a link is gone. */

import type { LinkState } from "@/remote/link";
import type { Snapshot } from "@/remote/snapshot";
import { t } from "@/ui/text";
import { leftUntil } from "./moments";
import { furtherWord, moreSeconds } from "./further";
import { say } from "./own_words";
import { ReadCode } from "./read_code";
import { frozenWords, tryingWords } from "./reconnecting";
import { isFrozen } from "./stages";

interface Props {
  snapshot: Snapshot;
  device: string;
  own: boolean;
  link: LinkState;
  now: number;
  /** What has been done for the technician a moment ago. */
  said: string | null;
  onOff: () => void;
  on: Wishes;
}

export function Notes({ snapshot, device, own, link, now, said, onOff, on }: Props) {
  if (snapshot.step === "comparing") {
    return (
      <div className="hr-view-over">
        <ReadCode snapshot={snapshot} />
        <button type="button" className="hr-view-off" onClick={onOff}>
          {t("view.off")}
        </button>
      </div>
    );
  }
  if (isFrozen(snapshot)) {
    return (
      <div className="hr-view-over">
        <div className="hr-view-trying">
          <p>{frozenWords(snapshot, link, now)}</p>
          {/* A countdown is not spoken each second. */}
          <p className="hr-view-muted" role={link.kind === "waiting" ? undefined : "status"} data-testid="trying">
            {tryingWords(snapshot, link, device, now)}
          </p>
        </div>
        <button type="button" className="hr-view-off" onClick={onOff}>
          {t("view.off")}
        </button>
      </div>
    );
  }
  if (snapshot.paused) {
    return (
      <div className="hr-view-over" data-testid="paused">
        <p>{say(own, "view.paused")}</p>
        <button type="button" className="hr-view-off" onClick={onOff}>
          {t("view.off")}
        </button>
      </div>
    );
  }
  const words = link.kind === "waiting" ? t("view.link.waiting") : null;
  const { idleEndsAt } = snapshot;
  const further = furtherWord(snapshot, now);
  if (words === null && further === null && idleEndsAt === null && said === null) return null;
  return (
    <div className="hr-view-over" data-small role="status">
      {said === null ? null : <p>{said}</p>}
      {words === null ? null : <p>{words}</p>}
      {idleEndsAt === null ? null : (
        <>
          <p>{t("view.idle_soon", { left: leftUntil(idleEndsAt, now) })}</p>
          <button type="button" onClick={on.stay}>
            {t("view.stay")}
          </button>
        </>
      )}
      {further === null ? null : <p>{further.words}</p>}
      {further?.ask.map((ask) => <AskButton key={ask} snapshot={snapshot} ask={ask} on={on} />)}
    </div>
  );
}

export interface Wishes {
  control(): void;
  clipboard(): void;
  time(): void;
  stay(): void;
}

export function AskButton({ snapshot, ask, on }: { snapshot: Snapshot; ask: "control" | "time"; on: Wishes }) {
  const minutes = Math.floor(moreSeconds(snapshot) / 60);
  return (
    <button type="button" onClick={ask === "time" ? on.time : on.control}>
      {ask === "time" ? t("view.more.ask_time", { minutes }) : t("view.more.ask_control")}
    </button>
  );
}

