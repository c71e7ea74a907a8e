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
import { queriesOf } from "./topics";

function useSignedOut(): () => void {
  const navigate = useNavigate();
  const client = useQueryClient();
  const path = useLocation({ select: (location) => location.pathname });
  return () => {
    client.clear();
    void navigate({ to: "/sign-in", search: path === "/" ? {} : { then: path }, replace: true });
  };
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
  const leave = useSignedOut();
  const refused = me.error instanceof ApiError && me.error.status === 401;
  const liveness = usePortalLink(me.data !== undefined && !refused);
  useEffect(() => {
    if (refused) leave();
  });
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
    </LivenessProvider>
  );
}
