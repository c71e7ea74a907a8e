/** Sends somebody the link to choose their first password, as often as it takes. */

import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { invite } from "@/api/links";
import { tell, tellFailure } from "@/ui/messages";
import { t } from "@/ui/text";

export function InviteButton({ account, email }: { account: string; email: string }) {
  const client = useQueryClient();
  const sending = useMutation({
    mutationFn: () => invite(account),
    onSuccess: () => {
      tell(t("invite.sent", { email }));
      void client.invalidateQueries({ queryKey: ["mails"] });
    },
    onError: tellFailure,
  });
  return (
    <Button variant="default" loading={sending.isPending} onClick={() => sending.mutate()}>
      {t("invite.send")}
    </Button>
  );
}
