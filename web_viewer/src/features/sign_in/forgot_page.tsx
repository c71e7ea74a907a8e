/** Asks for a link to a new password; the answer is the same for every address. */

import { Anchor, Button, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef, useState, type FormEvent } from "react";
import { forgotPassword } from "@/api/links";
import { t } from "@/ui/text";
import { SignInCard } from "./card";
import { Refused } from "./refused";

export function ForgotPage() {
  const [email, setEmail] = useState("");
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const asking = useMutation({ mutationFn: () => forgotPassword(email.trim()) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(email.trim() === "");
    if (email.trim() === "") field.current?.focus();
    else if (!asking.isPending) asking.mutate();
  };
  return (
    <SignInCard title={t("forgot.title")}>
      {asking.isSuccess ? (
        <Text role="status">{t("forgot.sent", { email: email.trim() })}</Text>
      ) : (
        <form onSubmit={submit} noValidate className="hr-form">
          <Text>{t("forgot.why")}</Text>
          <Refused error={asking.error} />
          <TextInput
            ref={field}
            label={t("sign_in.email")}
            type="email"
            name="email"
            autoComplete="username"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            error={missing ? t("sign_in.email_missing") : undefined}
            maxLength={254}
            size="md"
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- the only field of this page
            autoFocus
          />
          <Button type="submit" size="md" fullWidth loading={asking.isPending}>
            {t("forgot.send")}
          </Button>
        </form>
      )}
      <Anchor component={Link} to="/sign-in">
        {t("link.to_sign_in")}
      </Anchor>
    </SignInCard>
  );
}
