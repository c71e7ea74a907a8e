/** The second step for who has only a recovery code. */

import { Anchor, Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { sendRecoveryCode } from "@/api/actions";
import type { SignInAnswer } from "@/api/types";
import { t } from "@/ui/text";
import { Refused } from "./refused";

interface Props {
  onNext: (answer: SignInAnswer) => void;
  onBack: () => void;
}

export function RecoveryStep({ onNext, onBack }: Props) {
  const [code, setCode] = useState("");
  const [missing, setMissing] = useState<string | null>(null);
  const sending = useMutation({ mutationFn: sendRecoveryCode, onSuccess: onNext });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const typed = code.trim();
    setMissing(typed ? null : t("sign_in.recovery_missing"));
    if (typed && !sending.isPending) sending.mutate(typed);
  };
  return (
    <>
      <Refused error={sending.error} />
      <form onSubmit={submit} noValidate className="hr-form">
        <TextInput
          label={t("sign_in.recovery_code")}
          description={t("sign_in.recovery_hint")}
          name="recovery-code"
          autoComplete="off"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          error={missing}
          size="md"
          maxLength={64}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the only field of this step
          autoFocus
        />
        <Button type="submit" size="md" fullWidth loading={sending.isPending}>
          {t("sign_in.continue")}
        </Button>
      </form>
      <Anchor component="button" type="button" onClick={onBack}>
        {t("sign_in.back_to_step")}
      </Anchor>
    </>
  );
}
