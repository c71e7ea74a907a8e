/** Says which screen is looked at, and goes on to the next one, as far as the person gave more than one. */

import { IconDeviceDesktop } from "@tabler/icons-react";
import type { Monitors } from "@/protocol/viewer_agent.gen";
import { t } from "@/ui/text";
import { isWorthSaying, monitorWords } from "./monitors";

interface Props {
  monitors: Monitors | null;
  onNext: () => void;
}

export function MonitorButton({ monitors, onNext }: Props) {
  if (!isWorthSaying(monitors)) return null;
  const isOnly = monitors.is_only;
  return (
    <>
      <button
        type="button"
        aria-keyshortcuts="M"
        aria-disabled={isOnly ? true : undefined}
        title={isOnly ? undefined : t("view.monitor.next")}
        onClick={isOnly ? undefined : onNext}
      >
        <IconDeviceDesktop size={16} stroke={1.75} aria-hidden /> {monitorWords(monitors)}
      </button>
      {isOnly ? <span className="hr-view-muted">{t("view.monitor.only")}</span> : null}
    </>
  );
}
