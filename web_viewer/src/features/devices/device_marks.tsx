/** The tags of a device and the group that it is in, and the way to change them. */

import { Button, Group, Select, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { may } from "@/api/access";
import { ApiError } from "@/api/client";
import { deviceGroupsQuery, MAX_TAGS, putInGroup, setTags, tagsQuery } from "@/api/marks";
import { deviceQuery, meQuery } from "@/api/queries";
import type { DeviceDetail } from "@/api/types";
import { tell } from "@/ui/messages";
import { SaveNote } from "@/ui/save_note";
import { Section } from "@/ui/section";
import { TagField } from "@/ui/tag_field";
import { t } from "@/ui/text";

export function DeviceMarks({ device }: { device: DeviceDetail }) {
  const me = useQuery(meQuery).data;
  const [editing, edit] = useState(false);
  if (!may(me, "device:read", device.organization.id)) return null;
  const mayChange = may(me, "device:change", device.organization.id);
  return (
    <Section
      title={t("marks.title")}
      side={
        mayChange && !editing ? (
          <Button variant="default" size="compact-sm" onClick={() => edit(true)}>
            {t("common.edit")}
          </Button>
        ) : null
      }
    >
      {editing ? <Editing device={device} onClose={() => edit(false)} /> : <Shown device={device} />}
    </Section>
  );
}

function Shown({ device }: { device: DeviceDetail }) {
  return (
    <Stack gap={12}>
      {device.tags.length === 0 ? (
        <Text c="dimmed">{t("marks.no_tags")}</Text>
      ) : (
        <Group gap={8} role="list" aria-label={t("marks.tags")}>
          {device.tags.map((tag) => (
            <span role="listitem" key={tag}>
              <Link to="/inventory" search={{ q: `tag:${tag}` }} className="hr-tag">
                {tag}
              </Link>
            </span>
          ))}
        </Group>
      )}
      <Text>
        {device.group === null ? (
          <span className="hr-muted">{t("marks.no_group")}</span>
        ) : (
          <>
            {t("marks.in_group")}{" "}
            <Link to="/inventory" search={{ q: `group:"${device.group.name.replaceAll('"', "")}"` }}>
              {device.group.name}
            </Link>
          </>
        )}
      </Text>
    </Stack>
  );
}

function Editing({ device, onClose }: { device: DeviceDetail; onClose: () => void }) {
  const client = useQueryClient();
  const [tags, setMine] = useState<readonly string[]>(device.tags);
  const [group, setGroup] = useState<string | null>(device.group?.id ?? null);
  const [version, setVersion] = useState(device.version);
  const [start, search] = useState("");
  const known = useQuery(tagsQuery(device.organization.id, start)).data ?? [];
  const groups = useQuery(deviceGroupsQuery(device.organization.id)).data?.items ?? [];
  const saving = useMutation({
    mutationFn: async (read: number) => {
      if (tags.join() !== device.tags.join()) await setTags(device.id, read, tags);
      if (group !== (device.group?.id ?? null)) await putInGroup(device.id, group);
    },
    onSuccess: () => {
      tell(t("marks.saved", { device: device.name }));
      onClose();
    },
    onSettled: () => void client.invalidateQueries({ queryKey: ["devices"] }),
  });
  const isConflict = saving.error instanceof ApiError && saving.error.code === "save.conflict";
  const keepMine = async () => {
    const now = await client.fetchQuery({ ...deviceQuery(device.id), staleTime: 0 });
    setVersion(now.version);
    saving.mutate(now.version);
  };
  const takeTheirs = () => {
    void client.invalidateQueries({ queryKey: ["devices"] });
    onClose();
  };
  return (
    <Stack gap={12}>
      <SaveNote
        error={saving.error}
        isConflict={isConflict}
        onKeep={() => void keepMine()}
        onTake={takeTheirs}
      />
      <TagField
        label={t("marks.tags")}
        known={known}
        onSearch={search}
        tags={tags}
        onChange={setMine}
        max={MAX_TAGS}
      />
      <Select
        label={t("marks.group")}
        placeholder={t("marks.no_group")}
        searchable
        clearable
        clearButtonProps={{ "aria-label": t("picker.clear") }}
        value={group}
        onChange={setGroup}
        data={groups.map(({ id, name }) => ({ value: id, label: name }))}
        nothingFoundMessage={t("common.no_match")}
      />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t("common.cancel")}
        </Button>
        <Button loading={saving.isPending} onClick={() => saving.mutate(version)}>
          {t("common.save")}
        </Button>
      </Group>
    </Stack>
  );
}
