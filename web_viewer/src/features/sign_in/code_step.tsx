/** The second step for who has an authenticator app. */

import { Anchor } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { sendCode } from "@/api/actions";
import type { SignInAnswer } from "@/api/types";
import { t } from "@/ui/text";
import { CodeField } from "./code_field";
import { Refused } from "./refused";

interface Props {
  onNext: (answer: SignInAnswer) => void;
  onRecovery: () => void;
}

export function CodeStep({ onNext, onRecovery }: Props) {
  const sending = useMutation({ mutationFn: sendCode, onSuccess: onNext });
  return (
    <>
      <Refused error={sending.error} />
      <CodeField
        key={sending.failureCount}
        label={t("sign_in.code")}
        button={t("sign_in.continue")}
        isSending={sending.isPending}
        onCode={(code) => sending.mutate(code)}
      />
      <Anchor component="button" type="button" onClick={onRecovery}>
        {t("sign_in.use_recovery_code")}
      </Anchor>
    </>
  );
}
