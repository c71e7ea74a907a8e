/** One device: what it is, who is there, what happened on it, and the way to its screen. */

import { Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { may } from "@/api/access";
import { ApiError } from "@/api/client";
import { deviceQuery, meQuery } from "@/api/queries";
import type { DeviceDetail } from "@/api/types";
import { MissingPage } from "@/ui/missing";
import { useListAddress } from "@/ui/address";
import { LiveMark } from "@/ui/live";
import { Page } from "@/ui/page";
import { PresenceSign } from "@/ui/signs";
import { View } from "@/ui/states";
import { t } from "@/ui/text";
import { DeviceAudit } from "./device_audit";
import { DeviceOverview } from "./device_overview";
import { DeviceSessions } from "./device_sessions";
import { SupportButton } from "./support_button";

export function DevicePage() {
  const { id = "" } = useParams({ strict: false });
  const device = useQuery(deviceQuery(id));
  if (device.error instanceof ApiError && device.error.status === 404) return <Missing />;
  if (device.data === undefined) {
    return (
      <Page title={t("device.title")}>
        <View of={device}>{() => null}</View>
      </Page>
    );
  }
  return <Found device={device.data} error={device.error} refetch={device.refetch} />;
}

function Missing() {
  return <MissingPage title={t("device.title")} to="/inventory" label={t("device.to_inventory")} />;
}

interface FoundProps {
  device: DeviceDetail;
  error: Error | null;
  refetch: () => unknown;
}

function Found({ device, error, refetch }: FoundProps) {
  const me = useQuery(meQuery).data;
  const [address, change] = useListAddress();
  const organization = device.organization.id;
  return (
    <Page
      title={device.name}
      state={
        <>
          <PresenceSign presence={device.presence} /> <LiveMark />
        </>
      }
      actions={<SupportButton device={device} mayOffer={may(me, "session:offer", organization)} kind="screenshare" />}
    >
      <View of={{ data: device, error, isPending: false, refetch }}>
        {() => (
          <Tabs value={address.tab ?? "overview"} onChange={(tab) => change({ tab: tab ?? undefined })} keepMounted={false}>
            <Tabs.List mb={16}>
              <Tabs.Tab value="overview">{t("device.tab.overview")}</Tabs.Tab>
              {may(me, "session:read", organization) && <Tabs.Tab value="sessions">{t("device.tab.sessions")}</Tabs.Tab>}
              {may(me, "audit:read", organization) && <Tabs.Tab value="audit">{t("device.tab.audit")}</Tabs.Tab>}
            </Tabs.List>
            <Tabs.Panel value="overview">
              <DeviceOverview device={device} />
            </Tabs.Panel>
            <Tabs.Panel value="sessions">
              <DeviceSessions id={device.id} />
            </Tabs.Panel>
            <Tabs.Panel value="audit">
              <DeviceAudit id={device.id} name={device.name} />
            </Tabs.Panel>
          </Tabs>
        )}
      </View>
    </Page>
  );
}
