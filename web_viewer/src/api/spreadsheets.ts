/** Names what can be sent and taken as CSV files. */

import { sendFile } from "./client";
import type * as schema from "./schema.gen";

export type ListName = "end-users" | "organizations" | "owners";
export type ImportAnswer = schema.ImportAnswer;

export const exportAddress = (list: ListName): string => `/api/exports/${list}`;

/** What an import of this file would do; nothing changes. */
export const checkFile = (list: ListName, file: File) =>
  sendFile<ImportAnswer>(`/imports/${list}`, { dry_run: true }, file);

/** Imports a file part by part, and tells after each part how far it is. */
export async function importFile(
  list: ListName,
  file: File,
  tell: (sum: ImportAnswer) => void,
  send: typeof sendFile<ImportAnswer> = sendFile<ImportAnswer>,
): Promise<ImportAnswer> {
  let sum: ImportAnswer | null = null;
  let from: number | null = null;
  do {
    const part: ImportAnswer = await send(`/imports/${list}`, { dry_run: false, from_row: from }, file);
    sum = sum === null ? part : added(sum, part);
    from = part.next_row;
    tell(sum);
  } while (from !== null);
  return sum;
}

const added = (sum: ImportAnswer, part: ImportAnswer): ImportAnswer => ({
  ...part,
  created: sum.created + part.created,
  changed: sum.changed + part.changed,
  unchanged: sum.unchanged + part.unchanged,
});
