/** The figures of the connection, with what they mean said first. */

import { useEffect, useState, useSyncExternalStore } from "react";
import type { RemoteSession } from "@/remote/session";
import type { Snapshot } from "@/remote/snapshot";
import { t, type TextKey } from "@/ui/text";
import { figuresOf, type Figures, type Report } from "./figures";
import { splitOf, totalOf, verdictWords, type Part } from "./verdict";

const PARTS: readonly (readonly [Part, TextKey])[] = [
  ["capture", "view.stat.capture"],
  ["encode", "view.stat.encode"],
  ["network", "view.stat.network"],
  ["decode", "view.stat.decode"],
];

interface Props {
  engine: RemoteSession;
  snapshot: Snapshot;
  device: string;
}

export function StatsPanel({ engine, snapshot, device }: Props) {
  const figures = useFigures(engine);
  const delays = useSyncExternalStore(engine.delays.subscribe, engine.delays.get);
  const split = figures === null ? null : splitOf(figures, delays);
  return (
    <section className="hr-view-stats" aria-label={t("view.stats")}>
      <p>
        <strong data-testid="verdict">{verdictWords(figures, split, snapshot.quality, device)}</strong>
      </p>
      {figures === null || split === null ? null : (
        <dl>
          {PARTS.map(([part, words]) => (
            <Row key={part} words={words} value={milliseconds(split[part])} part={part} />
          ))}
          <Row words="view.stat.together" value={milliseconds(totalOf(split))} />
          <Row words="view.stat.picture" value={pictureWords(figures)} />
          <Row words="view.stat.rate" value={t("view.stat.rate_value", { megabits: figures.megabits.toFixed(1) })} />
          <Row words="view.stat.lost" value={String(figures.lost)} />
          <Row words="view.stat.path" value={t(figures.relayed ? "view.stat.path_relay" : "view.stat.path_direct")} />
        </dl>
      )}
    </section>
  );
}

function Row({ words, value, part }: { words: TextKey; value: string; part?: Part }) {
  return (
    <>
      <dt>{t(words)}</dt>
      <dd data-part={part}>{value}</dd>
    </>
  );
}

function milliseconds(value: number | null): string {
  if (value === null) return t("view.stat.not_yet");
  return t("view.stat.milliseconds", { milliseconds: value < 10 ? value.toFixed(1) : String(Math.round(value)) });
}

function pictureWords({ width, height, frames, codec }: Figures): string {
  return t("view.stat.picture_value", { width, height, frames, codec });
}

function useFigures(engine: RemoteSession): Figures | null {
  const [figures, setFigures] = useState<Figures | null>(null);
  useEffect(() => {
    let last: Report[] | null = null;
    let known: Figures | null = null;
    let gone = false;
    const look = async () => {
      const found = await engine.stats();
      if (gone || found === null) return;
      const report = [...found.values()] as Report[];
      const next = figuresOf(report, last);
      // While nothing moves, what was measured last of a picture is still the best that is known.
      known = { ...next, gathering: next.gathering ?? known?.gathering ?? null, decoding: next.decoding ?? known?.decoding ?? null };
      setFigures(known);
      last = report;
    };
    void look();
    const timer = setInterval(() => void look(), 1_000);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [engine]);
  return figures;
}
