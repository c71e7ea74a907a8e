/** Draws whether an end user has a portal: a shape, a word and a colour. */

import type { Person } from "@/api/types";
import { t } from "@/ui/text";

export function PortalSign({ portal }: { portal: NonNullable<Person["portal"]> }) {
  return (
    <span className="hr-sign" data-tone={portal.is_on ? "good" : "muted"}>
      <span aria-hidden="true" className="hr-sign-shape">
        {portal.is_on ? "●" : "○"}
      </span>
      {portal.is_on ? t("portal.on", { group: portal.group.name }) : t("portal.off")}
    </span>
  );
}
