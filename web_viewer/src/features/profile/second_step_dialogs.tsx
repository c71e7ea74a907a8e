/** The dialogs of one's second step: another app, another passkey, and recovery codes that are shown once. */

import { Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { addPasskey, confirmApp, offerApp, ownFactorsQuery, type Factors } from "@/api/factors";
import { AppSetUp } from "@/ui/app_set_up";
import { CodeField } from "@/ui/code_field";
import { tell } from "@/ui/messages";
import { PasskeyButton } from "@/ui/passkey_button";
import { RecoveryCodes } from "@/ui/recovery_codes";
import { ErrorNote, View, type Failure } from "@/ui/states";
import { t } from "@/ui/text";

type Close = (codes: readonly string[]) => void;

function useAdded(said: string, onClose: Close) {
  const client = useQueryClient();
  return (found: Factors) => {
    client.setQueryData(ownFactorsQuery.queryKey, found);
    tell(said);
    onClose(found.recovery_codes);
  };
}

export function AddApp({ replaces, onClose }: { replaces: boolean; onClose: Close }) {
  const offered = useQuery({
    queryKey: ["me", "app"],
    queryFn: offerApp,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchInterval: false,
    refetchOnWindowFocus: false,
    retry: false,
  });
  const added = useAdded(t("factor.app_added"), onClose);
  const confirming = useMutation({ mutationFn: confirmApp, onSuccess: added });
  return (
    <Modal opened onClose={() => onClose([])} title={t(replaces ? "factor.replace_app" : "factor.set_up_app")}>
      <Stack gap={16}>
        <View of={offered} rows={4}>
          {(value) => (
            <>
              {replaces ? <Text c="dimmed">{t("factor.old_app_until")}</Text> : null}
              <AppSetUp secret={value.secret} picture={value.qr_svg} />
              {confirming.error === null ? null : <ErrorNote error={confirming.error as Failure} />}
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
      </Stack>
    </Modal>
  );
}

export function AddPasskey({ count, onClose }: { count: number; onClose: Close }) {
  const [name, setName] = useState(count === 0 ? t("passkey.first_name") : t("passkey.next_name", { number: count + 1 }));
  const added = useAdded(t("factor.passkey_added"), onClose);
  return (
    <Modal opened onClose={() => onClose([])} title={t("factor.add_passkey")}>
      <Stack gap={16}>
        <Text>{t("passkey.what")}</Text>
        <TextInput
          label={t("passkey.name")}
          description={t("passkey.name_hint")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={60}
          data-autofocus
        />
        <PasskeyButton label={t("passkey.make")} act={() => addPasskey(name)} onDone={added} variant="filled" />
      </Stack>
    </Modal>
  );
}

export function NewCodes({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
      title={t("sign_in.step.save_codes")}
    >
      <Group>
        <RecoveryCodes codes={codes} onDone={onClose} />
      </Group>
    </Modal>
  );
}
