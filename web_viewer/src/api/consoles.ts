/** Names in which organization's console a page is, what can be opened, and everything about seamless access. */

import { get, getOutside, post, postOutside } from "./client";
import type {
  Appointed,
  ConsolesAnswer,
  GrantAnswer,
  LinkedAccess,
  Opened,
  PageOfVisitAnswer,
  SeamlessAnswer,
} from "./schema.gen";
import type { Me } from "./types";

export type { ConsoleAnswer, GrantAnswer, SeamlessAnswer, VisitAnswer } from "./schema.gen";

interface Context {
  signal: AbortSignal;
}

/** The organization that a page is about: the one whose console it is in, or one's own. */
export const placeOf = (me: Me | undefined) => me?.console ?? me?.account.organization ?? null;

/** What can be opened from the provider console, asked from wherever one is. */
export const consolesQuery = (q: string) => ({
  queryKey: ["consoles", q] as const,
  queryFn: ({ signal }: Context) => getOutside<ConsolesAnswer>("/consoles", { q }, signal),
});

export const seamlessQuery = (organization: string) => ({
  queryKey: ["organizations", organization, "seamless"] as const,
  queryFn: ({ signal }: Context) => get<SeamlessAnswer>(`/organizations/${organization}/seamless`, {}, signal),
});

export const visitsQuery = (organization: string) => ({
  queryKey: ["organizations", organization, "visits"] as const,
  queryFn: ({ signal, pageParam }: Context & { pageParam: string | null }) =>
    get<PageOfVisitAnswer>(`/organizations/${organization}/visits`, { cursor: pageParam, limit: 20 }, signal),
  initialPageParam: null as string | null,
  getNextPageParam: (page: PageOfVisitAnswer) => page.next,
});

export const activationQuery = (token: string) => ({
  queryKey: ["activation", token] as const,
  queryFn: () => postOutside<LinkedAccess>("/seamless-links/look", { token }),
  staleTime: Number.POSITIVE_INFINITY,
  refetchInterval: false as const,
  refetchOnWindowFocus: false,
  retry: false,
  gcTime: 0,
});

export const letIn = (organization: string, email: string) =>
  post<GrantAnswer>(`/organizations/${organization}/seamless`, { email });
export const resendAccess = (grant: string) => post<object>(`/seamless-grants/${grant}/resend`);
export const revokeAccess = (grant: string) => post<object>(`/seamless-grants/${grant}/revoke`);
export const setSelfManaged = (organization: string, is_self_managed: boolean) =>
  post<SeamlessAnswer>(`/organizations/${organization}/management`, { is_self_managed });
export const appoint = (organization: string, name: string, email: string) =>
  post<Appointed>(`/organizations/${organization}/administrators`, { name, email });
export const activateAccess = (token: string) => postOutside<LinkedAccess>("/seamless-links/activate", { token });
export const beginVisit = (organization_id: string) => postOutside<Opened>("/visits", { organization_id });
export const leaveVisit = () => post<object>("/visits/leave");
