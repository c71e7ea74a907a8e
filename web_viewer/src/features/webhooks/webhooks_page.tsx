/** Webhooks: where what happens is sent, who is sent what, and what became of it. */

import { Button, Group } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { may } from "@/api/access";
import { meQuery } from "@/api/queries";
import type { Me } from "@/api/types";
import { removeWebhook, webhooksQuery, type Webhook } from "@/api/webhooks";
import { tell, tellFailure } from "@/ui/messages";
import { Page } from "@/ui/page";
import { Empty, View, type Failure } from "@/ui/states";
import { t } from "@/ui/text";
import { Deliveries } from "./deliveries";
import { WebhookDialog } from "./webhook_dialog";

type Open = { kind: "form"; webhook: Webhook | null } | { kind: "log"; webhook: Webhook } | null;

export function mayChange(me: Me | undefined, home: string | null): boolean {
  // The instance's own are for all organizations, which only "everywhere" takes in.
  return home === null ? me?.permissions["webhook:change"] === "all" : may(me, "webhook:change", home);
}

export function WebhooksPage() {
  const me = useQuery(meQuery).data;
  const reading = useQuery(webhooksQuery);
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  return (
    <Page
      title={t("webhooks.title")}
      actions={
        may(me, "webhook:change") ? (
          <Button onClick={() => setOpen({ kind: "form", webhook: null })}>{t("webhooks.new")}</Button>
        ) : undefined
      }
    >
      <View
        of={reading}
        empty={(hooks) => (hooks.length > 0 ? null : <Empty title={t("webhooks.empty")}>{t("webhooks.empty_why")}</Empty>)}
      >
        {(hooks) => (
          <ul className="hr-list hr-card hr-flush" aria-label={t("webhooks.title")}>
            {hooks.map((webhook) => (
              <Line
                key={webhook.id}
                webhook={webhook}
                changes={mayChange(me, webhook.organization_id)}
                onOpen={(kind) => setOpen({ kind, webhook })}
              />
            ))}
          </ul>
        )}
      </View>
      {open?.kind === "form" && me !== undefined ? <WebhookDialog me={me} webhook={open.webhook} onClose={close} /> : null}
      {open?.kind === "log" ? (
        <Deliveries webhook={open.webhook} changes={mayChange(me, open.webhook.organization_id)} onClose={close} />
      ) : null}
    </Page>
  );
}

interface LineProps {
  webhook: Webhook;
  changes: boolean;
  onOpen: (kind: "form" | "log") => void;
}

function Line({ webhook, changes, onOpen }: LineProps) {
  const client = useQueryClient();
  const removing = useMutation({
    mutationFn: () => removeWebhook(webhook.id),
    onSuccess: () => tell(t("webhooks.removed")),
    onError: (error) => tellFailure(error as unknown as Failure),
    onSettled: () => void client.invalidateQueries({ queryKey: webhooksQuery.queryKey }),
  });
  return (
    <li className="hr-live-row">
      <span>
        <Group gap={8} component="span">
          <strong>{webhook.name}</strong>
          <span className="hr-sign" data-tone={webhook.is_on ? "good" : "muted"}>
            {webhook.is_on ? `● ${t("webhooks.on")}` : `○ ${t("webhooks.off")}`}
          </span>
        </Group>
        <span className="hr-muted">
          {t(`webhooks.form.${webhook.form}`)} · {webhook.host} · {webhook.organization ?? t("webhooks.for_all")}
        </span>
        <br />
        <span className="hr-muted">{webhook.happenings.map((each) => t(`notices.happening.${each}`)).join(" · ")}</span>
        {webhook.dropped === 0 ? null : <p>{t("webhooks.dropped", { count: webhook.dropped })}</p>}
      </span>
      <Group gap={8}>
        <Button variant="default" aria-label={t("webhooks.log_of", { name: webhook.name })} onClick={() => onOpen("log")}>
          {t("webhooks.log")}
        </Button>
        {changes ? (
          <>
            <Button
              variant="default"
              aria-label={t("webhooks.change_named", { name: webhook.name })}
              onClick={() => onOpen("form")}
            >
              {t("webhooks.change")}
            </Button>
            <Button
              variant="default"
              color="stop"
              aria-label={t("webhooks.remove_named", { name: webhook.name })}
              loading={removing.isPending}
              onClick={() => removing.mutate()}
            >
              {t("webhooks.remove")}
            </Button>
          </>
        ) : null}
      </Group>
    </li>
  );
}
