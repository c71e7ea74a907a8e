/** Shows short messages after an act, at the corner of the page. */

import { notifications } from "@mantine/notifications";
import { t } from "./text";
import type { Failure } from "./states";

export function tell(message: string): void {
  notifications.show({ message, color: "rail", closeButtonProps: { "aria-label": t("common.close") } });
}

export function tellFailure(error: Failure): void {
  const reference = error.reference ? ` ${t("common.quote_reference", { reference: error.reference })}` : "";
  notifications.show({
    message: `${error.message}${reference}`,
    color: "stop",
    role: "alert",
    autoClose: false,
    closeButtonProps: { "aria-label": t("common.close") },
  });
}
