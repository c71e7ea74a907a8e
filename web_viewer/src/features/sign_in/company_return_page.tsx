/** Where the company's sign-in sends people back to: goes on by itself, as the way began in this very tab. */

import { Button, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { returnFromCompany } from "@/api/company";
import { Loading } from "@/ui/states";
import { t } from "@/ui/text";
import { SignInCard } from "./card";
import { arrival } from "./company_way";
import { Refused } from "./refused";
import { SignInSteps, type Step } from "./sign_in_page";

export function CompanyReturnPage() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [step, setStep] = useState<Step | null>(null);
  const came = useRef(false);
  const back = arrival();
  const returning = useMutation({ mutationFn: returnFromCompany });
  const { mutate } = returning;
  useEffect(() => {
    if (came.current || back === null) return;
    came.current = true;
    const { then = "/", ...proof } = back;
    mutate(proof, {
      onSuccess: (answer) => {
        if (answer.next === "signed_in") {
          client.clear();
          void navigate({ to: then, replace: true });
        } else {
          // The code in the address is used up: it is not kept in the history either.
          void navigate({ to: "/sign-in/company", search: { then }, replace: true });
          setStep(answer.next);
        }
      },
    });
  }, [back, client, mutate, navigate]);
  if (step !== null) return <SignInSteps first={step} />;
  if (back !== null && returning.error === null) {
    return (
      <SignInCard title={t("company.returning")}>
        <Loading rows={2} />
      </SignInCard>
    );
  }
  return (
    <SignInCard title={t("company.not_signed_in")}>
      {back === null ? <Text>{t("company.lost")}</Text> : <Refused error={returning.error} />}
      <Button component={Link} to="/sign-in" size="md" fullWidth>
        {t("sign_in.start_again")}
      </Button>
    </SignInCard>
  );
}
