/** Names what can be asked about the browsers in which people are signed in: one's own, or somebody's. */

import { get, post } from "./client";
import type * as schema from "./schema.gen";

export type OpenSignIn = schema.SignInAnswer;
type List = schema.SignInList;

const pathOf = (account: string | null) => (account === null ? "/me/sign-ins" : `/accounts/${account}/sign-ins`);

/** Without an account it is about oneself. */
export const signInsQuery = (account: string | null) => ({
  queryKey: ["sign_ins", account] as const,
  queryFn: ({ signal }: { signal: AbortSignal }) => get<List>(pathOf(account), {}, signal),
});

export const endSignIn = (account: string | null, id: string) => post<List>(`${pathOf(account)}/${id}/end`);
/** All of somebody, or all of one's own but this one. */
export const endSignIns = (account: string | null) =>
  post<List>(`${pathOf(account)}/${account === null ? "end-others" : "end"}`);
