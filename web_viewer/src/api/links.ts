/** Everything about one-time links, one's own sign-in, and the outbox of mails. */

import { get, post } from "./client";
import type { LinkAnswer, LinkUsed, MailDetail, MailLink, MailPage, PasswordRules } from "./schema.gen";

export type { LinkAnswer, MailAnswer, MailDetail, MailState, PasswordRules } from "./schema.gen";

interface Context {
  signal: AbortSignal;
}

export const passwordRulesQuery = {
  queryKey: ["password-rules"] as const,
  queryFn: ({ signal }: Context) => get<PasswordRules>("/password-rules", {}, signal),
  staleTime: Number.POSITIVE_INFINITY,
  refetchInterval: false as const,
};

/** What a link is for; asking leaves it unused. */
export const linkQuery = (token: string) => ({
  queryKey: ["link", token] as const,
  queryFn: () => post<LinkAnswer>("/links/look", { token }),
  staleTime: Number.POSITIVE_INFINITY,
  refetchInterval: false as const,
  refetchOnWindowFocus: false,
  retry: false,
  gcTime: 0,
});

export const choosePassword = (token: string, new_password: string) =>
  post<LinkUsed>("/links/password", { token, new_password });
export const confirmEmail = (token: string) => post<LinkUsed>("/links/email", { token });
export const renewLink = (token: string) => post<object>("/links/again", { token });
export const forgotPassword = (email: string) => post<object>("/password-resets", { email });
export const changeOwnPassword = (password: string, new_password: string) =>
  post<object>("/me/password", { password, new_password });
export const askForEmail = (email: string, password: string) => post<object>("/me/email", { email, password });
export const invite = (account: string) => post<object>(`/accounts/${account}/invitation`);

export interface MailFilter {
  q?: string;
  state?: string;
}

export const mailsQuery = (filter: MailFilter) => ({
  queryKey: ["mails", filter] as const,
  queryFn: ({ signal, pageParam }: Context & { pageParam: string | null }) =>
    get<MailPage>("/mails", { ...filter, cursor: pageParam, limit: 100 }, signal),
  initialPageParam: null as string | null,
  getNextPageParam: (page: MailPage) => page.next,
});

export const mailQuery = (id: string) => ({
  queryKey: ["mails", id] as const,
  queryFn: ({ signal }: Context) => get<MailDetail>(`/mails/${id}`, {}, signal),
});

export const showMailLink = (id: string) => post<MailLink>(`/mails/${id}/link`);
export const sendMailAgain = (id: string) => post<MailDetail>(`/mails/${id}/send`);
