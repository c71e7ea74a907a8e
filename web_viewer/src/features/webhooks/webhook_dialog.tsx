/** The dialog that makes or changes a webhook, shows what its form sends, and then the key, once. */

import { Button, Checkbox, Code, CopyButton, Group, Modal, NativeSelect, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { may } from "@/api/access";
import { ApiError } from "@/api/client";
import type { Me } from "@/api/types";
import { changeWebhook, makeWebhook, previewQuery, renewKey, webhooksQuery, type Webhook, type WebhookForm } from "@/api/webhooks";
import { tell } from "@/ui/messages";
import { ErrorNote, type Failure } from "@/ui/states";
import { t } from "@/ui/text";

const FORMS = ["plain", "teams", "slack", "servicenow"] as const satisfies readonly WebhookForm[];
const HAPPENINGS = ["request_made", "waits_long", "approved", "denied", "started", "ended", "not_asked_for"] as const;
type Happening = (typeof HAPPENINGS)[number];
const ALL = "";

interface Props {
  me: Me;
  webhook: Webhook | null;
  onClose: () => void;
}

export function WebhookDialog({ me, webhook, onClose }: Props) {
  const homes = me.organizations.filter(({ id }) => may(me, "webhook:change", id));
  const givesAll = me.permissions["webhook:change"] === "all";
  const [home, setHome] = useState(givesAll ? ALL : (homes[0]?.id ?? ALL));
  const [name, setName] = useState(webhook?.name ?? "");
  const [form, setForm] = useState<WebhookForm>(webhook?.form ?? "plain");
  const [url, setUrl] = useState("");
  const [authorization, setAuthorization] = useState("");
  const [happenings, choose] = useState<Happening[]>([...(webhook?.happenings ?? ["request_made", "not_asked_for"])] as Happening[]);
  const [isOn, switchOn] = useState(webhook?.is_on ?? true);
  const client = useQueryClient();
  const keeping = useMutation({
    mutationFn: async () => {
      const wish = { name, happenings };
      if (webhook === null) return await makeWebhook({ ...wish, form, url, authorization, organization_id: home === ALL ? null : home });
      await changeWebhook(webhook.id, { ...wish, is_on: isOn, url: url || null, authorization: authorization || null });
      return null;
    },
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: webhooksQuery.queryKey });
      if (made !== null) return;
      tell(t("webhooks.saved"));
      onClose();
    },
  });
  const renewing = useMutation({ mutationFn: renewKey });
  const made = keeping.data ?? renewing.data;
  const fields = keeping.error instanceof ApiError ? keeping.error.fields : {};
  const failure = keeping.error ?? renewing.error;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!keeping.isPending) keeping.mutate();
  };
  if (made) return <ShownKey name={made.kept.name} value={made.key} onClose={onClose} />;
  return (
    <Modal opened onClose={onClose} title={webhook === null ? t("webhooks.new_title") : t("webhooks.change_title")} size="lg">
      <form onSubmit={submit} noValidate>
        <Stack gap={16}>
          {failure !== null && Object.keys(fields).length === 0 ? (
            <ErrorNote error={failure as Failure} safe={t("common.nothing_changed")} />
          ) : null}
          <Text>{t("webhooks.why")}</Text>
          <TextInput
            label={t("webhooks.name")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={fields.name}
            maxLength={80}
            data-autofocus
          />
          {webhook === null ? (
            <>
              <NativeSelect
                label={t("webhooks.for_whom")}
                value={home}
                onChange={(event) => setHome(event.currentTarget.value)}
                data={[
                  ...(givesAll ? [{ value: ALL, label: t("webhooks.for_all") }] : []),
                  ...homes.map(({ id, name: label }) => ({ value: id, label })),
                ]}
              />
              <NativeSelect
                label={t("webhooks.form")}
                value={form}
                onChange={(event) => setForm(event.currentTarget.value as WebhookForm)}
                data={FORMS.map((value) => ({ value, label: t(`webhooks.form.${value}`) }))}
              />
            </>
          ) : (
            <Switch label={t("webhooks.is_on")} checked={isOn} onChange={(event) => switchOn(event.currentTarget.checked)} />
          )}
          <TextInput
            label={t("webhooks.address")}
            description={webhook === null ? t("webhooks.address_why") : t("webhooks.address_kept")}
            value={url}
            onChange={(event) => setUrl(event.currentTarget.value)}
            error={fields.url}
            type="url"
            autoComplete="off"
          />
          <TextInput
            label={t("webhooks.authorization")}
            description={t("webhooks.authorization_why")}
            value={authorization}
            onChange={(event) => setAuthorization(event.currentTarget.value)}
            error={fields.authorization}
            type="password"
            autoComplete="off"
          />
          <Checkbox.Group
            label={t("webhooks.happenings")}
            value={happenings}
            onChange={(chosen) => choose(chosen as Happening[])}
            error={fields.happenings}
          >
            <Stack gap={8} mt={8}>
              {HAPPENINGS.map((each) => (
                <Checkbox key={each} value={each} label={t(`notices.happening.${each}`)} />
              ))}
            </Stack>
          </Checkbox.Group>
          {webhook === null ? null : <NewKey pending={renewing.isPending} onPress={() => renewing.mutate(webhook.id)} />}
          <Shown form={form} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" loading={keeping.isPending}>
              {webhook === null ? t("webhooks.make") : t("webhooks.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function NewKey({ pending, onPress }: { pending: boolean; onPress: () => void }) {
  return (
    <div>
      <Text fw={500}>{t("webhooks.key_title")}</Text>
      <Text className="hr-muted" size="sm" mb={8}>
        {t("webhooks.renew_why")}
      </Text>
      <Button variant="default" loading={pending} onClick={onPress}>
        {t("webhooks.renew")}
      </Button>
    </div>
  );
}

function Shown({ form }: { form: WebhookForm }) {
  const body = useQuery(previewQuery(form)).data?.body;
  if (body === undefined) return null;
  return (
    <div>
      <Text fw={500}>{t("webhooks.preview")}</Text>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */}
      <Code block className="hr-command" tabIndex={0} aria-label={t("webhooks.preview")} mah={220}>
        {JSON.stringify(JSON.parse(body), null, 2)}
      </Code>
    </div>
  );
}

function ShownKey({ name, value, onClose }: { name: string; value: string; onClose: () => void }) {
  return (
    // It is shown this once, so that a click beside the dialog does not take it away.
    <Modal opened onClose={onClose} closeOnClickOutside={false} title={name} size="lg">
      <Stack gap={16}>
        <Text role="status">{t("webhooks.key_why")}</Text>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */}
        <Code block className="hr-command" tabIndex={0} aria-label={t("webhooks.key_title")}>
          {value}
        </Code>
        <Group justify="flex-end">
          <CopyButton value={value}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy} data-autofocus>
                {copied ? t("common.copied") : t("webhooks.copy")}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onClose}>{t("common.finish")}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
