/** Shows the code for the technician to read out, large, while the person types it and nothing is seen. */

import { CODE_TRIES } from "@/protocol/grant.gen";
import type { Snapshot } from "@/remote/snapshot";
import { t } from "@/ui/text";
import { inThrees } from "./moments";

export function ReadCode({ snapshot }: { snapshot: Snapshot }) {
  const { code, tries } = snapshot;
  if (snapshot.step !== "comparing" || code === null) return null;
  return (
    <div className="hr-view-read">
      <p>{t("view.compare.read")}</p>
      <p className="hr-view-big-code" data-testid="code-to-read" aria-label={t("view.compare.spoken", { code: code.split("").join(" ") })}>
        {inThrees(code)}
      </p>
      <p role="alert">{wrongWords(tries)}</p>
      <p className="hr-view-muted">{t("view.compare.why")}</p>
    </div>
  );
}

function wrongWords(tries: number): string {
  return tries >= CODE_TRIES ? "" : t("view.compare.wrong", { tries });
}
