/** Names what can be read and changed of organizations and of the people in them. */

import { get, patch, post } from "./client";
import type { Sight } from "./see_as";
import type { ChangedOrganization, NewOrganization, ChangedPerson, NewPerson, Organization, Page, Person, RemoteAccess } from "./types";

interface Context {
  signal: AbortSignal;
}

type Paged = Context & { pageParam: string | null };
const PART = 100;
const paging = {
  initialPageParam: null as string | null,
  getNextPageParam: (page: { next: string | null }) => page.next,
};

export interface OrganizationFilter {
  q?: string;
  shown?: string;
  sort?: string;
}

export const organizationListQuery = (filter: OrganizationFilter) => ({
  queryKey: ["organizations", filter] as const,
  queryFn: ({ signal, pageParam }: Paged) =>
    get<Page<Organization>>("/organizations", { ...filter, cursor: pageParam, limit: PART }, signal),
  ...paging,
});

export const organizationQuery = (id: string) => ({
  queryKey: ["organizations", id] as const,
  queryFn: ({ signal }: Context) => get<Organization>(`/organizations/${id}`, {}, signal),
});

export interface PeopleFilter {
  kind: "end_user" | "staff";
  q?: string;
  organization?: string;
  status?: string;
  portal?: string;
  portal_group?: string;
  sort?: string;
}

const askForPeople = (filter: PeopleFilter, cursor: string | null, limit: number, signal?: AbortSignal) =>
  get<Page<Person>>("/accounts", { ...filter, cursor, limit }, signal);

export const peopleQuery = (filter: PeopleFilter) => ({
  queryKey: ["accounts", filter] as const,
  queryFn: ({ signal, pageParam }: Paged) => askForPeople(filter, pageParam, PART, signal),
  ...paging,
});

/** The first few end users of an organization whom some words fit: for a picker. */
export const endUsersQuery = (organization: string, q: string) => ({
  queryKey: ["accounts", "picker", organization, q] as const,
  queryFn: ({ signal }: Context) =>
    askForPeople({ kind: "end_user", organization, q, status: "active" }, null, 20, signal),
});

/** The identifiers of all organizations that a filter fits and that are open to who asks, page by page. */
export async function allOrganizations(filter: OrganizationFilter): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Organization> = await get("/organizations", { ...filter, cursor, limit: 200 });
    found.push(...page.items.filter(({ is_closed }) => !is_closed).map(({ id }) => id));
    cursor = page.next;
  } while (cursor !== null);
  return found;
}

export const personQuery = (id: string) => ({
  queryKey: ["accounts", id] as const,
  queryFn: ({ signal }: Context) => get<Person>(`/accounts/${id}`, {}, signal),
});

export const makeOrganization = (made: NewOrganization) => post<Organization>("/organizations", made);
export const changeOrganization = (id: string, changed: ChangedOrganization) =>
  patch<Organization>(`/organizations/${id}`, changed);
export const archiveOrganization = (id: string) => post<Organization>(`/organizations/${id}/archive`);
export const restoreOrganization = (id: string) => post<Organization>(`/organizations/${id}/restore`);
export const makePerson = (made: NewPerson) => post<Person>("/accounts", made);
export const changePerson = (id: string, changed: ChangedPerson) => patch<Person>(`/accounts/${id}`, changed);
export const disablePerson = (id: string) => post<Person>(`/accounts/${id}/disable`);
export const enablePerson = (id: string) => post<Person>(`/accounts/${id}/enable`);
export const deletePerson = (id: string, name: string) => post<Person>(`/accounts/${id}/delete`, { name });
export const seeAs = (account_id: string) => post<Sight>("/see-as", { account_id });
export const seePortalAs = (organization_id: string, portal_group_id: string) =>
  post<Sight>("/see-as/portal", { organization_id, portal_group_id });
/** Whether an end user reaches their own devices from elsewhere. */
export const remoteAccessQuery = (id: string) => ({
  queryKey: ["accounts", id, "remote_access"] as const,
  queryFn: ({ signal }: Context) => get<RemoteAccess>(`/accounts/${id}/remote-access`, {}, signal),
});
export const enableRemoteAccess = (id: string) => post<RemoteAccess>(`/accounts/${id}/remote-access/enable`);
export const disableRemoteAccess = (id: string) => post<RemoteAccess>(`/accounts/${id}/remote-access/disable`);
export const keepPerson = (id: string) => post<Person>(`/accounts/${id}/keep`);
export const assignDevice = (id: string, account_id: string | null) => post<object>(`/devices/${id}/assign`, { account_id });
