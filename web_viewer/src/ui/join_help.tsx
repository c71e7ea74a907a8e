/** Says in plain words how a computer that is not enrolled joins: where the program is, the command, and the code. */

import { Button, Code, CopyButton, Group, Stack, Text } from "@mantine/core";
import { t } from "@/ui/text";
import { Time } from "@/ui/time";

/** For the person: what to do at the computer that is to be helped. */
export function JoinSteps({ command }: { command: string }) {
  return (
    <Stack gap={12}>
      <Text>{t("join.program")}</Text>
      <Text>{t("join.run")}</Text>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */}
      <Code block className="hr-command" tabIndex={0} aria-label={t("join.command")}>
        {command}
      </Code>
      <Group>
        <CopyButton value={command}>
          {({ copied, copy }) => (
            <Button variant="default" size="md" onClick={copy}>
              {copied ? t("common.copied") : t("join.copy")}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Stack>
  );
}

interface CodeProps {
  code: string;
  expiresAt: string;
}

/** The code of a request, to be typed at the computer. */
export function JoinCode({ code, expiresAt }: CodeProps) {
  return (
    <Stack gap={4}>
      <Text className="hr-figures" size="xl" fw={600} data-testid="join-code">
        {code}
      </Text>
      <Text className="hr-muted">
        {t("join.works_until")} <Time at={expiresAt} />
      </Text>
    </Stack>
  );
}
