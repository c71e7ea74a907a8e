/** Names everything about second factors: signing in by passkeys, one's own factors, showing again that it is oneself. */

import { get, post, put, remove } from "./client";
import { makePasskey, showPasskey } from "./passkeys";
import type * as schema from "./schema.gen";

export type Factors = schema.FactorsAnswer;
export type Passkey = schema.PasskeyAnswer;
export type PeoplesFactors = schema.PeoplesFactorsAnswer;
export type Need = schema.Need;

interface Context {
  signal: AbortSignal;
}

/** Signs in by a passkey alone; offered in the field while `inField`, else in the browser's own window. */
export async function signInByPasskey(inField: boolean, signal?: AbortSignal): Promise<schema.NextStep> {
  const asked = await post<schema.PasskeyAsked>("/sign-in/passkey-asked");
  const shown = await showPasskey(asked, { inField, ...(signal ? { signal } : {}) });
  return post<schema.NextStep>("/sign-in/passkey", shown);
}

export async function passkeyAsSecondStep(): Promise<schema.NextStep> {
  const shown = await showPasskey(await post<schema.PasskeyAsked>("/sign-in/second-passkey-asked"));
  return post<schema.NextStep>("/sign-in/second-passkey", shown);
}

export async function setUpPasskey(name: string): Promise<schema.CodesConfirmed> {
  const made = await makePasskey(await post<schema.PasskeyWanted>("/sign-in/new-passkey-wanted"), name);
  return post<schema.CodesConfirmed>("/sign-in/new-passkey", made);
}

export const ownFactorsQuery = {
  queryKey: ["me", "factors"] as const,
  queryFn: ({ signal }: Context) => get<Factors>("/me/factors", {}, signal),
};

export async function addPasskey(name: string): Promise<Factors> {
  const made = await makePasskey(await post<schema.PasskeyWanted>("/me/passkeys/wanted"), name);
  return post<Factors>("/me/passkeys", made);
}

export const removePasskey = (id: string) => remove<Factors>(`/me/passkeys/${id}`);
export const offerApp = () => post<schema.CodeSetUp>("/me/app");
export const confirmApp = (code: string) => post<Factors>("/me/app/confirm", { code });
export const removeApp = () => remove<Factors>("/me/app");
export const renewRecoveryCodes = () => post<Factors>("/me/recovery-codes");

export const peoplesFactorsQuery = (account: string) => ({
  queryKey: ["accounts", account, "factors"] as const,
  queryFn: ({ signal }: Context) => get<PeoplesFactors>(`/accounts/${account}/factors`, {}, signal),
});

export const requireFactor = (account: string, required: boolean) =>
  put<PeoplesFactors>(`/accounts/${account}/factors`, { required });
export const resetFactors = (account: string) => post<PeoplesFactors>(`/accounts/${account}/factors/reset`);

export const stepUpByCode = (code: string) => post<object>("/me/step-up/app", { code });
export const stepUpByRecoveryCode = (code: string) => post<object>("/me/step-up/recovery-code", { code });
export const stepUpByPassword = (password: string) => post<object>("/me/step-up/password", { password });

export async function stepUpByPasskey(): Promise<object> {
  const shown = await showPasskey(await post<schema.PasskeyAsked>("/me/step-up/passkey-asked"));
  return post<object>("/me/step-up/passkey", shown);
}
