/** Names what is read and done about computers that are not enrolled, and join for one session by a code. */

import { ApiError, get, post } from "./client";
import type * as schema from "./schema.gen";
import type { Session } from "./types";

export type JoinAsked = schema.JoinAsked;
export type JoinHelp = schema.JoinHelp;

interface Context {
  signal: AbortSignal;
}

export const joinByCode = (asked: JoinAsked) => post<Session>("/join", asked);

/** How a computer joins an approved request that names none; null once one has, or the code is over. */
export const joinHelpQuery = (session: string) => ({
  queryKey: ["sessions", session, "join_help"] as const,
  queryFn: async ({ signal }: Context) => {
    try {
      return await get<JoinHelp>(`/sessions/${session}/join-help`, {}, signal);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return null;
      throw error;
    }
  },
  refetchInterval: 5_000,
});

/** How the agent is started for one session: to people who are signed in, else as far as it is open to all. */
export const getHelpNowQuery = (slug: string) => ({
  queryKey: ["get_help_now", slug] as const,
  retry: false,
  queryFn: async ({ signal }: Context) => {
    try {
      return await get<schema.NowAnswer>("/get-help-now", {}, signal);
    } catch (error) {
      // Without an organization in the address there is no portal that could be open to all.
      if (!slug || !(error instanceof ApiError) || ![401, 403, 404].includes(error.status)) throw error;
      return get<schema.NowAnswer>("/open-portal/get-help-now", { slug }, signal);
    }
  },
});

/** Another code for an approved request whose code is over. */
export const renewJoinCode = (session: string) => post<JoinHelp>(`/sessions/${session}/join-code`);
