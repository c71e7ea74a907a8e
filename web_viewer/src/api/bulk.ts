/** Asks the broker to do the same to many people, part by part, and to count them before. */

import { get, post } from "./client";
import type * as schema from "./schema.gen";

export type BulkChosen = schema.BulkChosen;
export type BulkRow = schema.BulkRow;
export type BulkSizes = schema.BulkSizes;
export type ApplyTo = schema.ApplyTo;
export type RemoteRow = schema.RemoteAccessRow;
export type BulkOrder = Pick<schema.BulkAsked, "act" | "portal_group_id">;

/** What one call takes at most. */
const MOST_CHOSEN = 500;
/** How many are done between two moves of the progress bar. */
const STEP = 100;

/** What was chosen one by one, in parts that a call takes. */
export function partsOf(key: "accounts" | "organizations", ids: readonly string[], apply_to: ApplyTo): BulkChosen[] {
  const parts: BulkChosen[] = [];
  for (let at = 0; at < ids.length; at += MOST_CHOSEN) {
    parts.push({ [key]: ids.slice(at, at + MOST_CHOSEN), apply_to });
  }
  return parts;
}

/** Those that failed, to be tried once more as just themselves. */
export function failedParts(rows: readonly Pick<BulkRow, "kind" | "id">[]): BulkChosen[] {
  const of = (kind: BulkRow["kind"]) => rows.filter((row) => row.kind === kind).map(({ id }) => id);
  return [
    ...partsOf("organizations", of("organization"), "organizations"),
    ...partsOf("accounts", of("account"), "end_users"),
  ];
}

export async function countChosen(parts: readonly BulkChosen[]): Promise<BulkSizes> {
  const counted = await Promise.all(parts.map((part) => post<BulkSizes>("/bulk/sizes", part)));
  return counted.reduce(
    (sum, sizes) => ({
      rows: sum.rows + sizes.rows,
      people: sum.people + sizes.people,
      without_password: sum.without_password + sizes.without_password,
      without_contact: sum.without_contact + sizes.without_contact,
    }),
    { rows: 0, people: 0, without_password: 0, without_contact: 0 },
  );
}

/** Does it to all of them, telling how each went; asking again does no harm. */
export async function actInBulk(
  order: BulkOrder,
  parts: readonly BulkChosen[],
  tell: (rows: readonly BulkRow[]) => void,
): Promise<void> {
  for (const part of parts) {
    let cursor: string | null = null;
    do {
      const answer: schema.BulkAnswer = await post("/bulk", { ...part, ...order, cursor, limit: STEP });
      tell(answer.rows);
      cursor = answer.next;
    } while (cursor !== null);
  }
}

/** How many end users an organization has, and for how many of them remote access is on. */
export const remoteCountsQuery = (organization: string) => ({
  queryKey: ["bulk", "remote_access", organization] as const,
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    get<schema.RemoteAccessCounts>(`/organizations/${organization}/remote-access`, {}, signal),
  staleTime: 0,
  gcTime: 0,
});

/** Enables it for everybody who meets the conditions, telling how each went; asking again does no harm. */
export async function enableRemoteForAll(
  organization: string,
  name: string,
  tell: (rows: readonly RemoteRow[]) => void,
): Promise<void> {
  let cursor: string | null = null;
  do {
    const answer: schema.RemoteAccessRows = await post(`/organizations/${organization}/remote-access/enable-all`, {
      name,
      cursor,
    });
    tell(answer.rows);
    cursor = answer.next;
  } while (cursor !== null);
}
