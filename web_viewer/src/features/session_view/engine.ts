/** Gives the page its running session: started when the page opens, left when it closes. */

import { useEffect, useState, useSyncExternalStore } from "react";
import { viewerTicket } from "@/api/actions";
import { ApiError } from "@/api/client";
import { browserSession } from "@/remote/browser";
import { TicketRefused, type LinkState } from "@/remote/link";
import type { RemoteSession } from "@/remote/session";
import type { Snapshot } from "@/remote/snapshot";

// What may be gone in a second is tried again; any other refusal stays one.
const MAY_PASS = new Set([0, 429, 500, 502, 503, 504]);

async function ticketFor(id: string): Promise<string> {
  try {
    return (await viewerTicket(id)).ticket;
  } catch (error) {
    if (error instanceof ApiError && !MAY_PASS.has(error.status)) throw new TicketRefused(error.message);
    throw error;
  }
}

export function useRemoteSession(id: string): RemoteSession {
  const [session] = useState(() => browserSession(id, () => ticketFor(id)));
  useEffect(() => {
    session.start();
    return () => session.close();
  }, [session]);
  return session;
}

export function useSnapshot(session: RemoteSession): Snapshot {
  return useSyncExternalStore(session.state.subscribe, session.state.get);
}

export function useLinkState(session: RemoteSession): LinkState {
  return useSyncExternalStore(session.link.state.subscribe, session.link.state.get);
}
