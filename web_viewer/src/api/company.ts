/** The company's own sign-in: which there is, the way there, and the way back. */

import { get, post } from "./client";
import type { GoThere, WaysIn } from "./schema.gen";
import type { SignInAnswer } from "./types";

export const waysInQuery = {
  queryKey: ["sign-in-ways"] as const,
  queryFn: ({ signal }: { signal: AbortSignal }) => get<WaysIn>("/sign-in-ways", {}, signal),
  staleTime: Number.POSITIVE_INFINITY,
  refetchInterval: false as const,
};

export interface CameBack {
  state: string;
  code: string;
  binding: string;
  issuer: string | null;
}

export const departToCompany = (anew = false) => post<GoThere>("/company-sign-ins", { anew });
export const returnFromCompany = (back: CameBack) => post<SignInAnswer>("/company-sign-ins/return", back);
