/** The device groups of an organization: made, renamed and removed; which device is in one is said where devices are. */

import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { deviceGroupsQuery, makeDeviceGroup, removeDeviceGroup, renameDeviceGroup, type DeviceGroup } from "@/api/marks";
import { ErrorNote, View, type Failure } from "@/ui/states";
import { t } from "@/ui/text";

interface Props {
  organizations: readonly { id: string; name: string }[];
  onShow: (group: DeviceGroup) => void;
  onClose: () => void;
}

export function DeviceGroupsDialog({ organizations, onShow, onClose }: Props) {
  const [organization, choose] = useState(organizations[0]?.id ?? "");
  const [words, setWords] = useState("");
  const list = useQuery({ ...deviceGroupsQuery(organization), enabled: organization !== "" });
  const groups = list.data?.items ?? [];
  const shown = groups.filter(({ name }) => name.toLowerCase().includes(words.trim().toLowerCase()));
  return (
    <Modal opened onClose={onClose} title={t("device_groups.title")} size="lg">
      <Stack gap={16}>
        <Text c="dimmed">{t("device_groups.why")}</Text>
        {organizations.length > 1 ? (
          <NativeSelect
            label={t("field.organization")}
            value={organization}
            onChange={({ currentTarget: { value } }) => choose(value)}
            data={organizations.map(({ id, name }) => ({ value: id, label: name }))}
          />
        ) : null}
        {groups.length > 8 ? (
          <TextInput
            role="searchbox"
            label={t("device_groups.search")}
            value={words}
            onChange={({ currentTarget: { value } }) => setWords(value)}
          />
        ) : null}
        <View of={list} rows={3}>
          {() =>
            shown.length === 0 ? (
              <Text>{t(groups.length === 0 ? "device_groups.empty" : "common.no_match")}</Text>
            ) : (
              <ul className="hr-list hr-results" aria-label={t("device_groups.title")}>
                {shown.map((group) => (
                  <GroupRow key={group.id} group={group} onShow={() => onShow(group)} />
                ))}
              </ul>
            )
          }
        </View>
        <NewGroup key={organization} organization={organization} />
      </Stack>
    </Modal>
  );
}

function useGroupAct<Asked>(act: (asked: Asked) => Promise<unknown>, over: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: over,
    onSettled: () => void client.invalidateQueries({ queryKey: ["devices"] }),
  });
}

function NewGroup({ organization }: { organization: string }) {
  const [name, setName] = useState("");
  const making = useGroupAct((wanted: string) => makeDeviceGroup(organization, wanted), () => setName(""));
  const make = (event: FormEvent) => {
    event.preventDefault();
    making.mutate(name);
  };
  return (
    <form onSubmit={make} noValidate>
      <Group align="flex-end" gap={8}>
        <TextInput
          label={t("device_groups.new")}
          value={name}
          onChange={({ currentTarget: { value } }) => setName(value)}
          maxLength={80}
          style={{ flex: 1 }}
          error={making.error?.message}
        />
        <Button type="submit" loading={making.isPending}>
          {t("device_groups.make")}
        </Button>
      </Group>
    </form>
  );
}

function GroupRow({ group, onShow }: { group: DeviceGroup; onShow: () => void }) {
  const [doing, doNext] = useState<"rename" | "remove" | null>(null);
  const [typed, setTyped] = useState("");
  const over = () => doNext(null);
  const renaming = useGroupAct((name: string) => renameDeviceGroup(group.id, group.version, name), over);
  const removing = useGroupAct((name: string) => removeDeviceGroup(group.id, name), over);
  const acting = doing === "rename" ? renaming : removing;
  const begin = (next: "rename" | "remove") => {
    setTyped(next === "rename" ? group.name : "");
    renaming.reset();
    removing.reset();
    doNext(next);
  };
  if (doing === null) {
    return (
      <li className="hr-live-row">
        <span className="hr-list-main">
          <strong className="hr-break">{group.name}</strong>
          <span className="hr-muted">{t("inventory.count", { count: group.devices })}</span>
        </span>
        <Group gap={8} wrap="nowrap">
          <Button variant="subtle" size="compact-sm" onClick={onShow} aria-label={t("device_groups.show_named", { name: group.name })}>
            {t("device_groups.show")}
          </Button>
          <Button variant="subtle" size="compact-sm" onClick={() => begin("rename")} aria-label={t("device_groups.rename_named", { name: group.name })}>
            {t("device_groups.rename")}
          </Button>
          <Button variant="subtle" size="compact-sm" onClick={() => begin("remove")} aria-label={t("device_groups.remove_named", { name: group.name })}>
            {t("device_groups.remove")}
          </Button>
        </Group>
      </li>
    );
  }
  const act = (event: FormEvent) => {
    event.preventDefault();
    acting.mutate(typed);
  };
  const isAsked = doing === "rename" || group.devices > 0;
  return (
    <li>
      <form onSubmit={act} noValidate>
        <Stack gap={8} py={12}>
          {doing === "remove" ? <Text>{t("device_groups.remove_why", { name: group.name, count: group.devices })}</Text> : null}
          {acting.error === null ? null : <ErrorNote error={acting.error as Failure} safe={t("common.nothing_changed")} />}
          {isAsked ? (
            <TextInput
              label={doing === "rename" ? t("groups.name") : t("groups.type_name", { name: group.name })}
              value={typed}
              onChange={({ currentTarget: { value } }) => setTyped(value)}
              maxLength={80}
              data-autofocus
            />
          ) : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={over}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" loading={acting.isPending} {...(doing === "remove" ? { color: "stop" } : {})}>
              {t(doing === "rename" ? "common.save" : "device_groups.remove")}
            </Button>
          </Group>
        </Stack>
      </form>
    </li>
  );
}
