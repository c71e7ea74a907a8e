/** Says, on every page, that this is what somebody else sees, and leads back to one's own portal. */

import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { stopSeeing } from "@/api/client";
import { seen } from "@/api/see_as";
import { t } from "@/ui/text";

export function SeeAsBar() {
  const sight = seen();
  const stopping = useMutation({ mutationFn: stopSeeing });
  if (sight === null) return null;
  return (
    <div className="hr-see-as" role="status">
      <span className="hr-see-as-words">{sight.shows === "person"
          ? t("see_as.bar", { name: sight.name })
          : t("see_as.portal_bar", { name: sight.name, group: sight.group })}</span>
      <Button size="compact-sm" variant="default" loading={stopping.isPending} onClick={() => stopping.mutate(sight.id)}>
        {t("see_as.stop")}
      </Button>
    </div>
  );
}
