/** *See what they see*: the portal as this person sees it, read only. */

import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { seeAs } from "@/api/people";
import { startSeeing } from "@/api/see_as";
import { tellFailure } from "@/ui/messages";
import type { Failure } from "@/ui/states";
import { t } from "@/ui/text";

export function SeeAsButton({ account }: { account: string }) {
  const beginning = useMutation({
    mutationFn: () => seeAs(account),
    onSuccess: startSeeing,
    onError: (error) => tellFailure(error as Failure),
  });
  return (
    <Button variant="default" loading={beginning.isPending} onClick={() => beginning.mutate()}>
      {t("see_as.begin")}
    </Button>
  );
}
