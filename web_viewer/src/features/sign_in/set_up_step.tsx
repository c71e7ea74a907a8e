/** The first time: shows the QR code and the secret, and takes the first code. */

import { Code, CopyButton, Button, Group, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { confirmTotp, setUpTotp } from "@/api/actions";
import { View } from "@/ui/states";
import { t } from "@/ui/text";
import { CodeField } from "./code_field";
import { Refused } from "./refused";

/** Groups of four are read and typed with fewer slips. */
export function inFours(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(" ") ?? secret;
}

export function SetUpStep({ onSaved }: { onSaved: (codes: readonly string[]) => void }) {
  const made = useQuery({
    queryKey: ["totp-set-up"],
    queryFn: setUpTotp,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchInterval: false,
    refetchOnWindowFocus: false,
  });
  const confirming = useMutation({ mutationFn: confirmTotp, onSuccess: (answer) => onSaved(answer.recovery_codes) });
  return (
    <View of={made} rows={4}>
      {(value) => (
        <>
          <Text>{t("sign_in.set_up_why")}</Text>
          <img
            className="hr-qr"
            src={`data:image/svg+xml;utf8,${encodeURIComponent(value.qr_svg)}`}
            alt={t("sign_in.qr_alt")}
            width={192}
            height={192}
          />
          <Text>{t("sign_in.set_up_by_hand")}</Text>
          <Group gap={8}>
            <Code className="hr-secret">{inFours(value.secret)}</Code>
            <CopyButton value={value.secret}>
              {({ copied, copy }) => (
                <Button variant="default" size="compact-sm" onClick={copy}>
                  {copied ? t("common.copied") : t("common.copy")}
                </Button>
              )}
            </CopyButton>
          </Group>
          <Refused error={confirming.error} />
          <CodeField
            key={confirming.failureCount}
            label={t("sign_in.code")}
            button={t("sign_in.set_up_confirm")}
            isSending={confirming.isPending}
            onCode={(code) => confirming.mutate(code)}
          />
        </>
      )}
    </View>
  );
}
