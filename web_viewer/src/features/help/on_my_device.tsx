/** Who is on my device now, and the button that ends it. */

import { Button, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { done } from "@/api/actions";
import { isSeen } from "@/api/session_facts";
import type { Session } from "@/api/types";
import { tell, tellFailure } from "@/ui/messages";
import { capabilityWords } from "@/ui/signs";
import type { Failure } from "@/ui/states";
import { t } from "@/ui/text";
import { Lasting, Left } from "@/ui/time";
import { MyMessages } from "./my_messages";

export function OnMyDevice({ sessions }: { sessions: Session[] }) {
  if (sessions.length === 0) return null;
  return (
    <Stack gap={12}>
      {sessions.map((session) => (
        <OneSession key={session.id} session={session} />
      ))}
    </Stack>
  );
}

function sentence(session: Session): string {
  const parts = {
    technician: session.technician?.name ?? t("session.a_technician"),
    device: session.device?.name ?? t("session.no_device"),
  };
  if (session.origin === "own") return t(isSeen(session) ? "help.own_on_device" : "help.own_about_to_connect", parts);
  if (isSeen(session)) return t("help.on_device", parts);
  if (session.state === "asking_consent") return t("help.answer_at_device", parts);
  return t("help.about_to_connect", parts);
}

function OneSession({ session }: { session: Session }) {
  const client = useQueryClient();
  const seen = isSeen(session);
  const ending = useMutation({
    mutationFn: () => done(session.id),
    onSuccess: () => tell(t("help.ended")),
    onError: (error) => tellFailure(error as Failure),
    onSettled: () => client.invalidateQueries({ queryKey: ["sessions"] }),
  });
  return (
    <section className="hr-on-device" data-seen={seen || undefined} aria-label={sentence(session)}>
      <div>
        <Text fw={600} className="hr-sign" data-tone={seen ? "live" : "wait"} component="p">
          <span aria-hidden="true" className="hr-sign-shape">
            {seen ? "◉" : "◔"}
          </span>
          {sentence(session)}
        </Text>
        {seen && session.active_since && (
          <Text className="hr-muted">
            {capabilityWords(session.capabilities ?? [])} · <Lasting since={session.active_since} />
            {session.expires_at && (
              <>
                , <Left until={session.expires_at} />
              </>
            )}
          </Text>
        )}
      </div>
      <Button size="md" loading={ending.isPending} onClick={() => ending.mutate()}>
        {t("help.done")}
      </Button>
      <MyMessages session={session.id} folded />
    </section>
  );
}
