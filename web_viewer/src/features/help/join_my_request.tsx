/** What to do at the computer, once a request that names none is approved. */

import { Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { joinHelpQuery, renewJoinCode } from "@/api/joining";
import type { Session } from "@/api/types";
import { JoinAgain } from "@/ui/join_again";
import { JoinCode, JoinSteps } from "@/ui/join_help";
import { Quote } from "@/ui/quote";
import { Section } from "@/ui/section";
import { t } from "@/ui/text";
import { MyMessages } from "./my_messages";

export function JoinMyRequest({ session }: { session: Session }) {
  const asked = joinHelpQuery(session.id);
  const help = useQuery(asked).data;
  const client = useQueryClient();
  return (
    <Section title={t("join.approved_title")}>
      <Stack gap={12}>
        <Quote text={session.reason} />
        {help === null ? (
          <JoinAgain renew={() => renewJoinCode(session.id)} onRenewed={() => client.invalidateQueries({ queryKey: asked.queryKey })} />
        ) : help === undefined ? null : (
          <>
            <Text>{t("join.approved", { name: session.technician?.name ?? t("session.somebody") })}</Text>
            <JoinSteps command={help.command} />
            <Text>{t("join.or_type")}</Text>
            <JoinCode code={help.code} expiresAt={help.expires_at} />
          </>
        )}
        <MyMessages session={session.id} />
      </Stack>
    </Section>
  );
}
