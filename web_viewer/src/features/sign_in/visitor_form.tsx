/** What a visitor of an open portal fills in. */

import { Button, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState, type FormEvent } from "react";
import { ApiError } from "@/api/client";
import { askAsVisitor } from "@/api/portal";
import { ErrorNote, type Failure } from "@/ui/states";
import { t } from "@/ui/text";

interface Props {
  slug: string;
  organization: string;
  /** Whether the settings have visitors say how they can be reached. */
  asksContact: boolean;
  /** Told the secret by which the request is read again. */
  onAsked: (secret: string) => void;
}

export function VisitorForm({ slug, organization, asksContact, onAsked }: Props) {
  const [reason, setReason] = useState("");
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [phone, setPhone] = useState("");
  const reasonField = useRef<HTMLTextAreaElement>(null);
  const sending = useMutation({
    mutationFn: () => askAsVisitor({ slug, reason: reason.trim(), name: name.trim(), email: email.trim(), phone: phone.trim() }),
    onSuccess: ({ secret }) => onAsked(secret),
    // Whether a reason and contact details are needed, the settings say: the answer names what is missing.
    onError: (error) => {
      if (error instanceof ApiError && error.fields.reason !== undefined) reasonField.current?.focus();
    },
  });
  const fields = sending.error instanceof ApiError ? sending.error.fields : {};
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!sending.isPending) sending.mutate();
  };
  return (
    <form onSubmit={send} noValidate className="hr-form">
      <Text>{t("visitor.who_answers", { organization })}</Text>
      {sending.error === null ? null : <ErrorNote error={sending.error as Failure} safe={t("help.not_sent")} />}
      <Textarea
        ref={reasonField}
        label={t("help.reason")}
        description={t("help.reason_hint")}
        autosize
        minRows={3}
        maxRows={8}
        size="md"
        maxLength={1000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={fields.reason === undefined ? null : t("help.reason_missing")}
      />
      {asksContact && (
        <>
          <TextInput label={t("field.name")} autoComplete="name" size="md" maxLength={200} value={name} error={fields.name} onChange={(event) => setName(event.currentTarget.value)} />
          <TextInput label={t("field.email")} type="email" autoComplete="email" size="md" maxLength={200} value={email} error={fields.email} onChange={(event) => setEmail(event.currentTarget.value)} />
          <TextInput label={t("field.phone")} description={t("visitor.reach")} type="tel" autoComplete="tel" size="md" maxLength={50} value={phone} error={fields.phone} onChange={(event) => setPhone(event.currentTarget.value)} />
        </>
      )}
      <Button type="submit" size="md" loading={sending.isPending}>
        {t("help.send")}
      </Button>
    </form>
  );
}
