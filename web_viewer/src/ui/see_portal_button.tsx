/** *See it as end users do*: asks as people of which portal group. */

import { Button, Menu } from "@mantine/core";
import { t } from "./text";

interface Props {
  groups: readonly { id: string; name: string }[];
  isBusy: boolean;
  onChoose: (group: string) => void;
}

export function SeePortalButton({ groups, isBusy, onChoose }: Props) {
  return (
    <Menu position="bottom-end" shadow="md" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button variant="default" loading={isBusy}>
          {t("see_as.portal")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className="hr-tall-menu">
        <Menu.Label>{t("see_as.portal_as")}</Menu.Label>
        {groups.map(({ id, name }) => (
          <Menu.Item key={id} onClick={() => onChoose(id)}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
