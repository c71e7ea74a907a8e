/** Reminds a visitor, all the time, where they are and who sees it; and lets them leave in one click. */

import { Button } from "@mantine/core";
import { IconEye } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { leaveVisit } from "@/api/consoles";
import type { Me } from "@/api/types";
import { tellFailure } from "@/ui/messages";
import type { Failure } from "@/ui/states";
import { t } from "@/ui/text";

export const VISIT_BAR_HEIGHT = 44;

export function VisitBar({ me }: { me: Me | undefined }) {
  const leaving = useMutation({
    mutationFn: leaveVisit,
    onSuccess: () => window.location.assign("/"),
    onError: (error) => tellFailure(error as Failure),
  });
  if (!me?.is_visiting) return null;
  return (
    <div className="hr-visit-bar" role="status">
      <IconEye size={20} stroke={1.75} aria-hidden />
      <span className="hr-visit-words">{t("console.visiting", { name: me.console?.name ?? "" })}</span>
      <Button size="compact-md" variant="default" loading={leaving.isPending} onClick={() => leaving.mutate()}>
        {t("console.leave")}
      </Button>
    </div>
  );
}
