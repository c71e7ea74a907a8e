/** What can be done with a device from its row: one action, the rest behind the dots. */

import { ActionIcon, Group, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Device } from "@/api/types";
import { t } from "@/ui/text";
import { SupportButton } from "./support_button";

export function RowActions({ device, mayOffer }: { device: Device; mayOffer: boolean }) {
  return (
    <Group gap={8} wrap="nowrap" justify="flex-end">
      <SupportButton device={device} mayOffer={mayOffer} kind="support" />
      <Menu position="bottom-end" withinPortal withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t("inventory.more", { device: device.name })}>
            <IconDots size={16} stroke={1.75} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component={Link} to={`/devices/${device.id}`}>
            {t("inventory.open_device")}
          </Menu.Item>
          {device.live_session_id === null ? null : (
            <Menu.Item component={Link} to={`/sessions/${device.live_session_id}`}>
              {t("inventory.open_session")}
            </Menu.Item>
          )}
          <Menu.Item component={Link} to={`/devices/${device.id}?tab=audit`}>
            {t("inventory.open_audit")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
