/** The person's own devices, and the way to them from elsewhere, or why there is none now. */

import { Button, Text } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { connectToOwn } from "@/api/actions";
import { devicesQuery } from "@/api/queries";
import type { Device, Session } from "@/api/types";
import { ReasonedButton } from "@/ui/reasons";
import { Section } from "@/ui/section";
import { PresenceSign } from "@/ui/signs";
import { ErrorNote, View, type Failure } from "@/ui/states";
import { t, textFor } from "@/ui/text";

const LOOK_AGAIN_MILLISECONDS = 5_000;

interface Props {
  /** Sessions of this person from elsewhere that run now. */
  running: readonly Session[];
}

export function MyDevices({ running }: Props) {
  // Who is at a device changes without a word to its owner's pages.
  const reading = useInfiniteQuery({ ...devicesQuery({}), refetchInterval: LOOK_AGAIN_MILLISECONDS });
  return (
    <Section title={t("own.title")}>
      <View of={reading} rows={2}>
        {({ pages }) => {
          const devices = pages.flatMap(({ items }) => items);
          if (devices.length === 0) return <Text className="hr-muted">{t("own.none")}</Text>;
          return (
            <ul className="hr-list">
              {devices.map((device) => (
                <OwnDevice key={device.id} device={device} running={running.find(({ device: at }) => at?.id === device.id)} />
              ))}
            </ul>
          );
        }}
      </View>
    </Section>
  );
}

function OwnDevice({ device, running }: { device: Device; running: Session | undefined }) {
  return (
    <li className="hr-own-device">
      <span>
        <strong>{device.name}</strong>
        <PresenceSign presence={device.presence} />
      </span>
      {device.own_access === null ? null : <Reach device={device} access={device.own_access} running={running} />}
    </li>
  );
}

function Reach({ device, access, running }: { device: Device; access: NonNullable<Device["own_access"]>; running: Session | undefined }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const connecting = useMutation({
    mutationFn: () => connectToOwn(device.id),
    onSuccess: ({ id }) => void navigate({ to: "/sessions/$id/view", params: { id } }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["sessions"] });
      void client.invalidateQueries({ queryKey: ["devices"] });
    },
  });
  if (running !== undefined) {
    return (
      <Button component={Link} to={`/sessions/${running.id}/view`} size="md">
        {t("own.go_on")}
      </Button>
    );
  }
  return (
    <>
      {access.reason === null ? <Text className="hr-muted">{t(access.start === "ask" ? "own.asks" : "own.unasked")}</Text> : null}
      <ReasonedButton
        why={access.reason === null ? null : textFor("own.why", access.reason, "own.why.not_now")}
        size="md"
        variant="default"
        loading={connecting.isPending}
        aria-label={t("own.connect_to", { device: device.name })}
        onClick={() => connecting.mutate()}
      >
        {t("own.connect")}
      </ReasonedButton>
      {connecting.error === null ? null : <ErrorNote error={connecting.error as Failure} />}
    </>
  );
}
