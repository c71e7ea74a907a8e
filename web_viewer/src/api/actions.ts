/** Names everything that can be asked of the broker to change. */

import { post } from "./client";
import type { CodesConfirmed, EnrolmentToken, HelpRequest, Offer, OfferBlock, Session, SignInAnswer, TotpSetUp } from "./types";

export const signIn = (email: string, password: string) => post<SignInAnswer>("/sign-in", { email, password });
export const sendCode = (code: string) => post<SignInAnswer>("/sign-in/code", { code });
export const sendRecoveryCode = (code: string) => post<SignInAnswer>("/sign-in/recovery-code", { code });
export const setUpTotp = () => post<TotpSetUp>("/sign-in/totp-set-up");
export const confirmTotp = (code: string) =>
  post<CodesConfirmed>("/sign-in/totp-confirm", { code });
export const signOut = () => post<object>("/sign-out");

export const offerSupport = (offer: Offer) => post<Session>("/sessions", offer);
export const askForVisit = (offer: Offer) => post<Session>("/sessions/unattended", offer);
/** A device of one's own, from elsewhere. */
export const connectToOwn = (device: string) => post<Session>(`/devices/${device}/connect`);
export const askForHelp = (request: HelpRequest) => post<Session>("/requests", request);
export const approve = (id: string, note: string) => post<Session>(`/sessions/${id}/approve`, { note });
export const take = (id: string, note: string) => post<Session>(`/sessions/${id}/take`, { note });
export const answerWithNote = (id: string, note: string) => post<Session>(`/sessions/${id}/note`, { note });
export const deny = (id: string, note: string) => post<Session>(`/sessions/${id}/deny`, { note });
export const withdraw = (id: string) => post<Session>(`/sessions/${id}/withdraw`);
export const terminate = (id: string, reason: string) => post<Session>(`/sessions/${id}/terminate`, { reason });
export const done = (id: string) => post<Session>(`/sessions/${id}/done`);
export const liftOfferBlock = (id: string) => post<OfferBlock>(`/offer-blocks/${id}/lift`);
export const makeEnrolmentToken = (organization_id: string) =>
  post<EnrolmentToken>("/enrolment-tokens", { organization_id });
export const portalTicket = () => post<{ ticket: string }>("/tickets", { link: "portal" });
export const viewerTicket = (session_id: string) => post<{ ticket: string }>("/tickets", { link: "viewer", session_id });
