/** Shows the recovery codes, once, to be saved. */

import { Button, CopyButton, Group, Text } from "@mantine/core";
import { t } from "./text";

export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  return (
    <>
      <Text>{t("sign_in.codes_why")}</Text>
      <ol className="hr-recovery-codes" aria-label={t("sign_in.step.save_codes")}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <Group>
        <CopyButton value={codes.join("\n")}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? t("common.copied") : t("sign_in.copy_codes")}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onDone}>{t("sign_in.codes_saved")}</Button>
      </Group>
    </>
  );
}
