/** Shows more rows of a list that goes on. */

import { Button, Group } from "@mantine/core";
import { t } from "./text";

interface Props {
  of: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}

export function MoreRows({ of }: Props) {
  if (!of.hasNextPage) return null;
  return (
    <Group justify="center">
      <Button variant="default" loading={of.isFetchingNextPage} onClick={() => void of.fetchNextPage()}>
        {t("common.show_more")}
      </Button>
    </Group>
  );
}
