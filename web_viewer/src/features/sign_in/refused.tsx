/** Says that it did not work, in the one sentence that gives nothing away; a portal that is off says where to go. */

import { Anchor } from "@mantine/core";
import { ApiError } from "@/api/client";
import { ErrorNote, type Failure } from "@/ui/states";
import { t } from "@/ui/text";

export function Refused({ error }: { error: Error | null }) {
  if (error === null) return null;
  const elsewhere = error instanceof ApiError && error.code === "portal.off" ? error.fields.redirect_url : undefined;
  return (
    <>
      <ErrorNote error={error as Failure} />
      {elsewhere !== undefined && /^https?:/i.test(elsewhere) ? (
        <Anchor href={elsewhere} rel="noopener noreferrer">
          {t("portal_off.go", { place: new URL(elsewhere).host })}
        </Anchor>
      ) : null}
    </>
  );
}
