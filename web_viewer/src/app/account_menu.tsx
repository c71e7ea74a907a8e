/** Shows who is signed in, and lets them choose light or dark, and sign out. */

import { Avatar, Menu, UnstyledButton, VisuallyHidden, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { IconDeviceLaptop, IconKey, IconKeyboard, IconLogout, IconMoon, IconSun, IconUser } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { signOut } from "@/api/actions";
import type { Me } from "@/api/types";
import { areSingleKeysOn, switchSingleKeys } from "@/ui/keys";
import { LANGUAGES, chooseLanguage, chosenLanguage, isLanguage } from "@/ui/language";
import { t } from "@/ui/text";

const SCHEMES = [
  { value: "light", icon: IconSun, IconUser },
  { value: "dark", icon: IconMoon },
  { value: "auto", icon: IconDeviceLaptop },
] as const;

export function useSignOut(): () => void {
  const client = useQueryClient();
  const navigate = useNavigate();
  const leaving = useMutation({
    mutationFn: signOut,
    onSettled: async () => {
      await navigate({ to: "/sign-in" });
      client.clear();
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
    <Menu position="bottom-end" width={260} shadow="md" withInitialFocusPlaceholder={false} withinPortal={false}>
      <Menu.Target>
        <UnstyledButton className="hr-account" >
          <Avatar size={28} radius="xl" color="rail" aria-hidden>
            <IconUser size={16} stroke={1.75} />
          </Avatar>
          <VisuallyHidden>{t("account.menu")}</VisuallyHidden>
          <span className="hr-account-name">{name}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me?.account.email}</Menu.Label>
        <Menu.Item leftSection={<IconUser size={16} stroke={1.75} aria-hidden />} component={Link} to="/profile">
          {t("profile.open")}
        </Menu.Item>
        {me?.account.kind === "staff" ? (
          <Menu.Item leftSection={<IconKey size={16} stroke={1.75} aria-hidden />} component={Link} to="/tokens">
            {t("tokens.mine")}
          </Menu.Item>
        ) : null}
        <Menu.Divider />
        <Menu.Label>{t("account.appearance")}</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(value) => setColorScheme(value as MantineColorScheme)}>
          {SCHEMES.map(({ value, icon: Picture }) => (
            <Menu.RadioItem
              key={value}
              value={value}
              rightSection={<Picture size={16} stroke={1.75} aria-hidden />}
            >
              {t(`account.scheme.${value}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Label>{t("account.language")}</Menu.Label>
        <Menu.RadioGroup value={chosenLanguage()} onChange={(value) => isLanguage(value) && chooseLanguage(value)}>
          {Object.entries(LANGUAGES).map(([language, itself]) => (
            <Menu.RadioItem key={language} value={language} lang={language}>
              {itself}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.CheckboxItem
          checked={keys}
          rightSection={<IconKeyboard size={16} stroke={1.75} aria-hidden />}
          onChange={(on) => {
            switchSingleKeys(on);
            setKeys(on);
          }}
        >
          {t("account.single_keys")}
        </Menu.CheckboxItem>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} stroke={1.75} aria-hidden />} onClick={leave}>
          {t("account.sign_out")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
