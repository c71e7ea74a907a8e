/** Names what can be read and changed of portals: looks, features, whether one is off or open. */

import { get, post, put } from "./client";
import type * as schema from "./schema.gen";

export type Looks = schema.LooksAnswer;
export type Portal = schema.PortalAnswer;
export type PortalFeature = schema.PortalFeature;
export type ChangedPortal = schema.ChangedPortal;
export type ChangedLooks = schema.ChangedLooks;
export type VisitorAsked = schema.VisitorAsked;
export type VisitorRequest = schema.VisitorRequest;

interface Context {
  signal: AbortSignal;
}

/** How a portal looks to everybody: that of an organization by its part of the address, without one the instance's. */
export const looksQuery = (slug: string) => ({
  queryKey: ["looks", slug] as const,
  queryFn: ({ signal }: Context) => get<Looks>("/looks", { slug }, signal),
  staleTime: 60_000,
});

/** Whose open portal this is; refused where there is none. */
export const openPortalQuery = (slug: string) => ({
  queryKey: ["open_portal", slug] as const,
  queryFn: ({ signal }: Context) => get<schema.OpenPortalAnswer>("/open-portal", { slug }, signal),
});

export const visitorRequestQuery = (secret: string) => ({
  queryKey: ["visitor_request", secret] as const,
  // The secret stands in the body: addresses are written down on their way.
  queryFn: () => post<VisitorRequest>("/open-portal/look", { secret }),
  refetchInterval: 10_000,
});

export const askAsVisitor = (asked: VisitorAsked) => post<schema.VisitorSecret>("/open-portal/requests", asked);

/** `home` is an organization, or null for the instance. */
export const portalQuery = (home: string | null) => ({
  queryKey: ["portals", home] as const,
  queryFn: ({ signal }: Context) => get<Portal>(placeOf(home), {}, signal),
});

export const changePortal = (home: string, changed: ChangedPortal) => put<Portal>(placeOf(home), changed);
export const changeInstancePortal = (changed: ChangedLooks) => put<Portal>(placeOf(null), changed);

const placeOf = (home: string | null) => (home === null ? "/instance-portal" : `/portals/${home}`);
