/** The second step: a code from the app, a passkey, or a recovery code, by what the person has. */

import { Anchor } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { sendCode } from "@/api/actions";
import { passkeyAsSecondStep } from "@/api/factors";
import type { SignInAnswer } from "@/api/types";
import { CodeField } from "@/ui/code_field";
import { PasskeyButton } from "@/ui/passkey_button";
import { t } from "@/ui/text";
import { Refused } from "./refused";

interface Props {
  ways: readonly string[];
  onNext: (answer: SignInAnswer) => void;
  onRecovery: () => void;
}

export function CodeStep({ ways, onNext, onRecovery }: Props) {
  const sending = useMutation({ mutationFn: sendCode, onSuccess: onNext });
  const hasApp = ways.includes("app");
  return (
    <>
      {hasApp ? (
        <>
          <Refused error={sending.error} />
          <CodeField
            key={sending.failureCount}
            label={t("sign_in.code")}
            button={t("sign_in.continue")}
            isSending={sending.isPending}
            onCode={(code) => sending.mutate(code)}
          />
        </>
      ) : null}
      {ways.includes("passkey") ? (
        <PasskeyButton
          label={t("sign_in.use_passkey")}
          act={passkeyAsSecondStep}
          onDone={onNext}
          size="md"
          fullWidth
          {...(hasApp ? {} : { variant: "filled" })}
        />
      ) : null}
      <Anchor component="button" type="button" onClick={onRecovery}>
        {t("sign_in.use_recovery_code")}
      </Anchor>
    </>
  );
}
