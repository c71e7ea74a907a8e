/** Says that there is nothing at this address, in the same words whether it is missing or somebody else's. */

import { MissingPage } from "@/ui/missing";
import { t } from "@/ui/text";

export function NotFoundPage() {
  return <MissingPage title={t("not_found.title")} to="/" label={t("not_found.home")} />;
}
