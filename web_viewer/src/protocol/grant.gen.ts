/** Generated from protocol/ by tools/typescript_messages.py; edit the source, never this file. */
import { bool, bytes, integer, list, nullable, oneOf, optional, record, text, type Shape } from "./shape";
import * as capabilities from "./capabilities.gen";

export const LOGIN_TYPE = "handrail.login.v1";
export const HELLO_TYPE = "handrail.hello.v1";
export const PROPOSAL_TYPE = "handrail.proposal.v1";
export const OFFER_TYPE = "handrail.offer.v1";
export const ACCEPT_TYPE = "handrail.accept.v1";
export const LEASE_TYPE = "handrail.lease.v1";
export const EVENT_TYPE = "handrail.event.v1";
export const QUESTION_TYPE = "handrail.question.v1";
export const REPLY_TYPE = "handrail.reply.v1";
export const NONCE_BYTES = 32;
export const NONCE_SECONDS = 120.0;
export const MIN_SESSION_SECONDS = 60;
export const MAX_SESSION_SECONDS = 43200;
export const LEASE_EVERY_SECONDS = 15;
export const LEASE_TTL_SECONDS = 90;
export const CODE_SECONDS = 120;
export const CODE_TRIES = 3;
export const CODE_ASKED_IN_VAIN = 5;
export const MAX_REASON = 1000;
export const MAX_MESSAGE = 2000;
export const MOST_IN_THREAD = 200;
export const MAX_NAME = 200;

/** Which way a session starts. */
export const originShape = oneOf(["request", "offer", "unattended", "own"] as const);
export type Origin = ReturnType<typeof originShape>;

/** What is done with the verification code. */
export const codeModeShape = oneOf(["off", "show", "type"] as const);
export type CodeMode = ReturnType<typeof codeModeShape>;

/** What the person, or the rule that stands for them, answered. */
export const decisionShape = oneOf(["yes", "no", "not_asked_for", "timed_out", "nobody_there", "refused"] as const);
export type Decision = ReturnType<typeof decisionShape>;

/** What a further question asks for while a session runs. */
export const moreShape = oneOf(["widen", "extend"] as const);
export type More = ReturnType<typeof moreShape>;

/** The person who would see the screen, as the instance vouches for them. */
export interface Who {
  readonly name: string;
  readonly email: string;
  readonly company: string;
  readonly signed_in_by: string;
}
export const whoShape: Shape<Who> = record<Who>({
  name: text({ max: 200 }),
  email: text({ max: 200 }),
  company: text({ max: 200 }),
  signed_in_by: text({ max: 200 }),
});

/** Who comes unattended, and who else said yes to that. */
export interface Visit {
  readonly account: string;
  readonly approved_by: string | null;
}
export const visitShape: Shape<Visit> = record<Visit>({
  account: text({}),
  approved_by: optional(nullable(text({})), null),
});

/** What a session would be, for one attempt on one device (grant key). */
export interface Proposal {
  readonly version: number;
  readonly session: string;
  readonly attempt: number;
  readonly device: string;
  readonly device_key: string;
  readonly agent_nonce: Uint8Array<ArrayBuffer>;
  readonly who: Who;
  readonly organization: string;
  readonly origin: Origin;
  readonly reason: string;
  readonly request: string;
  readonly attended: boolean;
  readonly capabilities: readonly capabilities.Capability[];
  readonly seconds: number;
  readonly consent_seconds: number;
  readonly recording: boolean;
  readonly code: CodeMode;
  readonly policy: number;
  readonly previous: string | null;
  readonly visit: Visit | null;
}
export const proposalShape: Shape<Proposal> = record<Proposal>({
  version: optional(integer({}), 1),
  session: text({}),
  attempt: integer({ min: 1 }),
  device: text({}),
  device_key: text({}),
  agent_nonce: bytes({ min: 32, max: 32 }),
  who: whoShape,
  organization: text({ max: 200 }),
  origin: originShape,
  reason: text({ max: 1000 }),
  request: text({}),
  attended: bool,
  capabilities: list(capabilities.capabilityShape, { max: 16 }),
  seconds: integer({ min: 60, max: 43200 }),
  consent_seconds: integer({ min: 1, max: 600 }),
  recording: bool,
  code: codeModeShape,
  policy: integer({ min: 0 }),
  previous: nullable(text({})),
  visit: optional(nullable(visitShape), null),
});

/** The viewer binds itself to a proposal and commits to its DTLS fingerprint without showing it (unsigned). */
export interface Offer {
  readonly version: number;
  readonly proposal: Uint8Array<ArrayBuffer>;
  readonly commitment: Uint8Array<ArrayBuffer>;
}
export const offerShape: Shape<Offer> = record<Offer>({
  version: optional(integer({}), 1),
  proposal: bytes({ min: 32, max: 32 }),
  commitment: bytes({ min: 32, max: 32 }),
});

/** The answer at the device (device key): with a yes the consent receipt, and with the proposal the grant. */
export interface Accept {
  readonly version: number;
  readonly session: string;
  readonly attempt: number;
  readonly proposal: Uint8Array<ArrayBuffer>;
  readonly offer: Uint8Array<ArrayBuffer>;
  readonly decision: Decision;
  readonly asked_person: boolean;
  readonly in_advance: boolean;
  readonly capabilities: readonly capabilities.Capability[];
  readonly seconds: number;
  readonly fingerprint: Uint8Array<ArrayBuffer> | null;
  readonly agent_random: Uint8Array<ArrayBuffer> | null;
}
export const acceptShape: Shape<Accept> = record<Accept>({
  version: optional(integer({}), 1),
  session: text({}),
  attempt: integer({ min: 1 }),
  proposal: bytes({ min: 32, max: 32 }),
  offer: bytes({ min: 32, max: 32 }),
  decision: decisionShape,
  asked_person: bool,
  in_advance: optional(bool, false),
  capabilities: list(capabilities.capabilityShape, { max: 16 }),
  seconds: integer({ min: 0, max: 43200 }),
  fingerprint: nullable(bytes({ min: 32, max: 32 })),
  agent_random: nullable(bytes({ min: 32, max: 32 })),
});
