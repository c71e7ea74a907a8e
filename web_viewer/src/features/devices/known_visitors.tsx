/** Whom a device lets in while nobody can be asked, and how that is taken back. */

import { Stack, Text } from "@mantine/core";
import type { DeviceDetail } from "@/api/types";
import { Section } from "@/ui/section";
import { t } from "@/ui/text";
import { Time } from "@/ui/time";

/** Nothing at all where there is nobody. */
export function KnownVisitors({ device }: { device: DeviceDetail }) {
  if (device.known_visitors.length === 0) return null;
  return (
    <Section title={t("device.visitors")}>
      <Stack gap={12}>
        <ul className="hr-list" aria-label={t("device.visitors")}>
          {device.known_visitors.map(({ account, since }) => (
            <li key={account.id}>
              <strong>{account.name}</strong>{" "}
              <span className="hr-muted">
                {t("device.visitors.since")} <Time at={since} />
              </span>
            </li>
          ))}
        </ul>
        <Text c="dimmed">{t("device.visitors.why")}</Text>
      </Stack>
    </Section>
  );
}
