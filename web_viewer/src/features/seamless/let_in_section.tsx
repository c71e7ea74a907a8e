/** Whom of the provider the organization lets in: grant, resend, revoke. */

import { Button, Group, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { letIn, resendAccess, revokeAccess, type GrantAnswer, type SeamlessAnswer } from "@/api/consoles";
import { ApiError } from "@/api/client";
import { tell, tellFailure } from "@/ui/messages";
import { Section } from "@/ui/section";
import { Empty, type Failure } from "@/ui/states";
import { t } from "@/ui/text";
import { Time } from "@/ui/time";

interface Props {
  organization: string;
  access: SeamlessAnswer;
}

export function LetInSection({ organization, access }: Props) {
  return (
    <Section title={t("seamless.let_in")}>
      {access.grants.length === 0 ? (
        <Empty title={t("seamless.nobody")}>{t("seamless.nobody_why")}</Empty>
      ) : (
        <ul className="hr-list" aria-label={t("seamless.let_in")}>
          {access.grants.map((grant) => (
            <Grant key={grant.id} grant={grant} organization={organization} mayResend={access.may_decide} />
          ))}
        </ul>
      )}
      {access.may_decide ? <LetIn organization={organization} /> : <Text c="dimmed">{t("seamless.only_own")}</Text>}
    </Section>
  );
}

function useRenewed(organization: string) {
  const client = useQueryClient();
  return () => void client.invalidateQueries({ queryKey: ["organizations", organization] });
}

function Grant({ grant, organization, mayResend }: { grant: GrantAnswer; organization: string; mayResend: boolean }) {
  const renewed = useRenewed(organization);
  const sending = useMutation({
    mutationFn: () => resendAccess(grant.id),
    onSuccess: () => tell(t("seamless.sent", { email: grant.email })),
    onError: (error) => tellFailure(error as Failure),
    onSettled: renewed,
  });
  const revoking = useMutation({
    mutationFn: () => revokeAccess(grant.id),
    onSuccess: () => tell(t("seamless.revoked")),
    onError: (error) => tellFailure(error as Failure),
    onSettled: renewed,
  });
  return (
    <li className="hr-grant">
      <span className="hr-list-main">
        <strong>{grant.name}</strong>
        <span className="hr-muted hr-break">{grant.email}</span>
        <span className="hr-muted">
          {t(grant.state === "active" ? "seamless.active" : "seamless.waiting")} {t("seamless.since")}{" "}
          <Time at={grant.since} />
        </span>
      </span>
      <Group gap={8} wrap="nowrap">
        {grant.state === "waiting" && mayResend ? (
          <Button variant="default" loading={sending.isPending} onClick={() => sending.mutate()}>
            {t("seamless.resend")}
          </Button>
        ) : null}
        <Button variant="outline" color="stop" loading={revoking.isPending} onClick={() => revoking.mutate()}>
          {t("seamless.revoke")}
        </Button>
      </Group>
    </li>
  );
}

function LetIn({ organization }: { organization: string }) {
  const [email, setEmail] = useState("");
  const renewed = useRenewed(organization);
  const sending = useMutation({
    mutationFn: () => letIn(organization, email.trim()),
    onSuccess: (grant) => {
      tell(t("seamless.sent", { email: grant.email }));
      setEmail("");
    },
    onSettled: renewed,
  });
  const failure = sending.error instanceof ApiError ? sending.error : null;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!sending.isPending) sending.mutate();
  };
  return (
    <form onSubmit={send} noValidate className="hr-form hr-let-in">
      <TextInput
        label={t("seamless.email")}
        description={t("seamless.let_in_why")}
        type="email"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={failure === null ? undefined : (failure.fields.email ?? failure.message)}
        maxLength={254}
      />
      <div>
        <Button type="submit" loading={sending.isPending}>
          {t("seamless.send")}
        </Button>
      </div>
    </form>
  );
}
