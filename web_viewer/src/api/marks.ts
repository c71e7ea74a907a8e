/** Names what can be read and changed of tags and device groups. */

import { get, post } from "./client";
import type { DeviceFilter } from "./queries";
import type * as schema from "./schema.gen";
import type { Device, DeviceDetail, Page } from "./types";

export type DeviceGroup = schema.DeviceGroup;

interface Context {
  signal: AbortSignal;
}

export const MAX_TAGS = 32;

export const tagsQuery = (organization: string | undefined, q: string) => ({
  queryKey: ["devices", "tags", organization, q] as const,
  queryFn: ({ signal }: Context) => get<readonly schema.KnownTag[]>("/tags", { organization, q }, signal),
});

export const deviceGroupsQuery = (organization: string | undefined, q = "") => ({
  queryKey: ["devices", "groups", organization, q] as const,
  queryFn: ({ signal }: Context) => get<Page<DeviceGroup>>("/device-groups", { organization, q, limit: 200 }, signal),
});

/** Every device that a filter fits, page by page. */
export async function everyDevice(filter: DeviceFilter): Promise<Device[]> {
  const found: Device[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Device> = await get<Page<Device>>("/devices", { ...filter, cursor, limit: 200 });
    found.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return found;
}

export const setTags = (id: string, version: number, tags: readonly string[]) =>
  post<DeviceDetail>(`/devices/${id}/tags`, { version, tags });
export const moveTags = (id: string, add: readonly string[], remove: readonly string[]) =>
  post<object>(`/devices/${id}/tags/move`, { add, remove });
export const putInGroup = (id: string, group_id: string | null) => post<object>(`/devices/${id}/group`, { group_id });
export const makeDeviceGroup = (organization_id: string, name: string) =>
  post<DeviceGroup>("/device-groups", { organization_id, name });
export const renameDeviceGroup = (id: string, version: number, name: string) =>
  post<DeviceGroup>(`/device-groups/${id}`, { version, name });
export const removeDeviceGroup = (id: string, name: string) => post<object>(`/device-groups/${id}/remove`, { name });
