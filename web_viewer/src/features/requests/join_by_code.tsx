/** The dialog in which a technician types the code that a person reads out, and says what they ask for. */

import { Button, Group, Modal, NativeSelect, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { ApiError } from "@/api/client";
import { joinByCode } from "@/api/joining";
import type { Me } from "@/api/types";
import { ErrorNote, type Failure } from "@/ui/states";
import { t } from "@/ui/text";

const MINUTES = ["10", "30", "60"];

interface Props {
  opened: boolean;
  onClose: () => void;
  organizations: Me["organizations"];
}

/** A code as it is typed, without what stands between its digits. */
const signsOf = (typed: string) => typed.replace(/[\s-]/g, "");

export function JoinByCode({ opened, onClose, organizations }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title={t("join.title")} size="lg">
      <JoinForm organizations={organizations} onCancel={onClose} />
    </Modal>
  );
}

function JoinForm({ organizations, onCancel }: { organizations: Me["organizations"]; onCancel: () => void }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const [control, setControl] = useState("control");
  const [minutes, setMinutes] = useState("30");
  const [missing, setMissing] = useState(false);
  const code = signsOf(typed);
  const joining = useMutation({
    mutationFn: () =>
      joinByCode({
        code,
        organization_id: chosen ?? organizations[0]?.id ?? "",
        reason: reason.trim(),
        capabilities: control === "control" ? ["view", "control"] : ["view"],
        seconds: Number(minutes) * 60,
      }),
    onSuccess: ({ id }) => void navigate({ to: "/sessions/$id/view", params: { id } }),
    onSettled: () => client.invalidateQueries({ queryKey: ["sessions"] }),
  });
  const fields = joining.error instanceof ApiError ? joining.error.fields : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const lacks = !/^\d{9}$/.test(code);
    setMissing(lacks);
    if (!lacks && !joining.isPending) joining.mutate();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap={12}>
        <Text>{t("join.why")}</Text>
        {joining.error === null ? null : <ErrorNote error={joining.error as Failure} safe={t("common.nothing_changed")} />}
        <TextInput
          label={t("join.code")}
          description={t("join.code_hint")}
          className="hr-figures"
          inputMode="numeric"
          autoComplete="off"
          maxLength={20}
          value={typed}
          error={missing ? t("join.code_missing") : null}
          onChange={(event) => setTyped(event.currentTarget.value)}
          data-autofocus
        />
        <NativeSelect
          label={t("join.for")}
          value={chosen ?? organizations[0]?.id ?? ""}
          onChange={(event) => setChosen(event.currentTarget.value)}
          data={organizations.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <TextInput
          label={t("support.reason")}
          value={reason}
          error={fields.reason === undefined ? null : t("support.reason_missing")}
          maxLength={500}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Radio.Group label={t("support.they_allow")} value={control} onChange={setControl}>
          <Group gap={16} mt={4}>
            <Radio value="control" label={t("capability.view_and_control")} />
            <Radio value="view" label={t("capability.view_only")} />
          </Group>
        </Radio.Group>
        <Radio.Group label={t("support.for")} value={minutes} onChange={setMinutes}>
          <Group gap={16} mt={4}>
            {MINUTES.map((value) => (
              <Radio key={value} value={value} label={t("support.minutes", { minutes: Number(value) })} />
            ))}
          </Group>
        </Radio.Group>
        <Text>{t("join.then")}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" loading={joining.isPending}>
            {t("support.ask")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
