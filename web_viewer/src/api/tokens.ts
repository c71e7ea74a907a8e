/** Names what can be read of API tokens and asked of them. */

import { get, post } from "./client";
import type * as schema from "./schema.gen";
import type { Page } from "./types";

export type Token = schema.TokenLine;
export type MadeToken = schema.MadeToken;

interface Context {
  signal: AbortSignal;
}

export const ownTokensQuery = {
  queryKey: ["tokens", "own"] as const,
  queryFn: ({ signal }: Context) => get<readonly Token[]>("/own-tokens", {}, signal),
};

export interface TokenFilter {
  q?: string;
  organization?: string;
}

export const tokensQuery = (filter: TokenFilter) => ({
  queryKey: ["tokens", filter] as const,
  queryFn: ({ signal, pageParam }: Context & { pageParam: string | null }) =>
    get<Page<Token>>("/tokens", { ...filter, cursor: pageParam, limit: 100 }, signal),
  initialPageParam: null as string | null,
  getNextPageParam: (page: { next: string | null }) => page.next,
});

export const makeOwnToken = (made: schema.NewToken) => post<MadeToken>("/own-tokens", made);
export const makeOrganizationToken = (made: schema.NewOrganizationToken) => post<MadeToken>("/tokens", made);
export const revokeOwnToken = (id: string) => post<Token>(`/own-tokens/${id}/revoke`);
export const revokeToken = (id: string) => post<Token>(`/tokens/${id}/revoke`);
