/** Names everything that can be read of security groups and asked of them. */

import { get, post } from "./client";
import type * as schema from "./schema.gen";
import type { Account, Device, Organization, Page } from "./types";

export type GroupLine = schema.GroupLine;
export type GroupDetail = schema.GroupDetail;
export type GroupMember = schema.MemberAnswer;
export type Permission = schema.Permission;
export type WhyAnswer = schema.WhyAnswer;

interface Context {
  signal: AbortSignal;
}

const KEY = "security_groups";

export const groupsQuery = (q: string) => ({
  queryKey: [KEY, "list", q] as const,
  queryFn: ({ signal, pageParam }: Context & { pageParam: string | null }) =>
    get<Page<GroupLine>>("/security-groups", { q, cursor: pageParam, limit: 100 }, signal),
  initialPageParam: null as string | null,
  getNextPageParam: (page: { next: string | null }) => page.next,
});

export const groupQuery = (id: string) => ({
  queryKey: [KEY, id] as const,
  queryFn: ({ signal }: Context) => get<GroupDetail>(`/security-groups/${id}`, {}, signal),
});

export const groupMembersQuery = (id: string, q: string) => ({
  queryKey: [KEY, id, "members", q] as const,
  queryFn: ({ signal, pageParam }: Context & { pageParam: string | null }) =>
    get<Page<GroupMember>>(`/security-groups/${id}/members`, { q, cursor: pageParam, limit: 100 }, signal),
  initialPageParam: null as string | null,
  getNextPageParam: (page: { next: string | null }) => page.next,
});

export const groupCandidatesQuery = (id: string, q: string) => ({
  queryKey: [KEY, id, "candidates", q] as const,
  queryFn: ({ signal }: Context) => get<readonly GroupMember[]>(`/security-groups/${id}/candidates`, { q }, signal),
});

export const foundOrganizationsQuery = (q: string) => ({
  queryKey: ["organizations", "found", q] as const,
  queryFn: ({ signal }: Context) => get<Page<Organization>>("/organizations", { q, limit: 20 }, signal),
});

export const foundDevicesQuery = (organization: string, q: string) => ({
  queryKey: ["devices", "found", organization, q] as const,
  queryFn: ({ signal }: Context) => get<Page<Device>>("/devices", { organization, q, limit: 20 }, signal),
});

export const foundPeopleQuery = (q: string) => ({
  queryKey: ["accounts", "found", q] as const,
  queryFn: ({ signal }: Context) => get<Page<Account>>("/accounts", { q, limit: 20 }, signal),
});

export interface WhyAsked {
  account: string;
  permission: string;
  organization: string;
  device?: string | undefined;
}

export const whyQuery = (asked: WhyAsked) => ({
  queryKey: [KEY, "why", asked] as const,
  queryFn: ({ signal }: Context) => get<WhyAnswer>("/access/why", { ...asked }, signal),
});

export const makeGroup = (body: schema.GroupAsked) => post<GroupDetail>("/security-groups", body);
export const editGroup = (id: string, body: schema.GroupEdited) => post<GroupDetail>(`/security-groups/${id}`, body);
export const cloneGroup = (id: string, name: string) => post<GroupDetail>(`/security-groups/${id}/clone`, { name });
export const removeGroup = (id: string, name: string) => post<object>(`/security-groups/${id}/remove`, { name });
export const moveMembers = (id: string, body: schema.MembersMoved) =>
  post<schema.MemberCount>(`/security-groups/${id}/members`, body);
export const moveOrganizations = (id: string, body: schema.OrganizationsMoved) =>
  post<GroupDetail>(`/security-groups/${id}/organizations`, body);

/** The whole group as it is sent back, with some of it changed. */
export function edited(group: GroupDetail, change: Partial<schema.GroupEdited>): schema.GroupEdited {
  return {
    version: group.version,
    name: group.name,
    description: group.description,
    permissions: group.permissions,
    all_organizations: group.all_organizations,
    organizations: group.organizations.map(({ id }) => id),
    is_narrowed: group.is_narrowed,
    tags: group.tags,
    device_groups: group.device_groups.map(({ id }) => id),
    ...change,
  };
}
