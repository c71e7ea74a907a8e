/** Goes further back in the log where a part of it has nothing that matches. */

import { Button, Group, Text } from "@mantine/core";
import { useEffect } from "react";
import type { Entry, Page } from "@/api/types";
import { t } from "@/ui/text";

/** How many entries the broker looks at for one page (`LOOKED_AT`). */
const LOOKED_AT = 10_000;
/** So many parts in a row are looked at unasked: 200,000 entries. */
const UNASKED = 20;

interface Reading {
  data: { pages: readonly Page<Entry>[] } | undefined;
  hasNextPage: boolean;
  isFetching: boolean;
  isError: boolean;
  fetchNextPage: () => unknown;
}

/** Counts the newest parts in which nothing was found, after whatever was. */
export const emptyParts = (pages: readonly Page<Entry>[]) =>
  pages.length - 1 - pages.findLastIndex((page) => page.items.length > 0);

export function LookingBack({ of, isAll }: { of: Reading; isAll: boolean }) {
  const empty = emptyParts(of.data?.pages ?? []);
  const goesOn = of.hasNextPage && empty > 0 && empty % UNASKED !== 0;
  const { isFetching, isError, fetchNextPage } = of;
  useEffect(() => {
    if (goesOn && !isFetching && !isError) void fetchNextPage();
  }, [goesOn, isFetching, isError, fetchNextPage, empty]);
  if (!of.hasNextPage || empty === 0 || !isAll) return null;
  const count = empty * LOOKED_AT;
  return (
    <Group justify="center" p={32}>
      <Text role="status">{t(goesOn ? "audit.looking" : "audit.looked_at", { count })}</Text>
      {goesOn ? null : (
        <Button variant="default" loading={isFetching} onClick={() => void fetchNextPage()}>
          {t("audit.look_further")}
        </Button>
      )}
    </Group>
  );
}
