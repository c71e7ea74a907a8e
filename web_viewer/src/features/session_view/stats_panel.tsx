/** The figures of the connection, with what they mean said first. */

import { useEffect, useState } from "react";
import type { RemoteSession } from "@/remote/session";
import { t } from "@/ui/text";
import { figuresOf, type Figures, type Report } from "./figures";

const SLOW_MS = 120;

export function StatsPanel({ engine }: { engine: RemoteSession }) {
  const figures = useFigures(engine);
  return (
    <section className="hr-view-stats" aria-label={t("view.stats")}>
      <p>
        <strong>{networkWords(figures?.roundTrip ?? null)}</strong>
      </p>
      {figures === null ? null : (
        <dl>
          <dt>{t("view.stat.picture")}</dt>
          <dd>{pictureWords(figures)}</dd>
          <dt>{t("view.stat.rate")}</dt>
          <dd>{t("view.stat.rate_value", { megabits: figures.megabits.toFixed(1) })}</dd>
          <dt>{t("view.stat.lost")}</dt>
          <dd>{figures.lost}</dd>
          <dt>{t("view.stat.path")}</dt>
          <dd>{t(figures.relayed ? "view.stat.path_relay" : "view.stat.path_direct")}</dd>
        </dl>
      )}
    </section>
  );
}

function pictureWords({ width, height, frames, codec }: Figures): string {
  return t("view.stat.picture_value", { width, height, frames, codec });
}

function networkWords(roundTrip: number | null): string {
  if (roundTrip === null) return t("view.stat.unknown");
  return t(roundTrip > SLOW_MS ? "view.stat.slow" : "view.stat.fine", { milliseconds: Math.round(roundTrip) });
}

function useFigures(engine: RemoteSession): Figures | null {
  const [figures, setFigures] = useState<Figures | null>(null);
  useEffect(() => {
    let last: Report[] | null = null;
    let gone = false;
    const look = async () => {
      const found = await engine.stats();
      if (gone || found === null) return;
      const report = [...found.values()] as Report[];
      setFigures(figuresOf(report, last));
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
