/** What the broker's HTTP API sends, under the names that the pages use; drawn from the generated description. */

import type * as schema from "./schema.gen";

/** The same with some fields known more exactly than the description says. */
type Known<T, Fields> = Omit<T, keyof Fields> & Fields;

export type Presence = schema.Shown;
export type { Capability } from "./schema.gen";
export type SessionState =
  | "requested"
  | "approved"
  | "asking_consent"
  | "granted"
  | "connecting"
  | "active"
  | "interrupted"
  | "ended";

export interface Page<T> {
  items: readonly T[];
  next: string | null;
  total: number;
  /** There are more than the total: nobody counted on. */
  at_least?: boolean;
}

export type Organization = schema.OrganizationsOrganization;
export type Me = Known<schema.Me, { permissions: Record<string, "all" | readonly string[]> }>;
export type { NewOrganization, ChangedOrganization, NewPerson, ChangedPerson } from "./schema.gen";
export type Person = schema.PersonAnswer;
export type Account = Person;
export type RemoteAccess = schema.RemoteAccessAnswer;
export type { OfferBlock, OfferBlocks } from "./schema.gen";
export type Device = Known<schema.DeviceAnswer, { presence: Presence }>;
export type DeviceDetail = Known<schema.DeviceDetail, { presence: Presence }>;
export type SessionEnd = schema.End;
type Story = { state: SessionState; origin: "request" | "offer" | "unattended" | "own" };
export type Session = Known<schema.SessionAnswer, Story>;
export type Entry = schema.EntryAnswer;
export type SessionDetail = Known<schema.SessionDetail, Story>;
export type AuditState = schema.StateAnswer;
export type SignInAnswer = schema.NextStep;
export type TotpSetUp = schema.CodeSetUp;
export type CodesConfirmed = schema.CodesConfirmed;
export type EnrolmentToken = schema.TokenAnswer;
export type Offer = Known<schema.OfferAsked, { capabilities: readonly string[] }>;
export type RequestForm = schema.SessionsFormAnswer;
export type HelpRequest = Required<schema.HelpAsked>;
