/** What is said over the picture: that it is frozen, that a question stands on their screen, that a link is gone. */

import type { LinkState } from "@/remote/link";
import type { Snapshot } from "@/remote/snapshot";
import { t } from "@/ui/text";
import { exactClock, leftUntil } from "./moments";
import { isFrozen } from "./stages";

interface Props {
  snapshot: Snapshot;
  link: LinkState;
  now: number;
  onOff: () => void;
}

export function Notes({ snapshot, link, now, onOff }: Props) {
  if (isFrozen(snapshot)) {
    return (
      <div className="hr-view-over">
        <p>{frozenWords(snapshot, link, now)}</p>
        <button type="button" className="hr-view-off" onClick={onOff}>
          {t("view.off")}
        </button>
      </div>
    );
  }
  const words = snapshot.held ? t("view.held") : link.kind === "waiting" ? t("view.link.waiting") : null;
  if (words === null) return null;
  return (
    <div className="hr-view-over" data-small>
      <p>{words}</p>
    </div>
  );
}

/** The time that is left counts only while the broker waits for somebody to come back. */
function frozenWords({ frozenAt, session, deadlineAt }: Snapshot, link: LinkState, now: number): string {
  const since = exactClock(frozenAt ?? now);
  if (link.kind !== "open") return t("view.frozen_no_link", { time: since });
  if (session?.state !== "interrupted" || deadlineAt === null) return t("view.frozen_no_limit", { time: since });
  return t("view.frozen", { time: since, left: leftUntil(deadlineAt, now) });
}
