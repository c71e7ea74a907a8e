/** Lets signed-in people through, keeps their pages live, and leads all others to the sign-in. */

import { Container } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { ApiError } from "@/api/client";
import { startPortalLink } from "@/api/portal_link";
import { meQuery } from "@/api/queries";
import { LivenessProvider, type Liveness } from "@/ui/live";
import { View } from "@/ui/states";
import { StepUpDialog } from "./step_up_dialog";
import { queriesOf } from "./topics";

/** Leads to the sign-in, which leads back here; what was read is forgotten there. */
function useSignInWhen(refused: boolean): void {
  const navigate = useNavigate();
  const path = useLocation({ select: (location) => location.pathname });
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
        for (const queryKey of queriesOf(topic)) void client.invalidateQueries({ queryKey });
      },
      onSignedOut: () => void client.invalidateQueries({ queryKey: ["me"] }),
    });
  }, [client, signedIn]);
  return liveness;
}

export function Gate() {
  const me = useQuery(meQuery);
  const refused = me.error instanceof ApiError && me.error.status === 401;
  const liveness = usePortalLink(me.data !== undefined && !refused);
  useSignInWhen(refused);
  if (refused) return null;
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
