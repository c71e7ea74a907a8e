/** What was: each session of this person, how it ended, how long somebody saw the screen, and its receipt. */

import { Button, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Session } from "@/api/types";
import { Section } from "@/ui/section";
import { t } from "@/ui/text";
import { Lasting, Time } from "@/ui/time";
import { endForPerson } from "./end_for_person";
import { MyMessages } from "./my_messages";
import { Receipt } from "./receipt";

const SHOWN = 20;

export function PastSessions({ sessions }: { sessions: Session[] }) {
  return (
    <Section title={t("help.past")}>
      {sessions.length === 0 ? (
        <Text className="hr-muted">{t("help.no_past")}</Text>
      ) : (
        <ul className="hr-list">
          {sessions.slice(0, SHOWN).map((session) => (
            <li key={session.id} className="hr-past">
              <span>
                <strong>{session.technician?.name ?? t("help.my_request")}</strong>{" "}
                <span className="hr-muted">{session.device?.name}</span>
              </span>
              <span>{session.end ? endForPerson(session.end.reason, session.origin === "own") : null}</span>
              {session.end?.note ? <span>{t("common.quoted", { text: session.end.note })}</span> : null}
              <span className="hr-muted">
                <Time at={session.created_at} form="exact" />
                {session.active_since && (
                  <>
                    {" · "}
                    <Lasting since={session.active_since} until={session.ended_at} />
                  </>
                )}
              </span>
              {session.active_since ? <FoldedReceipt session={session} /> : null}
              <MyMessages session={session.id} folded />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function FoldedReceipt({ session }: { session: Session }) {
  const [isOpen, { toggle }] = useDisclosure(false);
  return (
    <Stack gap={8} mb={8}>
      <Button variant="default" size="md" aria-expanded={isOpen} onClick={toggle}>
        {t("help.receipt.title")}
      </Button>
      {isOpen ? <Receipt id={session.id} /> : null}
    </Stack>
  );
}
