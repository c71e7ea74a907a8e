/** Says whose a portal group is. */

import type { PortalGroupLine } from "@/api/portal_groups";
import { t } from "@/ui/text";

export function whose({ built_in, organization }: PortalGroupLine): string {
  if (built_in !== null) return t("portal_groups.built_in");
  return organization === null ? t("portal_groups.of_provider") : t("groups.of", { organization: organization.name });
}
