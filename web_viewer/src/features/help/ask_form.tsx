/** The form that asks for help. */

import { Alert, Button, NativeSelect, Textarea, TextInput, Text } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type FormEvent } from "react";
import { askForHelp } from "@/api/actions";
import { may } from "@/api/access";
import { ApiError } from "@/api/client";
import { devicesQuery, requestFormQuery } from "@/api/queries";
import type { Device, Me } from "@/api/types";
import { Section } from "@/ui/section";
import { ErrorNote, type Failure } from "@/ui/states";
import { t } from "@/ui/text";

const NO_CONTACT = { name: "", email: "", phone: "" };

/** A person without a device of their own, or who does not see theirs, may still ask. */
function useMyDevices(me: Me): Device[] {
  const mine = useInfiniteQuery({ ...devicesQuery({}), retry: false, enabled: may(me, "own_device:read") });
  return mine.data?.pages.flatMap((page) => page.items) ?? [];
}

export function AskForm({ me }: { me: Me }) {
  const { account } = me;
  const client = useQueryClient();
  const devices = useMyDevices(me);
  const reasonField = useRef<HTMLTextAreaElement>(null);
  const [name, setName] = useState(account.name);
  const [email, setEmail] = useState(account.email);
  const [phone, setPhone] = useState(account.phone ?? "");
  const [reason, setReason] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const device = chosen ?? devices[0]?.id ?? "";
  const form = useQuery({ ...requestFormQuery(device || null), placeholderData: keepPreviousData });
  // Until the answer is here nothing is taken off the form: it then stands still for most people.
  const asksContact = form.data?.asks_contact ?? true;
  const sending = useMutation({
    mutationFn: () => askForHelp({ device_id: device || null, reason: reason.trim(), ...(asksContact ? { name, email, phone } : NO_CONTACT) }),
    onSuccess: () => setReason(""),
    // Whether a reason and contact details are needed, the settings say, device by device: the answer names what is missing.
    onError: (error) => {
      if (error instanceof ApiError && error.fields.reason !== undefined) reasonField.current?.focus();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["sessions"] }),
  });
  const fields = sending.error instanceof ApiError ? sending.error.fields : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!sending.isPending) sending.mutate();
  };
  return (
    <Section title={t("help.ask_title")}>
      <form onSubmit={submit} noValidate className="hr-form">
        {sending.isSuccess && !may(me, "own_session:read") ? (
          <Alert color="good" variant="light" role="status" title={t("help.sent")}>
            {t("help.sent_why")}
          </Alert>
        ) : null}
        {sending.error === null ? null : (
          <ErrorNote error={sending.error as Failure} safe={t("help.not_sent")} />
        )}
        <Textarea
          ref={reasonField}
          label={t("help.reason")}
          description={t("help.reason_hint")}
          autosize
          minRows={3}
          maxRows={8}
          size="md"
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={fields.reason === undefined ? null : t("help.reason_missing")}
        />
        {devices.length > 0 && (
          <NativeSelect
            label={t("help.device")}
            size="md"
            value={device}
            onChange={(event) => setChosen(event.currentTarget.value)}
            data={devices.map(({ id, name: label }) => ({ value: id, label }))}
          />
        )}
        {asksContact && (
          <>
            <TextInput label={t("field.name")} autoComplete="name" size="md" maxLength={200} value={name} error={fields.name} onChange={(event) => setName(event.currentTarget.value)} />
            <TextInput label={t("field.email")} type="email" autoComplete="email" size="md" maxLength={320} value={email} error={fields.email} onChange={(event) => setEmail(event.currentTarget.value)} />
            <TextInput label={t("help.phone")} type="tel" autoComplete="tel" size="md" maxLength={50} value={phone} error={fields.phone} onChange={(event) => setPhone(event.currentTarget.value)} />
          </>
        )}
        <Text className="hr-muted">{t("help.only_if_you_asked")}</Text>
        <Button type="submit" size="md" loading={sending.isPending}>
          {t("help.send")}
        </Button>
      </form>
    </Section>
  );
}
