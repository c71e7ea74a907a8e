/** Shows who is signed in, and lets them choose light or dark, and sign out. */

import { Avatar, Menu, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { IconDeviceLaptop, IconKeyboard, IconLogout, IconMoon, IconSun } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { signOut } from "@/api/actions";
import type { Me } from "@/api/types";
import { areSingleKeysOn, switchSingleKeys } from "@/ui/keys";
import { t } from "@/ui/text";

const SCHEMES = [
  { value: "light", icon: IconSun },
  { value: "dark", icon: IconMoon },
  { value: "auto", icon: IconDeviceLaptop },
] as const;

export function useSignOut(): () => void {
  const client = useQueryClient();
  const navigate = useNavigate();
  const leaving = useMutation({
    mutationFn: signOut,
    onSettled: () => {
      client.clear();
      void navigate({ to: "/sign-in" });
    },
  });
  return () => leaving.mutate();
}

export function AccountMenu({ me }: { me: Me | undefined }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [keys, setKeys] = useState(areSingleKeysOn);
  const leave = useSignOut();
  const name = me?.account.name ?? "";
  return (
    <Menu position="bottom-end" width={260} shadow="md">
      <Menu.Target>
        <UnstyledButton className="hr-account" aria-label={t("account.menu", { name })}>
          <Avatar size={28} radius="xl" color="rail" name={name} allowedInitialsColors={["rail"]} aria-hidden />
          <span className="hr-account-name">{name}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me?.account.email}</Menu.Label>
        <Menu.Divider />
        <Menu.Label>{t("account.appearance")}</Menu.Label>
        {SCHEMES.map(({ value, icon: Picture }) => (
          <Menu.Item
            key={value}
            role="menuitemradio"
            aria-checked={colorScheme === value}
            leftSection={<Picture size={16} stroke={1.75} aria-hidden />}
            rightSection={colorScheme === value ? "✓" : null}
            onClick={() => setColorScheme(value)}
          >
            {t(`account.scheme.${value}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          role="menuitemcheckbox"
          aria-checked={keys}
          leftSection={<IconKeyboard size={16} stroke={1.75} aria-hidden />}
          rightSection={keys ? "✓" : null}
          onClick={() => {
            switchSingleKeys(!keys);
            setKeys(!keys);
          }}
        >
          {t("account.single_keys")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} stroke={1.75} aria-hidden />} onClick={leave}>
          {t("account.sign_out")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
