/** The form for another e-mail address, which counts once its owner has confirmed it there. */

import { Button, Group, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { ApiError } from "@/api/client";
import { askForEmail } from "@/api/links";
import { ErrorNote, type Failure } from "@/ui/states";
import { t } from "@/ui/text";
import { PresentPassword } from "./present_password";

export function ChangeEmail() {
  const [email, setEmail] = useState("");
  const [present, setPresent] = useState("");
  const [trouble, setTrouble] = useState<{ email?: string; password?: string }>({});
  const sending = useMutation({
    mutationFn: () => askForEmail(email.trim(), present),
    onSuccess: () => setPresent(""),
    onError: (error) => setTrouble(error instanceof ApiError ? error.fields : {}),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = {
      ...(email.trim() ? {} : { email: t("sign_in.email_missing") }),
      ...(present ? {} : { password: t("sign_in.password_missing") }),
    };
    setTrouble(found);
    if (!found.email && !found.password && !sending.isPending) sending.mutate();
  };
  const inField = trouble.email !== undefined || trouble.password !== undefined;
  return (
    <form onSubmit={submit} noValidate className="hr-form">
      <Text c="dimmed">{t("profile.email_why")}</Text>
      {sending.error && !inField ? <ErrorNote error={sending.error as Failure} /> : null}
      {sending.isSuccess ? <Text role="status">{t("profile.email_sent")}</Text> : null}
      <TextInput
        label={t("profile.new_email")}
        type="email"
        autoComplete="email"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={trouble.email}
        maxLength={254}
      />
      <PresentPassword value={present} onChange={setPresent} error={trouble.password} />
      <Group justify="flex-end">
        <Button type="submit" variant="default" loading={sending.isPending}>
          {t("profile.change_email")}
        </Button>
      </Group>
    </form>
  );
}
