/** The page of an open portal: somebody who is not signed in asks for help, and reads what became of it. */

import { Anchor, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { ApiError } from "@/api/client";
import { looksQuery, openPortalQuery } from "@/api/portal";
import { seen } from "@/api/see_as";
import { useSlug } from "@/ui/brand";
import { View } from "@/ui/states";
import { t } from "@/ui/text";
import { SignInCard } from "./card";
import { PortalOff } from "./portal_off";
import { VisitorForm } from "./visitor_form";
import { VisitorRequestCard } from "./visitor_request";

/** The secret of one request stands behind `#`, which the browser never sends. */
function useSecret(): string {
  const hash = useLocation({ select: (location) => location.hash });
  return /^[\w-]{43}$/.test(hash) ? hash : "";
}

export function VisitorPage() {
  const slug = useSlug();
  const secret = useSecret();
  const navigate = useNavigate();
  const looks = useQuery(looksQuery(slug)).data;
  const open = useQuery({ ...openPortalQuery(slug), enabled: secret === "" });
  const isClosed = secret === "" && open.error instanceof ApiError && open.error.status === 404;
  const redirectUrl = looks?.redirect_url ?? null;
  const toSignIn = () => void navigate({ to: "/sign-in", search: { then: "/help" }, replace: true });
  useEffect(() => {
    // Where a portal is not open, its people sign in.
    if (isClosed && seen() === null && looks !== undefined && redirectUrl === null) toSignIn();
  });
  if (secret !== "") return <VisitorRequestCard secret={secret} />;
  if (redirectUrl !== null) {
    return <PortalOff redirectUrl={redirectUrl} otherwise={t("portal_off.staff")} onOtherwise={toSignIn} />;
  }
  if (isClosed) return seen() === null ? null : <NotOpen name={looks?.name ?? ""} />;
  return (
    <SignInCard title={t("visitor.title")} wide>
      <View of={open} rows={3}>
        {({ organization, asks_contact: asksContact }) => (
          <VisitorForm
            slug={slug}
            organization={organization}
            asksContact={asksContact}
            onAsked={(made) => void navigate({ to: "/help", hash: made })}
          />
        )}
      </View>
      <Anchor component={Link} to="/get-help-now">
        {t("join.on_the_phone")}
      </Anchor>
      <Anchor component={Link} to="/sign-in">
        {t("visitor.sign_in")}
      </Anchor>
    </SignInCard>
  );
}

/** What staff are told who look at a portal that is closed: its people see no page here at all. */
function NotOpen({ name }: { name: string }) {
  return (
    <SignInCard title={t("see_as.not_open")}>
      <Text>{t("see_as.not_open_why", { name })}</Text>
    </SignInCard>
  );
}
