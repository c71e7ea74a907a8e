/** What a technician asks for, and what the person will read. */

import { Button, Checkbox, Group, Radio, Spoiler, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState, type FormEvent } from "react";
import { askForVisit, offerSupport } from "@/api/actions";
import { ApiError } from "@/api/client";
import { meQuery } from "@/api/queries";
import type { Device } from "@/api/types";
import { offerForecast, onlyUnattended } from "@/ui/forecast";
import { capabilityWords } from "@/ui/signs";
import { ErrorNote, type Failure } from "@/ui/states";
import { t } from "@/ui/text";

const MINUTES = [10, 30, 60] as const;

export function SupportForm({ device, onCancel }: { device: Device; onCancel: () => void }) {
  const me = useQuery(meQuery).data;
  const navigate = useNavigate();
  const client = useQueryClient();
  const reasonField = useRef<HTMLInputElement>(null);
  const [reason, setReason] = useState("");
  const [control, setControl] = useState(true);
  const [minutes, setMinutes] = useState(30);
  const [later, setLater] = useState(false);
  const [clipboard, setClipboard] = useState(false);
  const { unattended } = device.support;
  const nobodyIsAsked = onlyUnattended(device);
  const isVisit = nobodyIsAsked || later;
  const ways = device.support.capabilities.filter((each) => each.startsWith("clipboard"));
  const capabilities = ["view", ...(control ? ["control"] : []), ...(clipboard ? ways : [])];
  const asking = useMutation({
    mutationFn: () =>
      (isVisit ? askForVisit : offerSupport)({ device_id: device.id, reason: reason.trim(), capabilities, seconds: minutes * 60 }),
    // Whether a reason is needed here, the settings say.
    onError: (error) => {
      if (error instanceof ApiError && error.fields.reason !== undefined) reasonField.current?.focus();
    },
    onSuccess: ({ id }) => void navigate({ to: "/sessions/$id/view", params: { id } }),
    onSettled: () => client.invalidateQueries({ queryKey: ["sessions"] }),
  });
  const asksReason = asking.error instanceof ApiError && asking.error.fields.reason !== undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!asking.isPending) asking.mutate();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap={12}>
        <Title order={2} size="h3">
          {t("support.title", { device: device.name })}
        </Title>
        {asking.error === null ? null : <ErrorNote error={asking.error as Failure} />}
        <TextInput
          ref={reasonField}
          label={t("support.reason")}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={asksReason ? t("support.reason_missing") : null}
          maxLength={500}
          data-autofocus
        />
        <Radio.Group
          label={t(nobodyIsAsked ? "support.you_need" : "support.they_allow")}
          value={control ? "control" : "view"}
          onChange={(value) => setControl(value === "control")}
        >
          <Group gap={16} mt={4}>
            <Radio value="control" label={t("capability.view_and_control")} />
            <Radio value="view" label={t("capability.view_only")} />
          </Group>
        </Radio.Group>
        {ways.length === 0 ? null : (
          <Checkbox
            label={t("support.clipboard")}
            checked={clipboard}
            onChange={(event) => setClipboard(event.currentTarget.checked)}
          />
        )}
        <Radio.Group label={t("support.for")} value={String(minutes)} onChange={(value) => setMinutes(Number(value))}>
          <Group gap={16} mt={4}>
            {MINUTES.map((value) => (
              <Radio key={value} value={String(value)} label={t("support.minutes", { minutes: value })} />
            ))}
          </Group>
        </Radio.Group>
        {unattended.possible && !nobodyIsAsked && !unattended.known ? (
          <Checkbox
            label={t("support.later_too")}
            description={t("support.later_too_how", { approval: unattended.needs_approval ? "yes" : "no" })}
            checked={later}
            onChange={(event) => setLater(event.currentTarget.checked)}
          />
        ) : null}
        <Text data-testid="forecast">{offerForecast(device)}</Text>
        {nobodyIsAsked ? null : (
        <Spoiler maxHeight={0} showLabel={t("support.what_they_read")} hideLabel={t("common.show_less")}>
          <Text className="hr-quote">
            {t("support.they_read", {
              name: me?.account.name ?? "",
              email: me?.account.email ?? "",
              reason: reason.trim() || "…",
              what: capabilityWords(capabilities),
              minutes,
            })}
          </Text>
        </Spoiler>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" loading={asking.isPending}>
            {t(isVisit && unattended.needs_approval ? "support.ask_approval" : nobodyIsAsked ? "support.connect" : "support.ask")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
