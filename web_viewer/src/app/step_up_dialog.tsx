/** The one dialog in which a person shows again that it is them, before something dangerous is done. */

import { Anchor, Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { useEffect, useState, type FormEvent, type ReactNode } from "react";
import { onStepUpNeeded } from "@/api/client";
import { departToCompany, waysInQuery } from "@/api/company";
import { stepUpByCode, stepUpByPasskey, stepUpByPassword, stepUpByRecoveryCode } from "@/api/factors";
import { keep } from "@/features/sign_in/company_way";
import { CodeField } from "@/ui/code_field";
import { PasskeyButton } from "@/ui/passkey_button";
import { ErrorNote, type Failure } from "@/ui/states";
import { t } from "@/ui/text";

interface Asked {
  ways: readonly string[];
  forSession: boolean;
  answer: (shown: boolean) => void;
}

/** Waits for the broker to ask; several questions at once become one. */
export function StepUpDialog() {
  const [asked, setAsked] = useState<Asked | null>(null);
  useEffect(() => {
    let open: Promise<boolean> | null = null;
    onStepUpNeeded((ways, forSession) => {
      // Without a way there is nothing to ask the person for.
      if (ways.length === 0) return Promise.resolve(false);
      open ??= new Promise<boolean>((resolve) => {
        setAsked({
          ways,
          forSession,
          answer: (shown) => {
            open = null;
            setAsked(null);
            resolve(shown);
          },
        });
      });
      return open;
    });
    return () => onStepUpNeeded(null);
  }, []);
  if (asked === null) return null;
  return (
    <Modal opened onClose={() => asked.answer(false)} title={t("step_up.title")}>
      <Stack gap={16}>
        <Text>{t(asked.forSession ? "step_up.why_session" : "step_up.why")}</Text>
        <Ways ways={asked.ways} onShown={() => asked.answer(true)} />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => asked.answer(false)}>
            {t("common.cancel")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Ways({ ways, onShown }: { ways: readonly string[]; onShown: () => void }) {
  const [byRecovery, setByRecovery] = useState(false);
  if (ways.includes("password")) return <ByPassword onShown={onShown} />;
  if (ways.includes("company")) return <ByCompany />;
  if (byRecovery) return <ByRecoveryCode onShown={onShown} onBack={() => setByRecovery(false)} />;
  return (
    <>
      {ways.includes("app") ? <ByCode onShown={onShown} /> : null}
      {ways.includes("passkey") ? (
        <PasskeyButton label={t("sign_in.use_passkey")} act={stepUpByPasskey} onDone={onShown} fullWidth />
      ) : null}
      {ways.includes("recovery_code") ? (
        <Anchor component="button" type="button" onClick={() => setByRecovery(true)}>
          {t("sign_in.use_recovery_code")}
        </Anchor>
      ) : null}
    </>
  );
}

function ByCode({ onShown }: { onShown: () => void }) {
  const sending = useMutation({ mutationFn: stepUpByCode, onSuccess: onShown });
  return (
    <>
      {sending.error === null ? null : <ErrorNote error={sending.error as Failure} />}
      <CodeField
        key={sending.failureCount}
        label={t("sign_in.code")}
        button={t("sign_in.continue")}
        isSending={sending.isPending}
        onCode={(code) => sending.mutate(code)}
      />
    </>
  );
}

interface FormProps {
  error: Error | null;
  isSending: boolean;
  onSend: () => void;
  children: ReactNode;
}

function OneField({ error, isSending, onSend, children }: FormProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isSending) onSend();
  };
  return (
    <form onSubmit={submit} noValidate className="hr-form">
      {error === null ? null : <ErrorNote error={error as Failure} />}
      {children}
      <Button type="submit" fullWidth loading={isSending}>
        {t("sign_in.continue")}
      </Button>
    </form>
  );
}

function ByPassword({ onShown }: { onShown: () => void }) {
  const [password, setPassword] = useState("");
  const sending = useMutation({ mutationFn: () => stepUpByPassword(password), onSuccess: onShown });
  return (
    <OneField error={sending.error} isSending={sending.isPending} onSend={() => sending.mutate()}>
      <PasswordInput
        label={t("profile.present_password")}
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        maxLength={1000}
        data-autofocus
        visibilityToggleButtonProps={{ "aria-label": t("sign_in.show_password"), tabIndex: 0 }}
      />
    </OneField>
  );
}

/** Leads away and back to this page: who has nothing to show here signs in anew where they came from. */
function ByCompany() {
  const here = useLocation({ select: (location) => location.href });
  const name = useQuery(waysInQuery).data?.company ?? null;
  const leaving = useMutation({
    mutationFn: () => departToCompany(true),
    onSuccess: ({ address, binding }) => {
      keep({ binding, then: here });
      globalThis.location.assign(address);
    },
  });
  if (name === null) return <Text>{t("step_up.no_way")}</Text>;
  return (
    <>
      {leaving.error === null ? null : <ErrorNote error={leaving.error as Failure} />}
      <Text>{t("step_up.company_why")}</Text>
      <Button fullWidth loading={leaving.isPending || leaving.isSuccess} onClick={() => leaving.mutate()}>
        {t("step_up.company", { name })}
      </Button>
    </>
  );
}

function ByRecoveryCode({ onShown, onBack }: { onShown: () => void; onBack: () => void }) {
  const [code, setCode] = useState("");
  const sending = useMutation({ mutationFn: () => stepUpByRecoveryCode(code.trim()), onSuccess: onShown });
  return (
    <>
      <OneField error={sending.error} isSending={sending.isPending} onSend={() => sending.mutate()}>
        <TextInput
          label={t("sign_in.recovery_code")}
          description={t("sign_in.recovery_hint")}
          autoComplete="off"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          maxLength={64}
        />
      </OneField>
      <Anchor component="button" type="button" onClick={onBack}>
        {t("sign_in.back_to_step")}
      </Anchor>
    </>
  );
}
