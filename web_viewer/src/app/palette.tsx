/** The palette: goes anywhere, finds a device, gives a command. */

import { Spotlight } from "@mantine/spotlight";
import { useDebouncedValue } from "@mantine/hooks";
import { IconDeviceDesktop, IconLogout, IconMoon, IconSearch } from "@tabler/icons-react";
import { Modal, VisuallyHidden, useMantineColorScheme } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { may } from "@/api/access";
import { devicesQuery } from "@/api/queries";
import type { Device, Me } from "@/api/types";
import { t } from "@/ui/text";
import { useSignOut } from "./account_menu";
import type { Place } from "./navigation";

const FOUND = 6;

function useFoundDevices(query: string, me: Me | undefined): Device[] {
  const [asked] = useDebouncedValue(query.trim(), 200);
  const found = useInfiniteQuery({
    ...devicesQuery({ q: asked }),
    enabled: asked.length > 1 && me?.account.kind === "staff" && may(me, "device:read"),
    refetchInterval: false,
  });
  return found.data?.pages[0]?.items.slice(0, FOUND) ?? [];
}

export function Palette({ places, me }: { places: Place[]; me: Me | undefined }) {
  const [query, setQuery] = useState("");
  const navigate = useNavigate();
  const leave = useSignOut();
  const { toggleColorScheme } = useMantineColorScheme();
  const devices = useFoundDevices(query, me);
  const fits = (label: string) => label.toLowerCase().includes(query.trim().toLowerCase());
  const commands = [
    { label: t("palette.change_scheme"), icon: IconMoon, act: toggleColorScheme },
    { label: t("account.sign_out"), icon: IconLogout, act: leave },
  ].filter(({ label }) => fits(label));
  const near = places.filter((place) => fits(t(place.label)));
  const none = near.length + commands.length + devices.length === 0;
  return (
    <Spotlight.Root query={query} onQueryChange={setQuery} shortcut="mod + K" tagsToIgnore={[]} scrollable centered={false} overlayProps={{ blur: 0 }}>
      <VisuallyHidden>
        <Modal.Title>{t("shell.search")}</Modal.Title>
      </VisuallyHidden>
      <Spotlight.Search
        aria-label={t("shell.search")}
        placeholder={t("shell.search")}
        leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />}
      />
      <Spotlight.ActionsList>
        {devices.map((device) => (
          <Spotlight.Action
            key={device.id}
            label={device.name}
            description={t("palette.device", { organization: device.organization.name, system: device.system })}
            leftSection={<IconDeviceDesktop size={20} stroke={1.75} aria-hidden />}
            onClick={() => void navigate({ to: "/devices/$id", params: { id: device.id } })}
          />
        ))}
        {near.map((place) => (
          <Spotlight.Action
            key={place.to}
            label={t(place.label)}
            leftSection={<place.icon size={20} stroke={1.75} aria-hidden />}
            onClick={() => void navigate({ to: place.to })}
          />
        ))}
        {commands.map(({ label, icon: Picture, act }) => (
          <Spotlight.Action
            key={label}
            label={label}
            leftSection={<Picture size={20} stroke={1.75} aria-hidden />}
            onClick={act}
          />
        ))}
        {none ? <Spotlight.Empty>{t("palette.nothing")}</Spotlight.Empty> : null}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
