/** Shows a moment: relative in the text, exact with its zone on hover and focus. */

import { Tooltip } from "@mantine/core";
import { exact, exactShort, relative, span } from "./moment";
import { useNow } from "./now";
import { t } from "./text";

interface Props {
  at: string | null | undefined;
  /** Exact first, as audit log, receipts and recordings have it. */
  form?: "relative" | "exact" | "waiting";
  /** False inside a link or button, which is focused itself. */
  focusable?: boolean;
}

export function Time({ at, form = "relative", focusable = true }: Props) {
  const now = useNow(form === "waiting" ? 1_000 : 10_000);
  if (!at) return <span className="hr-muted">{t("common.none")}</span>;
  const moment = new Date(at);
  const words = {
    relative: () => relative(moment, now),
    exact: () => exactShort(moment, now),
    waiting: () => span(now.getTime() - moment.getTime()),
  }[form]();
  const other = form === "exact" ? `${exact(moment)}, ${relative(moment, now)}` : exact(moment);
  return (
    <Tooltip label={other} withinPortal>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- focus shows the exact time, as hover does */}
      <time className="hr-time" dateTime={at} tabIndex={focusable ? 0 : undefined}>
        {words}
      </time>
    </Tooltip>
  );
}

/** How long something has lasted, renewed while one looks. */
export function Lasting({ since, until }: { since: string; until?: string | null }) {
  const now = useNow(1_000);
  const end = until ? new Date(until) : now;
  return <span className="hr-figures">{span(end.getTime() - new Date(since).getTime())}</span>;
}

/** How much time is left until then. */
export function Left({ until }: { until: string }) {
  const now = useNow(1_000);
  return <span className="hr-figures">{t("time.left", { time: span(new Date(until).getTime() - now.getTime()) })}</span>;
}
