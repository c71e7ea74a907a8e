/** Tells every page whether what it shows is live or old. */

import { createContext, useContext, type ReactNode } from "react";
import { clockTime } from "./moment";
import { t } from "./text";

export type Liveness = { kind: "live" } | { kind: "old"; since: Date } | { kind: "starting" };

const LivenessContext = createContext<Liveness>({ kind: "starting" });

export function LivenessProvider({ value, children }: { value: Liveness; children: ReactNode }) {
  return <LivenessContext value={value}>{children}</LivenessContext>;
}

export function useLiveness(): Liveness {
  return useContext(LivenessContext);
}

/** `● Live`, or `◌ as of 14:03`; it takes its place before either, or what stands beside it moved under the pointer. */
export function LiveMark() {
  const live = useLiveness();
  const old = live.kind === "old";
  const starting = live.kind === "starting";
  return (
    <span
      className="hr-live-mark"
      data-old={old || undefined}
      data-starting={starting || undefined}
      aria-hidden={starting || undefined}
      role={starting ? undefined : "status"}
    >
      <span aria-hidden="true">{old ? "◌" : "●"}</span> {old ? t("live.as_of", { time: clockTime(live.since) }) : t("live.live")}
    </span>
  );
}
