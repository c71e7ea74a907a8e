/** The page at /sessions/{id}/view: from asking, through the picture, to the end. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { threadOf } from "@/api/messages";
import { sessionQuery } from "@/api/queries";
import type { Session } from "@/api/types";
import { Loading } from "@/ui/states";
import { t } from "@/ui/text";
import { ThreadSection } from "@/ui/thread";
import { Card } from "./card";
import { Ended } from "./ended";
import { useLinkState, useRemoteSession, useSnapshot } from "./engine";
import { LinkNote } from "./link_note";
import { isOwn } from "./own_words";
import { useUnread } from "./messages_panel";
import { Stage } from "./stage";
import { viewOf } from "./stages";
import { Waiting } from "./waiting";
import { KeyChanged, Refused } from "./warnings";
import "./session_view.css";
import "./viewer.css";

export function SessionViewPage() {
  const { id = "" } = useParams({ strict: false });
  // Another session is another page: nothing of the last one may stay on it.
  return <SessionView key={id} id={id} />;
}

function SessionView({ id }: { id: string }) {
  const engine = useRemoteSession(id);
  const snapshot = useSnapshot(engine);
  const link = useLinkState(engine);
  const stored = useQuery(sessionQuery(id)).data;
  useFreshFacts(id, snapshot.end?.reason ?? snapshot.session?.state);
  const device = snapshot.session?.device_name || stored?.device?.name || t("view.this_device");
  const view = stored?.state === "ended" && snapshot.step !== "refused" ? "ended" : viewOf(snapshot);
  if (view === "opening") {
    return (
      <Card title={t("view.loading")}>
        <LinkNote link={link} />
        {link.kind === "refused" ? null : <Loading rows={3} />}
      </Card>
    );
  }
  const shared = { engine, snapshot, stored, device, own: isOwn(snapshot, stored) };
  switch (view) {
    case "waiting":
      return (
        <>
          <Waiting {...shared}>
            <WaitingMessages session={stored} />
          </Waiting>
          <LinkNote link={link} />
        </>
      );
    case "picture":
      return <Stage {...shared} link={link} />;
    case "key_changed":
      return <KeyChanged {...shared} />;
    case "refused":
      return <Refused {...shared} />;
    case "ended":
      return <Ended id={id} snapshot={snapshot} stored={stored} device={device} own={shared.own} />;
  }
}

/** While something is waited for, the messages stand below it. */
function WaitingMessages({ session }: { session: Session | undefined }) {
  const unread = useUnread(session);
  if (session === undefined || unread === null) return null;
  return <ThreadSection level={2} of={threadOf(session.id)} />;
}

/** The broker's own account of the session is read again at each of its steps. */
function useFreshFacts(id: string, state: string | undefined): void {
  const client = useQueryClient();
  useEffect(() => {
    if (state !== undefined) void client.invalidateQueries({ queryKey: ["sessions", id] });
  }, [client, id, state]);
}
