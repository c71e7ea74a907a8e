/** Shows a token that was made, this once, with the header it is sent in. */

import { Button, Code, CopyButton, Group, Modal, Stack, Text } from "@mantine/core";
import type { MadeToken } from "@/api/tokens";
import { t } from "@/ui/text";
import { Time } from "@/ui/time";

export function ShownToken({ made, onClose }: { made: MadeToken; onClose: () => void }) {
  const example = `curl -H "Authorization: Bearer ${made.token}" ${window.location.origin}/api/me`;
  return (
    // It is shown this once, so that a click beside the dialog does not take it away.
    <Modal opened onClose={onClose} closeOnClickOutside={false} title={made.kept.name} size="lg">
      <Stack gap={16}>
        <Text role="status">{t("tokens.made")}</Text>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */}
        <Code block className="hr-command" tabIndex={0} aria-label={t("tokens.token")}>
          {made.token}
        </Code>
        <Text>{t("tokens.use")}</Text>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */}
        <Code block className="hr-command" tabIndex={0} aria-label={t("tokens.use")}>
          {example}
        </Code>
        <Text c="dimmed">
          {t("field.expires")}: <Time at={made.kept.expires_at} />
        </Text>
        <Group justify="flex-end">
          <CopyButton value={made.token}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy} data-autofocus>
                {copied ? t("common.copied") : t("tokens.copy")}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onClose}>{t("common.finish")}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
