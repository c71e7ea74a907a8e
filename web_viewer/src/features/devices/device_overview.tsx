/** What is known about a device. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { may } from "@/api/access";
import { meQuery } from "@/api/queries";
import type { DeviceDetail } from "@/api/types";
import { Fact, Facts } from "@/ui/facts";
import { offerForecast } from "@/ui/forecast";
import { SessionLink } from "@/ui/links";
import { Section } from "@/ui/section";
import { t } from "@/ui/text";
import { Time } from "@/ui/time";
import { BlockedHere } from "./blocked_here";
import { DeviceMarks } from "./device_marks";
import { DeviceOwner } from "./device_owner";
import { KnownVisitors } from "./known_visitors";

export function DeviceOverview({ device }: { device: DeviceDetail }) {
  const me = useQuery(meQuery).data;
  const displays = device.displays.map(({ name, width, height }) => t("device.display", { name, width, height }));
  return (
    <>
      <BlockedHere device={device.id} />
      <div className="hr-columns">
      <Section title={t("device.now")}>
        <Facts>
          <Fact label={t("device.if_asked")}>
            {offerForecast(device)}
          </Fact>
          <Fact label={t("field.signed_in")}>{device.person ?? t("common.none")}</Fact>
          <Fact label={t("field.assigned_user")}>{device.assigned_user?.name ?? t("common.none")}</Fact>
          <Fact label={t("field.last_seen")}>
            {device.presence === "offline" ? <Time at={device.last_seen_at} /> : t("time.now")}
          </Fact>
          {device.live_session_id === null ? null : (
            <Fact label={t("device.live_session")}>
              <SessionLink id={device.live_session_id}>
                {t("session.details")}
              </SessionLink>
            </Fact>
          )}
        </Facts>
      </Section>
      <Section
        title={t("device.what")}
        side={
          may(me, "settings:read", device.organization.id) ? (
            <Link to="/settings" search={{ device: device.id }} className="hr-link">
              {t("nav.settings")}
            </Link>
          ) : undefined
        }
      >
        <Facts>
          <Fact label={t("field.organization")}>{device.organization.name}</Fact>
          <Fact label={t("field.system")}>{device.system}</Fact>
          <Fact label={t("device.displays")}>{displays.length ? displays.join(", ") : t("common.none")}</Fact>
          <Fact label={t("device.addresses")}>
            {device.addresses.length ? device.addresses.join(", ") : t("common.none")}
          </Fact>
          <Fact label={t("device.agent_version")}>{device.agent_version ?? t("common.none")}</Fact>
          <Fact label={t("device.enrolled")}>
            <Time at={device.enrolled_at} />
          </Fact>
          <Fact label={t("device.key")}>
            <span className="hr-hash">{device.key_hash}</span>
          </Fact>
        </Facts>
      </Section>
      <DeviceMarks device={device} />
      <DeviceOwner device={device} />
      <KnownVisitors device={device} />
      </div>
    </>
  );
}
