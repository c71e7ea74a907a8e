/** The first step: e-mail and password. */

import { Button, PasswordInput, TextInput } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState, type FormEvent } from "react";
import { signIn } from "@/api/actions";
import { knowsPasskeys } from "@/ui/passkey_support";
import type { SignInAnswer } from "@/api/types";
import { PasskeyTrouble } from "@/ui/passkey_button";
import { t } from "@/ui/text";
import { Refused } from "./refused";
import { usePasskeyInField } from "./passkey_in_field";

export function PasswordStep({ onNext }: { onNext: (answer: SignInAnswer) => void }) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [missing, setMissing] = useState<{ email?: string; password?: string }>({});
  const emailField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const sending = useMutation({ mutationFn: () => signIn(email.trim(), password), onSuccess: onNext });
  const byPasskey = usePasskeyInField(onNext);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = {
      ...(email.trim() ? {} : { email: t("sign_in.email_missing") }),
      ...(password ? {} : { password: t("sign_in.password_missing") }),
    };
    setMissing(found);
    if (found.email) emailField.current?.focus();
    else if (found.password) passwordField.current?.focus();
    else if (!sending.isPending) sending.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="hr-form">
      <Refused error={sending.error} />
      <TextInput
        ref={emailField}
        label={t("sign_in.email")}
        type="email"
        name="email"
        autoComplete="username webauthn"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={missing.email}
        maxLength={320}
        size="md"
        data-autofocus
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the only field a person came here for
        autoFocus
      />
      <PasswordInput
        ref={passwordField}
        label={t("sign_in.password")}
        name="password"
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={missing.password}
        maxLength={128}
        size="md"
        visibilityToggleButtonProps={{ "aria-label": t("sign_in.show_password"), tabIndex: 0 }}
      />
      <Button type="submit" size="md" fullWidth loading={sending.isPending}>
        {t("sign_in.submit")}
      </Button>
      <PasskeyTrouble error={byPasskey.error} />
      {knowsPasskeys() ? (
        <Button
          variant="default"
          size="md"
          fullWidth
          leftSection={<IconKey size={16} stroke={1.75} aria-hidden />}
          loading={byPasskey.isPending}
          onClick={() => byPasskey.mutate()}
        >
          {t("sign_in.by_passkey")}
        </Button>
      ) : null}
    </form>
  );
}
