/** A button that asks for a passkey, and says what went otherwise; closing the browser's window is no failure. */

import { Button, Text, type ButtonProps } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { isOtherHost, knowsPasskeys, wasCancelled } from "./passkey_support";
import { ErrorNote, type Failure } from "./states";
import { t } from "./text";

interface Props<T> extends ButtonProps {
  label: string;
  act: () => Promise<T>;
  onDone: (value: T) => void;
}

export function PasskeyButton<T>({ label, act, onDone, ...looks }: Props<T>) {
  const asking = useMutation({ mutationFn: act, onSuccess: onDone });
  if (!knowsPasskeys()) return <Text c="dimmed">{t("passkey.not_here")}</Text>;
  return (
    <>
      <PasskeyTrouble error={asking.error} />
      <Button
        variant="default"
        leftSection={<IconKey size={16} stroke={1.75} aria-hidden />}
        loading={asking.isPending}
        onClick={() => asking.mutate()}
        {...looks}
      >
        {label}
      </Button>
    </>
  );
}

export function PasskeyTrouble({ error }: { error: Error | null }) {
  if (error === null) return null;
  if (wasCancelled(error)) return <Text role="status">{t("passkey.cancelled")}</Text>;
  if (isOtherHost(error)) return <ErrorNote error={{ message: t("passkey.other_host") }} />;
  if (error instanceof DOMException) return <ErrorNote error={{ message: t("passkey.device_said_no") }} />;
  return <ErrorNote error={error as unknown as Failure} />;
}
