/** Names everything that can be read of portal groups and asked of them. */

import { get, post } from "./client";
import type * as schema from "./schema.gen";
import type { Page, Person } from "./types";

export type PortalGroupLine = schema.PortalGroupLine;
export type PortalGroup = schema.PortalGroupDetail;
export type PortalFeature = schema.PortalFeature;

interface Context {
  signal: AbortSignal;
}

const KEY = "portal_groups";

export const portalGroupsQuery = (q: string) => ({
  queryKey: [KEY, "list", q] as const,
  queryFn: ({ signal, pageParam }: Context & { pageParam: string | null }) =>
    get<Page<PortalGroupLine>>("/portal-groups", { q, cursor: pageParam, limit: 100 }, signal),
  initialPageParam: null as string | null,
  getNextPageParam: (page: { next: string | null }) => page.next,
});

/** The groups to choose from: for pickers. */
export const portalGroupChoicesQuery = {
  queryKey: [KEY, "choices"] as const,
  queryFn: ({ signal }: Context) => get<Page<PortalGroupLine>>("/portal-groups", { limit: 200 }, signal),
};

/** The groups as whose people the portal of an organization can be seen: those that it can have, and that give one. */
export const seenAs = (groups: readonly PortalGroupLine[], organization: string) =>
  groups.filter(
    (group) => group.built_in !== "no_access" && (group.organization === null || group.organization.id === organization),
  );

export const portalGroupQuery = (id: string) => ({
  queryKey: [KEY, id] as const,
  queryFn: ({ signal }: Context) => get<PortalGroup>(`/portal-groups/${id}`, {}, signal),
});

export const makePortalGroup = (body: schema.PortalGroupAsked) => post<PortalGroup>("/portal-groups", body);
export const editPortalGroup = (id: string, body: schema.PortalGroupEdited) =>
  post<PortalGroup>(`/portal-groups/${id}`, body);
export const copyPortalGroup = (id: string, body: schema.PortalGroupCopied) =>
  post<PortalGroup>(`/portal-groups/${id}/clone`, body);
export const removePortalGroup = (id: string, move_to: string | null) =>
  post<object>(`/portal-groups/${id}/remove`, { move_to });
/** The group an end user is in from now on; null shuts them out of the portal. */
export const setPortal = (account: string, portal_group_id: string | null) =>
  post<Person>(`/accounts/${account}/portal`, { portal_group_id });
