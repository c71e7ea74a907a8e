/** Splits the age of what is seen into its parts, and says in one sentence what it means; pure. */

import type { Delays, QualityChoice } from "@/protocol/viewer_agent.gen";
import { t, type TextKey } from "@/ui/text";
import type { Figures } from "./figures";

/** Milliseconds; null where it was not measured. */
export interface Split {
  readonly capture: number | null;
  readonly encode: number | null;
  readonly network: number | null;
  readonly decode: number | null;
}

export type Part = keyof Split;

/** Beyond this a hand notices that the eye is behind it. */
export const SLOW_MS = 120;
export const MUCH_LOST = 0.03;

/** The network has the way, what waits before it at the device, and what waits here until a picture is whole. */
export function splitOf(figures: Figures, delays: Delays | null): Split {
  const { roundTrip, gathering, decoding } = figures;
  return {
    capture: delays?.capture ?? null,
    encode: delays?.encode ?? null,
    network: roundTrip === null ? null : roundTrip / 2 + (delays?.send ?? 0) + (gathering ?? 0),
    decode: decoding,
  };
}

export function totalOf(split: Split): number {
  return Object.values(split).reduce((sum: number, part: number | null) => sum + (part ?? 0), 0);
}

const SLOW: Record<Part, TextKey> = {
  capture: "view.verdict.capture",
  encode: "view.verdict.encode",
  network: "view.verdict.network",
  decode: "view.verdict.decode",
};

const rounded = (value: number): number => Math.max(1, Math.round(value));

export function verdictWords(figures: Figures | null, split: Split | null, quality: QualityChoice, device: string): string {
  if (figures === null || split === null || split.network === null) return t("view.stat.unknown");
  if (figures.lostShare > MUCH_LOST) {
    const percent = Math.round(100 * figures.lostShare);
    return t(quality === "low" ? "view.verdict.lost_already" : "view.verdict.lost", { percent });
  }
  const total = totalOf(split);
  if (total > SLOW_MS) {
    const worst = (Object.keys(SLOW) as Part[]).reduce((a, b) => ((split[b] ?? 0) > (split[a] ?? 0) ? b : a));
    const words = worst === "network" && quality === "low" ? "view.verdict.network_already" : SLOW[worst];
    return t(words, { milliseconds: rounded(split[worst] ?? 0), device });
  }
  const still = figures.frames === 0;
  return t(still ? "view.verdict.still" : "view.verdict.good", { milliseconds: rounded(still ? split.network : total) });
}
