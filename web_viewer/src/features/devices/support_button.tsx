/** The button that starts support, and the popover that tells the answer before asking. */

import { Popover } from "@mantine/core";
import { IconHeadset, IconScreenShare } from "@tabler/icons-react";
import { useState } from "react";
import type { Device } from "@/api/types";
import { hindrance, onlyUnattended } from "@/ui/forecast";
import { ReasonedButton } from "@/ui/reasons";
import { t } from "@/ui/text";
import { SupportForm } from "./support_form";

interface Props {
  device: Device;
  /** The permission to offer support here is held. */
  mayOffer: boolean;
  kind: "support" | "screenshare";
}

/** Why it cannot be asked now, as text; null when it can. */
export function whyNot(device: Device, mayOffer: boolean): string | null {
  if (!mayOffer) return t("support.why.not_permitted");
  return device.support.reason === null || onlyUnattended(device) ? null : hindrance(device, device.support.reason);
}

export function SupportButton({ device, mayOffer, kind }: Props) {
  const [open, setOpen] = useState(false);
  const why = whyNot(device, mayOffer);
  const full = kind === "screenshare";
  const Picture = full ? IconScreenShare : IconHeadset;
  return (
    <Popover opened={open} onChange={setOpen} width="min(440px, calc(100vw - 24px))" position="bottom-end" trapFocus returnFocus shadow="md" withinPortal>
      <Popover.Target>
        <ReasonedButton
          why={why}
          size={full ? "sm" : "compact-sm"}
          variant={full ? "filled" : "light"}
          leftSection={<Picture size={16} stroke={1.75} aria-hidden />}
          aria-label={t(full ? "support.share_device" : "support.device", { device: device.name })}
          onClick={() => setOpen((before) => !before)}
        >
          {t(full ? "support.share" : "support.support")}
        </ReasonedButton>
      </Popover.Target>
      <Popover.Dropdown className="hr-support" aria-label={t("support.device", { device: device.name })}>
        {open && <SupportForm device={device} onCancel={() => setOpen(false)} />}
      </Popover.Dropdown>
    </Popover>
  );
}
