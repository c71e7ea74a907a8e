/** The pages that stop a session: a device with another key, and something that did not hold. */

import { Alert, Anchor, Button, Code, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { RemoteSession } from "@/remote/session";
import type { Snapshot } from "@/remote/snapshot";
import { t, type TextKey } from "@/ui/text";
import { Card } from "./card";
import { say } from "./own_words";

const icon = <IconAlertTriangle aria-hidden size={20} stroke={1.75} />;

interface Props {
  engine: RemoteSession;
  snapshot: Snapshot;
  device: string;
  own: boolean;
}

/** In groups of four, so that two can be compared by eye. */
const inFours = (digits: string): string => digits.replaceAll(/(.{4})(?=.)/g, "$1 ");

export function KeyChanged({ engine, snapshot, device, own }: Props) {
  const { key } = snapshot;
  return (
    <Card title={t("view.title_key", { device })}>
      <Alert color="stop" variant="light" icon={icon} role="alert">
        <Stack gap={8}>
          <Text>{t("view.key.what", { device })}</Text>
          <Text>{say(own, "view.key.now")}</Text>
        </Stack>
      </Alert>
      <dl className="hr-view-keys">
        <dt>{t("view.key.pinned")}</dt>
        <dd>
          <Code>{inFours(key?.pinned ?? "")}</Code>
        </dd>
        <dt>{t("view.key.seen")}</dt>
        <dd>
          <Code>{inFours(key?.seen ?? "")}</Code>
        </dd>
      </dl>
      <Group>
        <Button onClick={() => engine.off()}>{t("view.key.stop")}</Button>
        <Button variant="default" onClick={() => engine.goOnWithChangedKey()}>
          {t("view.key.go_on")}
        </Button>
      </Group>
    </Card>
  );
}

function explanation(code: string): TextKey {
  if (code.startsWith("body.")) return "view.refused.message";
  return code.startsWith("browser.") ? "view.refused.browser" : "view.refused.exchange";
}

export function Refused({ engine, snapshot, device, own }: Props) {
  const code = snapshot.fault?.code ?? "";
  return (
    <Card title={t("view.title_refused")}>
      <Alert color="stop" variant="light" icon={icon} role="alert">
        <Stack gap={8} data-testid="session-state" data-state="refused" data-code={code}>
          <Text>{t(explanation(code), { device })}</Text>
          <Text>{t("view.refused.what")}</Text>
          <Text>{t("view.refused.code", { code })}</Text>
        </Stack>
      </Alert>
      <Anchor component={Link} to={own ? "/help" : `/sessions/${engine.id}`}>
        {say(own, "view.details")}
      </Anchor>
    </Card>
  );
}
