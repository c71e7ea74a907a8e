/** Lists what happened in order, one sentence a line, exact time first. */

import { Time } from "./time";
import { t } from "./text";

export interface TimelineEntry {
  id: string;
  at: string;
  sentence: string;
  actor: { name: string };
}

export function EntryTimeline({ entries, current }: { entries: readonly TimelineEntry[]; current?: string }) {
  if (entries.length === 0) return <p className="hr-muted">{t("timeline.empty")}</p>;
  return (
    <ol className="hr-timeline">
      {entries.map((entry) => (
        <li key={entry.id} aria-current={entry.id === current ? "true" : undefined}>
          <Time at={entry.at} form="exact" />
          <span>{entry.sentence}</span>
        </li>
      ))}
    </ol>
  );
}
