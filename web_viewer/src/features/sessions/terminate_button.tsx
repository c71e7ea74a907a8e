/** Ends a session in one click, with no question back. */

import { Button } from "@mantine/core";
import { IconPlayerStop } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { terminate } from "@/api/actions";
import type { Session } from "@/api/types";
import { tell, tellFailure } from "@/ui/messages";
import type { Failure } from "@/ui/states";
import { t } from "@/ui/text";

interface Props {
  session: Session;
  label: string;
  filled?: boolean;
}

export function TerminateButton({ session, label, filled = false }: Props) {
  const client = useQueryClient();
  const ending = useMutation({
    mutationFn: () => terminate(session.id, ""),
    onSuccess: () => tell(t("session.terminated", { device: session.device?.name ?? t("session.no_device") })),
    onError: (error) => tellFailure(error as Failure),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["sessions"] });
      void client.invalidateQueries({ queryKey: ["audit"] });
    },
  });
  return (
    <Button
      color="stop"
      variant={filled ? "filled" : "outline"}
      leftSection={<IconPlayerStop size={16} stroke={1.75} aria-hidden />}
      loading={ending.isPending}
      onClick={() => ending.mutate()}
    >
      {label}
    </Button>
  );
}
