/** Names what is read and written of messages: those of a session, and those that a visitor has by their secret. */

import { get, post } from "./client";
import { visitorRequestQuery, type VisitorRequest } from "./portal";
import type * as schema from "./schema.gen";

export type Thread = schema.Thread;

interface Context {
  signal: AbortSignal;
}

/** The thread of a request or session, to whoever is signed in. */
export const threadOf = (session: string) => ({
  query: {
    queryKey: ["messages", session] as const,
    queryFn: ({ signal }: Context) => get<Thread>(`/sessions/${session}/messages`, {}, signal),
  },
  write: (text: string) => post<Thread>(`/sessions/${session}/messages`, { text }),
  read: (number: number) => post<object>(`/sessions/${session}/messages/read`, { number }),
});

const VISITOR_LOOKS_AGAIN_MS = 3_000;

/** The thread of a visitor's request: their page has no live link, and looks by itself. */
export const threadOfVisitor = (secret: string) => ({
  query: {
    ...visitorRequestQuery(secret),
    refetchInterval: VISITOR_LOOKS_AGAIN_MS,
    select: (request: VisitorRequest) => request.thread,
  },
  // The secret stands in the body: addresses are written down on their way.
  write: (text: string) => post<VisitorRequest>("/open-portal/messages", { secret, text }),
  read: (number: number) => post<object>("/open-portal/messages/read", { secret, number }),
});

export const unreadQuery = {
  queryKey: ["messages", "unread"] as const,
  queryFn: ({ signal }: Context) => get<schema.Unread>("/messages/unread", {}, signal),
};

/** How much is new in one thread. */
export const unreadIn = (unread: schema.Unread | undefined, session: string): number =>
  unread?.items.find((each) => each.session_id === session)?.count ?? 0;
