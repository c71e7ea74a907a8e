/** Where my request stands, and the way to take it back. */

import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { withdraw } from "@/api/actions";
import { pictureOf } from "@/api/pictures";
import type { Session } from "@/api/types";
import { tellFailure } from "@/ui/messages";
import { Quote } from "@/ui/quote";
import { RequestPicture } from "@/ui/request_picture";
import { Section } from "@/ui/section";
import type { Failure } from "@/ui/states";
import { t } from "@/ui/text";
import { Time } from "@/ui/time";
import { MyMessages } from "./my_messages";

export function MyRequests({ sessions }: { sessions: Session[] }) {
  return (
    <Section title={t("help.my_request")}>
      <Stack gap={24}>
        {sessions.map((session) => (
          <MyRequest key={session.id} session={session} />
        ))}
      </Stack>
    </Section>
  );
}

function MyRequest({ session }: { session: Session }) {
  const client = useQueryClient();
  const taking = useMutation({
    mutationFn: () => withdraw(session.id),
    onError: (error) => tellFailure(error as Failure),
    onSettled: () => client.invalidateQueries({ queryKey: ["sessions"] }),
  });
  const place = session.place_in_line;
  const words = { title: t("help.picture"), alt: t("help.picture_alt"), note: t("help.picture_note") };
  return (
    <Stack gap={8}>
      <Text className="hr-sign" data-tone="wait" fw={600} component="p">
        <span aria-hidden="true" className="hr-sign-shape">
          ◔
        </span>
        {place === null ? t("help.waiting") : t("help.place", { place })}
      </Text>
      <Quote text={session.reason} />
      {session.note === null ? null : (
        <Text className="hr-quote">{t("visitor.note", { note: session.note })}</Text>
      )}
      <RequestPicture level={3} of={pictureOf(session.id)} words={words} />
      <MyMessages session={session.id} />
      <Group justify="space-between">
        <Text className="hr-muted">
          {t("help.asked")} <Time at={session.created_at} />
        </Text>
        <Button variant="default" size="md" loading={taking.isPending} onClick={() => taking.mutate()}>
          {t("help.withdraw")}
        </Button>
      </Group>
    </Stack>
  );
}
