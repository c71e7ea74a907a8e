/** The one field for a code from the authenticator app; sends itself at six digits. */

import { Button, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { t } from "./text";

const DIGITS = 6;

interface Props {
  label: string;
  isSending: boolean;
  onCode: (code: string) => void;
  button: string;
}

/** Digits only, at most six: spaces and dashes fall out. */
export function digitsOf(text: string): string {
  return text.replaceAll(/\D/g, "").slice(0, DIGITS);
}

export function CodeField({ label, isSending, onCode, button }: Props) {
  const [code, setCode] = useState("");
  const [missing, setMissing] = useState<string | null>(null);
  const send = (digits: string) => {
    if (isSending) return;
    onCode(digits);
  };
  const type = (text: string) => {
    const digits = digitsOf(text);
    setMissing(null);
    setCode(digits);
    if (digits.length === DIGITS && digits !== code) send(digits);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.length === DIGITS) send(code);
    else setMissing(t("sign_in.code_missing"));
  };
  return (
    <form onSubmit={submit} noValidate className="hr-form">
      <TextInput
        label={label}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        value={code}
        onChange={(event) => type(event.currentTarget.value)}
        error={missing}
        size="md"
        classNames={{ input: "hr-code-input" }}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the only field of this step
        autoFocus
      />
      <Button type="submit" size="md" fullWidth loading={isSending}>
        {button}
      </Button>
    </form>
  );
}
