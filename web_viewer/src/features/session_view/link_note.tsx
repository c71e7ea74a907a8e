/** Says when the page has no way to Handrail. */

import { Alert } from "@mantine/core";
import type { LinkState } from "@/remote/link";
import { t } from "@/ui/text";

export function LinkNote({ link }: { link: LinkState }) {
  if (link.kind === "refused") {
    return (
      <Alert color="stop" variant="light" role="alert">
        {t("view.link.refused", { message: link.message })}
      </Alert>
    );
  }
  if (link.kind !== "waiting") return null;
  return (
    <Alert color="wait" variant="light" role="status" className="hr-view-note">
      {t("view.link.waiting")}
    </Alert>
  );
}
