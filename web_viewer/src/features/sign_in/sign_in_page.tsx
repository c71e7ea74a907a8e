/** The sign-in: password, then the second factor, then on. */

import { Anchor, Title } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { SignInAnswer } from "@/api/types";
import { t } from "@/ui/text";
import { CodeStep } from "./code_step";
import { PasswordStep } from "./password_step";
import { RecoveryCodes } from "./recovery_codes";
import { RecoveryStep } from "./recovery_step";
import { SetUpStep } from "./set_up_step";

type Step = "password" | "code" | "recovery" | "set_up_code" | "save_codes";

export function SignInPage() {
  const [step, setStep] = useState<Step>("password");
  const [codes, setCodes] = useState<readonly string[]>([]);
  const { then } = useSearch({ strict: false });
  const navigate = useNavigate();
  const client = useQueryClient();
  useEffect(() => {
    document.title = t("app.page_title", { page: t("sign_in.title") });
  }, []);
  const enter = () => {
    client.clear();
    void navigate({ to: then ?? "/", replace: true });
  };
  const next = (answer: SignInAnswer) => (answer.next === "signed_in" ? enter() : setStep(answer.next));
  return (
    <main className="hr-sign-in">
      <div className="hr-sign-in-card" data-wide={step === "set_up_code" || step === "save_codes" || undefined}>
        <div className="hr-sign-in-brand">
          <img src="/favicon.svg" alt="" width={28} height={28} />
          <span>{t("app.name")}</span>
        </div>
        <Title order={1}>{t(`sign_in.step.${step}`)}</Title>
        {step === "password" && <PasswordStep onNext={next} />}
        {step === "code" && <CodeStep onNext={next} onRecovery={() => setStep("recovery")} />}
        {step === "recovery" && <RecoveryStep onNext={next} onCode={() => setStep("code")} />}
        {step === "set_up_code" && (
          <SetUpStep
            onSaved={(recovery) => {
              setCodes(recovery);
              setStep("save_codes");
            }}
          />
        )}
        {step === "save_codes" && <RecoveryCodes codes={codes} onDone={enter} />}
        {(step === "code" || step === "recovery" || step === "set_up_code") && (
          <Anchor component="button" type="button" onClick={() => setStep("password")}>
            {t("sign_in.start_again")}
          </Anchor>
        )}
      </div>
      <p className="hr-sign-in-foot">{t("sign_in.only_if_you_came_yourself")}</p>
    </main>
  );
}
