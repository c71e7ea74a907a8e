/** One session: who, what, how it stands, and its whole timeline. */

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { may } from "@/api/access";
import { ApiError } from "@/api/client";
import { threadOf } from "@/api/messages";
import { pictureOf } from "@/api/pictures";
import { meQuery, sessionQuery } from "@/api/queries";
import { seen } from "@/api/see_as";
import { isOpen } from "@/api/session_facts";
import type { SessionDetail } from "@/api/types";
import { LiveMark } from "@/ui/live";
import { Page } from "@/ui/page";
import { RequestPicture } from "@/ui/request_picture";
import { Section } from "@/ui/section";
import { SessionSign } from "@/ui/signs";
import { Empty, View } from "@/ui/states";
import { t } from "@/ui/text";
import { Thread } from "@/ui/thread";
import { EntryTimeline } from "@/ui/timeline";
import { SessionFacts } from "./session_facts";
import { TerminateButton } from "./terminate_button";

export function SessionPage() {
  const { id = "" } = useParams({ strict: false });
  const session = useQuery(sessionQuery(id));
  const me = useQuery(meQuery).data;
  if (session.error instanceof ApiError && session.error.status === 404) {
    return (
      <Page title={t("session.title_plain")}>
        <Empty title={t("not_found.nothing")}>{t("not_found.why")}</Empty>
      </Page>
    );
  }
  const found = session.data;
  return (
    <Page
      title={found ? t("session.title", { short: found.short }) : t("session.title_plain")}
      state={
        found && (
          <>
            <SessionSign state={found.state} /> <LiveMark />
          </>
        )
      }
      actions={found && <Actions session={found} />}
    >
      <View of={session}>
        {(value) => (
          <div className="hr-columns">
            <Section title={t("session.what")}>
              <SessionFacts session={value} />
              {value.picture && <RequestPicture level={3} of={pictureOf(value.id)} words={pictureWords()} />}
            </Section>
            {may(me, "message:read", value.organization.id) && (
              <Section title={t("thread.title")}>
                <Thread of={threadOf(value.id)} onlyLooks={seen() !== null} />
              </Section>
            )}
            <Section title={t("timeline.title")}>
              <EntryTimeline entries={value.timeline} />
            </Section>
          </div>
        )}
      </View>
    </Page>
  );
}

const pictureWords = () => ({ title: t("requests.picture"), alt: t("requests.picture_alt"), note: t("requests.picture_note") });

function Actions({ session }: { session: SessionDetail }) {
  const me = useQuery(meQuery).data;
  if (!isOpen(session)) return null;
  const own = session.technician?.id === me?.account.id;
  return (
    <>
      {own && (
        <Button variant="default" component={Link} to={`/sessions/${session.id}/view`}>
          {t("session.open_viewer")}
        </Button>
      )}
      {(own || may(me, "session:terminate", session.organization.id)) && (
        <TerminateButton session={session} label={t("session.terminate_this")} filled />
      )}
    </>
  );
}
