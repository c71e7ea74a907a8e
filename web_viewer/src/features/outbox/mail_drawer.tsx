/** One mail, opened beside the list: what it says, its link, and *Send again*. */

import { Alert, Button, Code, CopyButton, Drawer, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { may } from "@/api/access";
import { mailQuery, sendMailAgain, showMailLink, type MailDetail } from "@/api/links";
import { meQuery } from "@/api/queries";
import { Fact, Facts } from "@/ui/facts";
import { tell } from "@/ui/messages";
import { ErrorNote, View, type Failure } from "@/ui/states";
import { t } from "@/ui/text";
import { Time } from "@/ui/time";
import { MailMark } from "./mail_mark";

export function MailDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const mail = useQuery({ ...mailQuery(id ?? ""), enabled: id !== undefined });
  return (
    <Drawer
      opened={id !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={t("mail.title")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <View of={mail}>{(detail) => <Detail key={detail.mail.id} detail={detail} />}</View>
    </Drawer>
  );
}

function Detail({ detail }: { detail: MailDetail }) {
  const { mail } = detail;
  const me = useQuery(meQuery).data;
  const client = useQueryClient();
  const sending = useMutation({
    mutationFn: () => sendMailAgain(mail.id),
    onSuccess: () => {
      tell(t(detail.has_server ? "mail.on_its_way" : "mail.waits_again"));
      void client.invalidateQueries({ queryKey: ["mails"] });
    },
  });
  return (
    <Stack gap={16}>
      <Facts>
        <Fact label={t("mail.to")}>{mail.recipient}</Fact>
        <Fact label={t("mail.subject")}>{mail.subject}</Fact>
        <Fact label={t("outbox.state")}>
          <MailMark state={mail.state} />
        </Fact>
        <Fact label={t("mail.written")}>
          <Time at={mail.created_at} form="exact" />
        </Fact>
        {mail.sent_at === null ? null : (
          <Fact label={t("mail.sent")}>
            <Time at={mail.sent_at} form="exact" />
          </Fact>
        )}
        {mail.tries > 0 && mail.state !== "sent" ? <Fact label={t("mail.tries")}>{mail.tries}</Fact> : null}
      </Facts>
      {mail.problem === "" ? null : (
        <Alert color={mail.state === "failed" ? "stop" : "wait"} variant="light">
          {mail.problem}
        </Alert>
      )}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it may scroll, so the keyboard must reach it */}
      <pre className="hr-mail-text" tabIndex={0} aria-label={t("mail.text")}>
        {detail.text}
      </pre>
      {detail.has_link && <MailLinkPart id={mail.id} />}
      {sending.error === null ? null : <ErrorNote error={sending.error as Failure} safe={t("common.nothing_changed")} />}
      {may(me, "mail:send") &&
        (detail.can_send_again ? (
          <Group justify="flex-end">
            <Button loading={sending.isPending} onClick={() => sending.mutate()}>
              {t("mail.send_again")}
            </Button>
          </Group>
        ) : (
          <Text c="dimmed">{t("mail.too_old")}</Text>
        ))}
    </Stack>
  );
}

/** The link is a key to the account, so reading it is asked for, and noted. */
function MailLinkPart({ id }: { id: string }) {
  const showing = useMutation({ mutationFn: () => showMailLink(id) });
  if (showing.data === undefined) {
    return (
      <Stack gap={8}>
        {showing.error === null ? null : <ErrorNote error={showing.error as Failure} />}
        <Text c="dimmed">{t("mail.link_why")}</Text>
        <Group>
          <Button variant="default" loading={showing.isPending} onClick={() => showing.mutate()}>
            {t("mail.show_link")}
          </Button>
        </Group>
      </Stack>
    );
  }
  const { url } = showing.data;
  return (
    <Stack gap={8}>
      <Code block className="hr-command">
        {url}
      </Code>
      <Group>
        <CopyButton value={url}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? t("common.copied") : t("mail.copy_link")}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Stack>
  );
}
