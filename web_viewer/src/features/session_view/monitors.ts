/** Which of the other side's screens is looked at, in words, and which one comes next; pure. */

import type { Monitors } from "@/protocol/viewer_agent.gen";
import { t } from "@/ui/text";

/** Whether there is anything to say: one screen that is all there is needs no word. */
export function isWorthSaying(monitors: Monitors | null): monitors is Monitors {
  return monitors !== null && (monitors.is_only || monitors.monitors.length > 1);
}

/** The one after what is shown now: all, then each by itself, and all again. */
export function nextMonitor({ monitors, shown }: Monitors): number | null {
  const numbers = monitors.map(({ number }) => number);
  if (shown === null) return numbers[0] ?? null;
  return numbers[numbers.indexOf(shown) + 1] ?? null;
}

export function monitorWords({ shown }: Monitors): string {
  return shown === null ? t("view.monitor.all") : t("view.monitor.one", { number: shown });
}
