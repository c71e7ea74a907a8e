/** Shows the five states of a view: loading, empty, no match, error, and content that may be old. */

import { Alert, Button, EmptyState, Group, Skeleton, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconFilterOff, IconInbox } from "@tabler/icons-react";
import { useEffect, useState, type ReactNode } from "react";
import { t } from "./text";

/** Nothing for 200 ms, then a skeleton: what comes at once never flickers. */
export function Loading({ rows = 6 }: { rows?: number }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 200);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return null;
  return (
    <Stack gap={8} role="status" aria-label={t("common.loading")}>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={36} animate={false} />
      ))}
    </Stack>
  );
}

interface EmptyProps {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** Nothing here yet: what will appear, and how. */
export function Empty({ title, children, action }: EmptyProps) {
  return (
    <EmptyState py={32} icon={<IconInbox size={32} stroke={1.5} aria-hidden />} title={title} description={children}>
      {action === undefined ? null : <EmptyState.Actions>{action}</EmptyState.Actions>}
    </EmptyState>
  );
}

/** There is something, only not for this search. */
export function NoMatch({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState py={32} icon={<IconFilterOff size={32} stroke={1.5} aria-hidden />} title={t("common.no_match")}>
      <EmptyState.Actions>
        <Button variant="default" onClick={onClear}>
          {t("common.clear_filters")}
        </Button>
      </EmptyState.Actions>
    </EmptyState>
  );
}

export interface Failure {
  message: string;
  reference?: string | null;
  code?: string;
}

/** What failed, what is safe, how to go on, and what to quote. */
export function ErrorNote({ error, onRetry, safe }: { error: Failure; onRetry?: () => void; safe?: string }) {
  return (
    <Alert color="stop" variant="light" icon={<IconAlertTriangle aria-hidden size={20} stroke={1.75} />} role="alert">
      <Text fw={500}>{error.message}</Text>
      {safe === undefined ? null : <Text>{safe}</Text>}
      {error.reference ? <Text>{t("common.quote_reference", { reference: error.reference })}</Text> : null}
      {onRetry === undefined ? null : (
        <Group mt={12}>
          <Button variant="default" onClick={onRetry}>
            {t("common.try_again")}
          </Button>
        </Group>
      )}
    </Alert>
  );
}

interface Reading<T> {
  data: T | undefined;
  error: Error | null;
  isPending: boolean;
  refetch: () => unknown;
}

interface ViewProps<T> {
  of: Reading<T>;
  rows?: number;
  /** Shown in place of the content when there is none. */
  empty?: (value: T) => ReactNode;
  children: (value: T) => ReactNode;
}

/** Chooses among the states; what was once read stays, with the error above it. */
export function View<T>({ of, rows, empty, children }: ViewProps<T>) {
  const { data, error } = of;
  const note = error ? (
    <ErrorNote error={error as Failure} safe={t("common.nothing_changed")} onRetry={() => void of.refetch()} />
  ) : null;
  if (data === undefined) return note ?? <Loading {...(rows === undefined ? {} : { rows })} />;
  return (
    <>
      {note}
      {empty?.(data) ?? children(data)}
    </>
  );
}
