/** Where a group reaches: all organizations, or those chosen. */

import { Group, Radio, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { editGroup, edited, foundOrganizationsQuery, moveOrganizations, type GroupDetail } from "@/api/security_groups";
import { SaveNote } from "@/ui/save_note";
import { t } from "@/ui/text";
import { Chosen, Offer } from "./picker";
import { useGroupAct, useGroupSave } from "./saving";

export function OrganizationsTab({ group }: { group: GroupDetail }) {
  const moving = useGroupAct((body: Parameters<typeof moveOrganizations>[1]) => moveOrganizations(group.id, body));
  const everywhere = !group.all_organizations;
  const { saving, isConflict, keepMine, takeTheirs } = useGroupSave(group, (version) =>
    editGroup(group.id, edited(group, { version, all_organizations: everywhere, organizations: [] })),
  );
  const chosen = new Set(group.organizations.map(({ id }) => id));
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed.trim(), 200);
  const found = useQuery({ ...foundOrganizationsQuery(q), enabled: group.organization === null }).data?.items;
  if (group.organization !== null) {
    return (
      <Stack gap={16}>
        <Text>{t("groups.stays_home", { organization: group.organization.name })}</Text>
        <Chosen title={t("groups.accessible", { count: chosen.size })} chosen={group.organizations} empty={t("groups.nowhere")} />
      </Stack>
    );
  }
  const mayMove = group.may_change && !group.is_fixed;
  return (
    <Stack gap={16}>
      <SaveNote error={saving.error} isConflict={isConflict} onKeep={() => void keepMine()} onTake={() => void takeTheirs()} />
      <Radio.Group
        label={t("groups.where")}
        value={group.all_organizations ? "all" : "select"}
        onChange={(value) => {
          if (mayMove && (value === "all") === everywhere) saving.mutate(group.version);
        }}
        {...(group.is_fixed ? { description: t("groups.fixed") } : {})}
      >
        <Group gap={16} mt={4}>
          <Radio value="all" label={t("groups.everywhere")} disabled={!mayMove || saving.isPending} />
          <Radio value="select" label={t("groups.select")} disabled={!mayMove || saving.isPending} />
        </Group>
      </Radio.Group>
      {group.all_organizations ? (
        <Text c="dimmed">{t("groups.everywhere_why")}</Text>
      ) : (
        <div className="hr-columns">
          {mayMove ? (
            <Offer
              label={t("groups.find_organizations")}
              found={found?.filter(({ id }) => !chosen.has(id))}
              typed={typed}
              onType={setTyped}
              onAdd={(add) => moving.mutate({ add })}
              busy={moving.isPending}
              nothing={t("groups.no_organizations")}
            />
          ) : null}
          <Chosen
            title={t("groups.accessible", { count: chosen.size })}
            chosen={group.organizations}
            empty={t("groups.nowhere")}
            onRemove={mayMove ? (id) => moving.mutate({ remove: [id] }) : undefined}
          />
        </div>
      )}
    </Stack>
  );
}
