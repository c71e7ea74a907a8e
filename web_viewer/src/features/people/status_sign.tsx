/** Draws whether a person can sign in: a shape, a word and a colour. */

import type { Person } from "@/api/types";
import { t } from "@/ui/text";

const SIGNS = {
  active: { shape: "●", tone: "good" },
  disabled: { shape: "○", tone: "muted" },
  leaving: { shape: "◔", tone: "wait" },
} as const;

export function StatusSign({ status }: { status: Person["status"] }) {
  const sign = SIGNS[status];
  return (
    <span className="hr-sign" data-tone={sign.tone}>
      <span aria-hidden="true" className="hr-sign-shape">
        {sign.shape}
      </span>
      {t(`person_status.${status}`)}
    </span>
  );
}
