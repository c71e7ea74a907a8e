/** The first time: an app by its QR code and first code, or a passkey. */

import { Anchor, Divider, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { confirmTotp, setUpTotp } from "@/api/actions";
import { setUpPasskey } from "@/api/factors";
import { knowsPasskeys } from "@/ui/passkey_support";
import { AppSetUp } from "@/ui/app_set_up";
import { CodeField } from "@/ui/code_field";
import { PasskeyButton } from "@/ui/passkey_button";
import { View } from "@/ui/states";
import { t } from "@/ui/text";
import { Refused } from "./refused";

type Saved = (codes: readonly string[]) => void;

export function SetUpStep({ onSaved }: { onSaved: Saved }) {
  const [byApp, setByApp] = useState(!knowsPasskeys());
  if (byApp) {
    return (
      <>
        <ByApp onSaved={onSaved} />
        {knowsPasskeys() ? (
          <Anchor component="button" type="button" onClick={() => setByApp(false)}>
            {t("sign_in.set_up_passkey_instead")}
          </Anchor>
        ) : null}
      </>
    );
  }
  return (
    <>
      <Text>{t("sign_in.set_up_needed")}</Text>
      <PasskeyButton
        label={t("sign_in.set_up_passkey")}
        act={() => setUpPasskey(t("passkey.first_name"))}
        onDone={(answer) => onSaved(answer.recovery_codes)}
        variant="filled"
        size="md"
        fullWidth
      />
      <Text c="dimmed">{t("passkey.what")}</Text>
      <Divider label={t("common.or")} />
      <Anchor component="button" type="button" onClick={() => setByApp(true)}>
        {t("sign_in.set_up_app_instead")}
      </Anchor>
    </>
  );
}

function ByApp({ onSaved }: { onSaved: Saved }) {
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
          <AppSetUp secret={value.secret} picture={value.qr_svg} />
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
