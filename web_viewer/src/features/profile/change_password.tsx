/** The form for another password. */

import { Button, Group, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useRef, useState, type FormEvent } from "react";
import { ApiError } from "@/api/client";
import { changeOwnPassword, passwordRulesQuery, type PasswordRules } from "@/api/links";
import { tell } from "@/ui/messages";
import { NewPassword, passwordTrouble } from "@/ui/new_password";
import { ErrorNote, View, type Failure } from "@/ui/states";
import { t } from "@/ui/text";
import { PresentPassword } from "./present_password";

export function ChangePassword({ email }: { email: string }) {
  const rules = useQuery(passwordRulesQuery);
  return <View of={rules}>{(asked) => <Form email={email} rules={asked} />}</View>;
}

function Form({ email, rules }: { email: string; rules: PasswordRules }) {
  const [present, setPresent] = useState("");
  const [wanted, setWanted] = useState("");
  const [trouble, setTrouble] = useState<{ present?: string; wanted?: string }>({});
  const field = useRef<HTMLInputElement>(null);
  const sending = useMutation({
    mutationFn: () => changeOwnPassword(present, wanted),
    onSuccess: () => {
      setPresent("");
      setWanted("");
      tell(t("profile.password_changed"));
    },
    onError: (error) => {
      if (error instanceof ApiError && error.fields.password) setTrouble({ present: error.fields.password });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const broken = passwordTrouble(wanted, email, rules);
    const found = {
      ...(present ? {} : { present: t("sign_in.password_missing") }),
      ...(broken === undefined ? {} : { wanted: broken }),
    };
    setTrouble(found);
    if (found.wanted) field.current?.focus();
    if (!found.present && !found.wanted && !sending.isPending) sending.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="hr-form">
      <Text c="dimmed">{t("profile.password_why")}</Text>
      {sending.error && !trouble.present ? <ErrorNote error={sending.error as Failure} /> : null}
      <PresentPassword value={present} onChange={setPresent} error={trouble.present} />
      <NewPassword rules={rules} email={email} value={wanted} onChange={setWanted} error={trouble.wanted} field={field} />
      <Group justify="flex-end">
        <Button type="submit" variant="default" loading={sending.isPending}>
          {t("profile.change_password")}
        </Button>
      </Group>
    </form>
  );
}
