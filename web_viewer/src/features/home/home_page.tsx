/** The first page: what needs this person, what is live, what happened today. */

import { SimpleGrid, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { may, mayApprove, mayTake } from "@/api/access";
import { meQuery } from "@/api/queries";
import { LiveMark } from "@/ui/live";
import { Page } from "@/ui/page";
import { t } from "@/ui/text";
import { NotAskedFor } from "./not_asked_for";
import { LiveNow } from "./live_now";
import { NeedsYou } from "./needs_you";
import { Today } from "./today";

export function HomePage() {
  const me = useQuery(meQuery).data;
  if (me === undefined) return null;
  if (me.account.kind === "end_user") return <Navigate to="/help" replace />;
  const reads = may(me, "session:read");
  return (
    <Page title={t("home.title")} state={<LiveMark />} width="full">
      <Stack gap={16}>
        {reads && <NotAskedFor />}
        {reads && <NeedsYou mayAnswer={(request) => mayApprove(me, request) || mayTake(me, request)} />}
        <SimpleGrid cols={{ base: 1, lg: 2 }} spacing={16}>
          {reads && <LiveNow />}
          <Today showsSessions={reads} showsChain={may(me, "audit:read")} />
        </SimpleGrid>
      </Stack>
    </Page>
  );
}
