/** Says that the code of a request is over, and makes another one. */

import { Button, Group, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { tellFailure } from "./messages";
import type { Failure } from "./states";
import { t } from "./text";

interface Props {
  renew: () => Promise<unknown>;
  onRenewed: () => unknown;
}

export function JoinAgain({ renew, onRenewed }: Props) {
  const renewing = useMutation({
    mutationFn: renew,
    onError: (error) => tellFailure(error as unknown as Failure),
    onSettled: () => void onRenewed(),
  });
  return (
    <>
      <Text>{t("join.code_over")}</Text>
      <Group>
        <Button variant="default" size="md" loading={renewing.isPending} onClick={() => renewing.mutate()}>
          {t("join.new_code")}
        </Button>
      </Group>
    </>
  );
}
