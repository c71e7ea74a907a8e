/** Where an invitation or a forgotten password leads: one form, which nothing but its button sends. */

import { Button, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState, type FormEvent } from "react";
import { signIn } from "@/api/actions";
import { ApiError } from "@/api/client";
import { choosePassword, linkQuery, passwordRulesQuery, type LinkAnswer, type PasswordRules } from "@/api/links";
import type { SignInAnswer } from "@/api/types";
import { NewPassword, passwordTrouble } from "@/ui/new_password";
import { Loading, View } from "@/ui/states";
import { t } from "@/ui/text";
import { SignInCard } from "./card";
import { LinkGone } from "./link_gone";
import { useLinkToken } from "./link_token";
import { Refused } from "./refused";
import { SignInSteps, type Step } from "./sign_in_page";

interface Following {
  next: Step;
  ways: readonly string[];
}

const isGone = (error: Error | null) => error instanceof ApiError && error.code === "link.gone";

export function ChoosePasswordPage() {
  const token = useLinkToken();
  const link = useQuery({ ...linkQuery(token), enabled: token !== "" });
  const rules = useQuery(passwordRulesQuery);
  const [step, setStep] = useState<Following | null>(null);
  const [used, setUsed] = useState(false);
  if (step !== null) return <SignInSteps first={step.next} ways={step.ways} />;
  if (token === "" || used || isGone(link.error) || link.data?.purpose === "email_change") {
    return (
      <SignInCard title={t("link.gone")}>
        <LinkGone token={token} />
      </SignInCard>
    );
  }
  return (
    <SignInCard title={t("password.choose")} wide>
      <View of={link} rows={4}>
        {(facts) =>
          rules.data === undefined ? (
            <Loading rows={4} />
          ) : (
            <Choose token={token} facts={facts} rules={rules.data} onNext={setStep} onGone={() => setUsed(true)} />
          )
        }
      </View>
    </SignInCard>
  );
}

interface ChooseProps {
  token: string;
  facts: LinkAnswer;
  rules: PasswordRules;
  onNext: (step: Following) => void;
  onGone: () => void;
}

function Choose({ token, facts, rules, onNext, onGone }: ChooseProps) {
  const [password, setPassword] = useState("");
  const [trouble, setTrouble] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  const client = useQueryClient();
  const navigate = useNavigate();
  const next = (answer: SignInAnswer) => {
    client.clear();
    if (answer.next === "signed_in") void navigate({ to: "/", replace: true });
    else onNext({ next: answer.next, ways: answer.ways });
  };
  const sending = useMutation({
    mutationFn: () => choosePassword(token, password),
    // Signing in is a step of its own: a second factor is still asked for.
    onSuccess: async ({ email }) => {
      try {
        next(await signIn(email, password));
      } catch {
        void navigate({ to: "/sign-in", replace: true });
      }
    },
    onError: (error) => {
      if (isGone(error)) onGone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = passwordTrouble(password, facts.email, rules);
    setTrouble(found);
    if (found !== undefined) field.current?.focus();
    else if (!sending.isPending) sending.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="hr-form">
      <Text>{t("password.for_whom", { person: facts.person })}</Text>
      {/* Tells password stores whose password this is. */}
      <input type="text" name="username" autoComplete="username" value={facts.email} readOnly className="hr-email" aria-label={t("sign_in.email")} />
      <Refused error={sending.error} />
      <NewPassword
        rules={rules}
        email={facts.email}
        value={password}
        onChange={setPassword}
        error={trouble}
        field={field}
      />
      <Button type="submit" size="md" fullWidth loading={sending.isPending}>
        {t("password.save")}
      </Button>
    </form>
  );
}
