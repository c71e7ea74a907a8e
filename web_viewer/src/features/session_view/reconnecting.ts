/** Says what is being done about a way that is lost, and for how long; pure. */

import type { LinkState } from "@/remote/link";
import type { Snapshot } from "@/remote/snapshot";
import { t } from "@/ui/text";
import { exactClock, leftUntil } from "./moments";

/** Since when nothing moves. The time that is left counts only while the broker waits for somebody to come back. */
export function frozenWords({ frozenAt, session, deadlineAt }: Snapshot, link: LinkState, now: number): string {
  const since = exactClock(frozenAt ?? now);
  if (link.kind !== "open") return t("view.frozen_no_link", { time: since });
  if (session?.state !== "interrupted" || deadlineAt === null) return t("view.frozen_no_limit", { time: since });
  return t("view.frozen", { time: since, left: leftUntil(deadlineAt, now) });
}

/** What happens at this moment, in one sentence. */
export function tryingWords({ step, session }: Snapshot, link: LinkState, device: string, now: number): string {
  if (link.kind === "waiting") {
    return t("view.trying.link_in", { seconds: Math.max(1, Math.ceil((link.until - now) / 1000)) });
  }
  if (link.kind !== "open") return t("view.trying.link");
  if (step === "asked") return t("view.trying.asked", { device });
  if (step === "accepted" || step === "answered") return t("view.trying.way", { device });
  if (session?.state !== "interrupted") return t("view.trying.noticed", { device });
  return t(session.device_online ? "view.trying.device" : "view.trying.device_gone", { device });
}
