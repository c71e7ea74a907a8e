/** Lets signed-in people through, keeps their pages live, and leads all others to the sign-in. */

import { Container } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { ApiError } from "@/api/client";
import { startPortalLink } from "@/api/portal_link";
import { seen } from "@/api/see_as";
import { meQuery } from "@/api/queries";
import { LivenessProvider, type Liveness } from "@/ui/live";
import { PortalOff } from "@/features/sign_in/portal_off";
import { VisitorPage } from "@/features/sign_in/visitor_page";
import { useSlug } from "@/ui/brand";
import { View } from "@/ui/states";
import { t } from "@/ui/text";
import { useSignOut } from "./account_menu";
import { ConsoleGone } from "./console_gone";
import { readAgain } from "./reading_again";
import { SeeAsBar } from "./see_as_bar";
import { StepUpDialog } from "./step_up_dialog";
import { queriesOf } from "./topics";

/** Leads to the sign-in, which leads back here; what was read is forgotten there. */
function useSignInWhen(refused: boolean, path: string): void {
  const navigate = useNavigate();
  const onSignIn = path === "/sign-in";
  useEffect(() => {
    if (!refused || onSignIn) return;
    void navigate({ to: "/sign-in", search: path === "/" ? {} : { then: path }, replace: true });
  }, [refused, onSignIn, path, navigate]);
}

function usePortalLink(signedIn: boolean): Liveness {
  const client = useQueryClient();
  const [liveness, setLiveness] = useState<Liveness>({ kind: "starting" });
  useEffect(() => {
    if (!signedIn) return undefined;
    return startPortalLink({
      onState: setLiveness,
      onChanged: (topic) => {
        for (const queryKey of queriesOf(topic)) void readAgain(client, queryKey);
      },
      onSignedOut: () => void client.invalidateQueries({ queryKey: ["me"] }),
    });
  }, [client, signedIn]);
  return liveness;
}

export function Gate() {
  const me = useQuery(meQuery);
  const leave = useSignOut();
  const refused = me.error instanceof ApiError && me.error.status === 401;
  const isGone = me.error instanceof ApiError && me.error.status === 404;
  const liveness = usePortalLink(me.data !== undefined && !refused && !isGone && seen() === null);
  const path = useLocation({ select: (location) => location.pathname });
  // An organization may let people ask who are not signed in.
  const mayAsk = useSlug() !== "" && path === "/help";
  useSignInWhen(refused && !mayAsk, path);
  if (refused) return mayAsk ? <VisitorPage /> : null;
  if (seen()?.shows === "open_portal") {
    return (
      <>
        <SeeAsBar />
        <VisitorPage />
      </>
    );
  }
  if (me.error instanceof ApiError && me.error.code === "portal.off") {
    return (
      <>
        <SeeAsBar />
        <PortalOff
          redirectUrl={me.error.fields.redirect_url ?? ""}
          otherwise={t("account.sign_out")}
          onOtherwise={leave}
        />
      </>
    );
  }
  if (isGone) return <ConsoleGone />;
  if (me.data === undefined) {
    return (
      <Container size={640} pt={48}>
        <View of={me}>{() => null}</View>
      </Container>
    );
  }
  return (
    <LivenessProvider value={liveness}>
      <Outlet />
      <StepUpDialog />
    </LivenessProvider>
  );
}
