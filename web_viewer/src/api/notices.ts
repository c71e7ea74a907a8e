/** Names what can be read of notifications and asked of them. */

import { get, post, put } from "./client";
import type * as schema from "./schema.gen";

export type Notice = schema.Notice;
export type NoticeList = schema.NoticeList;
export type Choice = schema.NoticeChoice;
export type NoticeWay = schema.NoticeWay;

interface Context {
  signal: AbortSignal;
}

export const noticesQuery = {
  queryKey: ["notices", "list"] as const,
  queryFn: ({ signal }: Context) => get<NoticeList>("/notices", {}, signal),
};

export const noticeChoicesQuery = {
  queryKey: ["notices", "choices"] as const,
  queryFn: ({ signal }: Context) => get<schema.NoticeChoices>("/notice-choices", {}, signal),
};

/** Marks some as read, or all. */
export const readNotices = (ids: readonly string[] | null) => post<object>("/notices/read", { ids });
export const chooseNotices = (choices: readonly Choice[]) => put<schema.NoticeChoices>("/notice-choices", { choices });
