/** The sign-in: password, then the second factor, then on. */

import { Anchor, Button, Text } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { looksQuery } from "@/api/portal";
import type { SignInAnswer } from "@/api/types";
import { useSlug } from "@/ui/brand";
import { RecoveryCodes } from "@/ui/recovery_codes";
import { t } from "@/ui/text";
import { SignInCard } from "./card";
import { CodeStep } from "./code_step";
import { CompanyButton } from "./company_button";
import { PasswordStep } from "./password_step";
import { PortalOff } from "./portal_off";
import { RecoveryStep } from "./recovery_step";
import { SetUpStep } from "./set_up_step";

export type Step = "password" | "code" | "recovery" | "set_up_code" | "save_codes" | "provider_console";

export function SignInPage() {
  const redirectUrl = useQuery(looksQuery(useSlug())).data?.redirect_url ?? null;
  const [isStaff, setIsStaff] = useState(false);
  if (redirectUrl === null || isStaff) return <SignInSteps first="password" />;
  return (
    <PortalOff redirectUrl={redirectUrl} otherwise={t("portal_off.staff")} onOtherwise={() => setIsStaff(true)} />
  );
}

const ALL_WAYS = ["app", "recovery_code"] as const;

/** The steps from `first` on; other pages begin here once the password is known. */
export function SignInSteps({ first, ways: firstWays = ALL_WAYS }: { first: Step; ways?: readonly string[] }) {
  const isOpen = useQuery(looksQuery(useSlug())).data?.is_open ?? false;
  const [step, setStep] = useState<Step>(first);
  const [codes, setCodes] = useState<readonly string[]>([]);
  const [ways, setWays] = useState<readonly string[]>(firstWays);
  const { then } = useSearch({ strict: false });
  const navigate = useNavigate();
  const client = useQueryClient();
  const enter = () => {
    client.clear();
    void navigate({ to: then ?? "/", replace: true });
  };
  const next = (answer: SignInAnswer) => {
    if (answer.next === "signed_in") {
      enter();
      return;
    }
    setWays(answer.ways);
    setStep(answer.next);
  };
  return (
    <SignInCard title={t(`sign_in.step.${step}`)} wide={step === "set_up_code" || step === "save_codes"}>
      {step === "password" && (
        <>
          <PasswordStep onNext={next} />
          <CompanyButton then={then} />
          <Anchor component={Link} to="/forgot-password">
            {t("forgot.link")}
          </Anchor>
          {isOpen ? (
            <Anchor component={Link} to="/help">
              {t("visitor.link")}
            </Anchor>
          ) : null}
        </>
      )}
      {step === "provider_console" && (
        <>
          <Text>{t("sign_in.provider_console_why")}</Text>
          <Button component="a" href="/sign-in" size="md" fullWidth>
            {t("sign_in.to_provider_console")}
          </Button>
        </>
      )}
      {step === "code" && <CodeStep ways={ways} onNext={next} onRecovery={() => setStep("recovery")} />}
      {step === "recovery" && <RecoveryStep onNext={next} onBack={() => setStep("code")} />}
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
    </SignInCard>
  );
}
