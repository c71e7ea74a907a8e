/** Describes what can be read from the broker: a key and a function each, for TanStack Query. */

import { get } from "./client";
import type { AuditState, Device, DeviceDetail, Entry, Me, OfferBlocks, Page, RequestForm, Session, SessionDetail } from "./types";

interface Context {
  signal: AbortSignal;
}

export const meQuery = {
  queryKey: ["me"] as const,
  queryFn: ({ signal }: Context) => get<Me>("/me", {}, signal),
  staleTime: 60_000,
};

export interface DeviceFilter {
  q?: string;
  organization?: string;
  presence?: string;
  sort?: string;
}

const firstPage = null as string | null;
const nextCursor = (page: { next: string | null }) => page.next;

/** A list in pages of 200, more being fetched as the person scrolls. */
export const devicesQuery = (filter: DeviceFilter) => ({
  queryKey: ["devices", filter] as const,
  queryFn: ({ signal, pageParam }: Context & { pageParam: string | null }) =>
    get<Page<Device>>("/devices", { ...filter, cursor: pageParam, limit: 200 }, signal),
  initialPageParam: firstPage,
  getNextPageParam: nextCursor,
});

export const deviceQuery = (id: string) => ({
  queryKey: ["devices", id] as const,
  queryFn: ({ signal }: Context) => get<DeviceDetail>(`/devices/${id}`, {}, signal),
});

export interface SessionFilter {
  state?: string;
  mine?: boolean;
  device?: string;
  q?: string;
  limit?: number;
}

export const sessionsQuery = (filter: SessionFilter) => ({
  queryKey: ["sessions", filter] as const,
  queryFn: ({ signal }: Context) => get<Page<Session>>("/sessions", { limit: 100, ...filter }, signal),
});

/** What a request for help has to say, which the settings decide, computer by computer. */
export const requestFormQuery = (device: string | null) => ({
  queryKey: ["request_form", device] as const,
  queryFn: ({ signal }: Context) => get<RequestForm>("/requests/form", device === null ? {} : { device }, signal),
});

export interface BlockFilter {
  device?: string;
  account?: string;
}

/** Under the topic of devices, whose pages hear of every change. */
export const offerBlocksQuery = (filter: BlockFilter = {}) => ({
  queryKey: ["devices", "offer_blocks", filter] as const,
  queryFn: ({ signal }: Context) => get<OfferBlocks>("/offer-blocks", { ...filter }, signal),
});

export const sessionQuery = (id: string) => ({
  queryKey: ["sessions", id] as const,
  queryFn: ({ signal }: Context) => get<SessionDetail>(`/sessions/${id}`, {}, signal),
});

export interface AuditFilter {
  q?: string;
  organization?: string;
  session?: string;
}

export const auditQuery = (filter: AuditFilter) => ({
  queryKey: ["audit", filter] as const,
  queryFn: ({ signal, pageParam }: Context & { pageParam: string | null }) =>
    get<Page<Entry>>("/audit", { ...filter, cursor: pageParam, limit: 100 }, signal),
  initialPageParam: firstPage,
  getNextPageParam: nextCursor,
});

export const auditStateQuery = {
  queryKey: ["audit", "state"] as const,
  queryFn: ({ signal }: Context) => get<AuditState>("/audit/state", {}, signal),
};
