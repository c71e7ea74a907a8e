/** Where a visitor's request stands, to whoever holds its link. */

import { Anchor, Button, CopyButton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ApiError } from "@/api/client";
import { threadOfVisitor } from "@/api/messages";
import { visitorRequestQuery, type VisitorRequest } from "@/api/portal";
import { JoinCode, JoinSteps } from "@/ui/join_help";
import { Quote } from "@/ui/quote";
import { View } from "@/ui/states";
import { t, textFor } from "@/ui/text";
import { ThreadSection } from "@/ui/thread";
import { Time } from "@/ui/time";
import { SignInCard } from "./card";

export function VisitorRequestCard({ secret }: { secret: string }) {
  const reading = useQuery(visitorRequestQuery(secret));
  if (reading.error instanceof ApiError && reading.error.status === 404) {
    return (
      <SignInCard title={t("visitor.gone")}>
        <Text>{t("visitor.gone_why")}</Text>
        <Anchor component={Link} to="/help">
          {t("visitor.ask_again")}
        </Anchor>
      </SignInCard>
    );
  }
  return (
    <SignInCard title={t("help.my_request")} wide>
      <View of={reading} rows={3}>
        {(request) => <Standing request={request} secret={secret} />}
      </View>
      {reading.data === undefined || reading.data.state !== "waiting" ? (
        <Anchor component={Link} to="/help">
          {t("visitor.ask_again")}
        </Anchor>
      ) : null}
    </SignInCard>
  );
}

function Standing({ request, secret }: { request: VisitorRequest; secret: string }) {
  const waits = request.state === "waiting";
  return (
    <Stack gap={16}>
      <Text component="p" fw={600} className="hr-sign" data-tone={waits ? "wait" : "muted"} role="status">
        <span aria-hidden="true" className="hr-sign-shape">
          {waits ? "◔" : "■"}
        </span>
        {waits && request.place_in_line !== null
          ? t("help.place", { place: request.place_in_line })
          : textFor("visitor.state", request.state, "visitor.state.ended")}
      </Text>
      <Quote text={request.reason} />
      <Text className="hr-muted">
        {request.organization} · {t("help.asked")} <Time at={request.asked_at} />
      </Text>
      {request.note === null ? null : (
        <Text className="hr-quote">{t("visitor.note", { note: request.note })}</Text>
      )}
      {request.join === null ? null : (
        <>
          <Text>{t("join.approved_visitor")}</Text>
          <JoinSteps command={request.join.command} />
          <Text>{t("join.or_type")}</Text>
          <JoinCode code={request.join.code} expiresAt={request.join.expires_at} />
        </>
      )}
      {request.thread === null ? null : <ThreadSection level={2} of={threadOfVisitor(secret)} />}
      <Text className="hr-muted">{t("visitor.keep_link")}</Text>
      <CopyButton value={window.location.href}>
        {({ copied, copy }) => (
          <Button variant="default" size="md" onClick={copy}>
            {t(copied ? "visitor.copied" : "visitor.copy_link")}
          </Button>
        )}
      </CopyButton>
    </Stack>
  );
}
