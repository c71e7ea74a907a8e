/** Shows what an authenticator app needs: a picture to scan, and the same to be typed. */

import { Code, CopyButton, Button, Group, Text } from "@mantine/core";
import { t } from "./text";

/** Groups of four are read and typed with fewer slips. */
export function inFours(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(" ") ?? secret;
}

export function AppSetUp({ secret, picture }: { secret: string; picture: string }) {
  return (
    <>
      <Text>{t("sign_in.set_up_why")}</Text>
      <img
        className="hr-qr"
        src={`data:image/svg+xml;utf8,${encodeURIComponent(picture)}`}
        alt={t("sign_in.qr_alt")}
        width={192}
        height={192}
      />
      <Text>{t("sign_in.set_up_by_hand")}</Text>
      <Group gap={8}>
        <Code className="hr-secret">{inFours(secret)}</Code>
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button variant="default" size="compact-sm" onClick={copy}>
              {copied ? t("common.copied") : t("common.copy")}
            </Button>
          )}
        </CopyButton>
      </Group>
    </>
  );
}
