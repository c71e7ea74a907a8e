/** Says whether the audit log was checked, and how far. */

import { Text } from "@mantine/core";
import { t } from "./text";
import { Time } from "./time";

export interface Chain {
  ok: boolean;
  verified_to: number | null;
  checked_at: string | null;
  broken_at: number | null;
  waiting: number;
}

export function ChainState({ chain }: { chain: Chain }) {
  if (!chain.ok) {
    return (
      <Text component="span" role="alert" className="hr-sign" data-tone="stop">
        <span aria-hidden="true" className="hr-sign-shape">
          ✗
        </span>
        {t("audit.broken", { entry: chain.broken_at ?? 0 })}
      </Text>
    );
  }
  if (chain.checked_at === null || chain.verified_to === null) {
    return <span className="hr-muted">{t("audit.not_checked")}</span>;
  }
  return (
    <span className="hr-chain">
      <span className="hr-sign" data-tone="good">
        <span aria-hidden="true" className="hr-sign-shape">
          ✓
        </span>
        {t("audit.verified_to", { entry: chain.verified_to })},
      </span>{" "}
      <span className="hr-muted">
        <Time at={chain.checked_at} form="exact" />
        {chain.waiting > 0 ? ` · ${t("audit.waiting", { count: chain.waiting })}` : null}
      </span>
    </span>
  );
}
