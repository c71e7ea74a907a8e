/** One's second step: the app, the passkeys, the recovery codes; each can be added, replaced or removed. */

import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ownFactorsQuery, removeApp, removePasskey, renewRecoveryCodes, type Factors, type Passkey } from "@/api/factors";
import { tell, tellFailure } from "@/ui/messages";
import { Needs } from "@/ui/needs";
import { View, type Failure } from "@/ui/states";
import { t } from "@/ui/text";
import { Time } from "@/ui/time";
import { AddApp, AddPasskey, NewCodes } from "./second_step_dialogs";

type Open = "app" | "passkey" | null;

/** Does something to one's factors; recovery codes that come of it are shown once. */
function useFactorAct<Asked>(act: (asked: Asked) => Promise<Factors>, said: string, onCodes: (codes: readonly string[]) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: (found) => {
      client.setQueryData(ownFactorsQuery.queryKey, found);
      tell(said);
      if (found.recovery_codes.length > 0) onCodes(found.recovery_codes);
    },
    onError: (error) => tellFailure(error as unknown as Failure),
  });
}

export function SecondStep() {
  const factors = useQuery(ownFactorsQuery);
  return <View of={factors}>{(found) => <Shown found={found} />}</View>;
}

function Shown({ found }: { found: Factors }) {
  const [open, setOpen] = useState<Open>(null);
  const [codes, setCodes] = useState<readonly string[]>([]);
  const renewing = useFactorAct(renewRecoveryCodes, t("factor.codes_made"), setCodes);
  const hasAny = found.app_since !== null || found.passkeys.length > 0;
  const close = (made: readonly string[]) => {
    setOpen(null);
    setCodes(made);
  };
  return (
    <Stack gap={16}>
      {found.needs.length === 0 ? <Text c="dimmed">{t("factor.why")}</Text> : <Needs needs={found.needs} mine />}
      <Passkeys passkeys={found.passkeys} onAdd={() => setOpen("passkey")} />
      <App since={found.app_since} onAdd={() => setOpen("app")} />
      {hasAny ? (
        <Group justify="space-between" gap={8}>
          <Text>{t("factor.codes_left", { count: found.recovery_codes_left })}</Text>
          <Button variant="default" loading={renewing.isPending} onClick={() => renewing.mutate(undefined)}>
            {t("factor.new_codes")}
          </Button>
        </Group>
      ) : null}
      {open === "app" ? <AddApp replaces={found.app_since !== null} onClose={close} /> : null}
      {open === "passkey" ? <AddPasskey count={found.passkeys.length} onClose={close} /> : null}
      {codes.length > 0 ? <NewCodes codes={codes} onClose={() => setCodes([])} /> : null}
    </Stack>
  );
}

const noCodes = () => undefined;

function Passkeys({ passkeys, onAdd }: { passkeys: readonly Passkey[]; onAdd: () => void }) {
  const removing = useFactorAct(removePasskey, t("factor.passkey_removed"), noCodes);
  return (
    <>
      <Group justify="space-between" gap={8}>
        <Text fw={500}>{t("factor.passkeys")}</Text>
        <Button variant="default" onClick={onAdd}>
          {t("factor.add_passkey")}
        </Button>
      </Group>
      {passkeys.length === 0 ? (
        <Text c="dimmed">{t("passkey.what")}</Text>
      ) : (
        <ul className="hr-list" aria-label={t("factor.passkeys")}>
          {passkeys.map((passkey) => (
            <li key={passkey.id}>
              <Group justify="space-between" gap={8} mb={8}>
                <div>
                  <Text>{passkey.name}</Text>
                  <Text c="dimmed" size="sm">
                    {t("factor.added")} <Time at={passkey.created_at} />
                    {" · "}
                    {passkey.last_used_at === null ? (
                      t("factor.never_used")
                    ) : (
                      <>
                        {t("factor.last_used")} <Time at={passkey.last_used_at} />
                      </>
                    )}
                  </Text>
                </div>
                <Button
                  variant="default"
                  aria-label={t("factor.remove_named", { name: passkey.name })}
                  loading={removing.isPending && removing.variables === passkey.id}
                  onClick={() => removing.mutate(passkey.id)}
                >
                  {t("factor.remove")}
                </Button>
              </Group>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function App({ since, onAdd }: { since: string | null; onAdd: () => void }) {
  const removing = useFactorAct(removeApp, t("factor.app_removed"), noCodes);
  return (
    <Group justify="space-between" gap={8}>
      <div>
        <Text fw={500}>{t("factor.app")}</Text>
        {since === null ? (
          <Text c="dimmed">{t("factor.no_app")}</Text>
        ) : (
          <Text c="dimmed" size="sm">
            {t("factor.set_up")} <Time at={since} />
          </Text>
        )}
      </div>
      <Group gap={8}>
        <Button variant="default" onClick={onAdd}>
          {t(since === null ? "factor.set_up_app" : "factor.replace_app")}
        </Button>
        {since === null ? null : (
          <Button
            variant="default"
            aria-label={t("factor.remove_app")}
            loading={removing.isPending}
            onClick={() => removing.mutate(undefined)}
          >
            {t("factor.remove")}
          </Button>
        )}
      </Group>
    </Group>
  );
}
