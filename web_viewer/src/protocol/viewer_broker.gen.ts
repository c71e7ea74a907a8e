/** Generated from protocol/ by tools/typescript_messages.py; edit the source, never this file. */
import { bool, bytes, integer, list, nullable, number, oneOf, optional, record, tagged, text, type Shape } from "./shape";
import * as capabilities from "./capabilities.gen";
import * as grant from "./grant.gen";
import * as agent_broker from "./agent_broker.gen";
import * as reasons from "./reasons.gen";

export const MAX_BYTES = 65536;

/** A further question that stands on the person's screen. */
export interface OpenQuestion {
  readonly more: grant.More;
  readonly capabilities: readonly capabilities.Capability[];
  readonly seconds: number;
  readonly seconds_to_deadline: number;
}
export const openQuestionShape: Shape<OpenQuestion> = record<OpenQuestion>({
  more: grant.moreShape,
  capabilities: list(capabilities.capabilityShape, { max: 16 }),
  seconds: integer({ min: 0 }),
  seconds_to_deadline: number({}),
});

/** Where the session stands; sent at once and at every step. Seconds count from now. */
export interface SessionState {
  readonly type: "state";
  readonly session: string;
  readonly state: string;
  readonly device_name: string;
  readonly device_online: boolean;
  readonly asked: readonly capabilities.Capability[];
  readonly granted: readonly capabilities.Capability[] | null;
  readonly seconds_to_deadline: number | null;
  readonly seconds_left: number | null;
  readonly question_shown: boolean;
  readonly silence_is_yes: boolean;
  readonly question: OpenQuestion | null;
}
export const sessionStateShape: Shape<SessionState> = record<SessionState>({
  type: oneOf(["state"] as const),
  session: text({}),
  state: text({ max: 200 }),
  device_name: text({ max: 200 }),
  device_online: bool,
  asked: list(capabilities.capabilityShape, { max: 16 }),
  granted: nullable(list(capabilities.capabilityShape, { max: 16 })),
  seconds_to_deadline: nullable(number({})),
  seconds_left: nullable(number({})),
  question_shown: bool,
  silence_is_yes: optional(bool, false),
  question: optional(nullable(openQuestionShape), null),
});

/** The signed proposal of this attempt, and the device's key as the broker knows it. */
export interface Proposed {
  readonly type: "proposed";
  readonly attempt: number;
  readonly proposal: string;
  readonly device_public: Uint8Array<ArrayBuffer>;
  readonly grant_public: Uint8Array<ArrayBuffer>;
}
export const proposedShape: Shape<Proposed> = record<Proposed>({
  type: oneOf(["proposed"] as const),
  attempt: integer({ min: 1 }),
  proposal: text({ max: 12288 }),
  device_public: bytes({ min: 32, max: 32 }),
  grant_public: bytes({ min: 32, max: 32 }),
});

/** The device's signed answer was yes; the relay's credentials exist from now on. */
export interface Accepted {
  readonly type: "accepted";
  readonly attempt: number;
  readonly accept: string;
  readonly ice_servers: readonly agent_broker.IceServer[];
}
export const acceptedShape: Shape<Accepted> = record<Accepted>({
  type: oneOf(["accepted"] as const),
  attempt: integer({ min: 1 }),
  accept: text({ max: 12288 }),
  ice_servers: list(agent_broker.iceServerShape, { max: 8 }),
});

/** What the person answered to a further question; capabilities and seconds are what they gave of it. */
export interface MoreAnswered {
  readonly type: "more_answered";
  readonly more: grant.More;
  readonly decision: grant.Decision;
  readonly capabilities: readonly capabilities.Capability[];
  readonly seconds: number;
}
export const moreAnsweredShape: Shape<MoreAnswered> = record<MoreAnswered>({
  type: oneOf(["more_answered"] as const),
  more: grant.moreShape,
  decision: grant.decisionShape,
  capabilities: list(capabilities.capabilityShape, { max: 16 }),
  seconds: integer({ min: 0 }),
});

/** The SDP answer of the agent. */
export interface Answered {
  readonly type: "answered";
  readonly attempt: number;
  readonly sdp: string;
}
export const answeredShape: Shape<Answered> = record<Answered>({
  type: oneOf(["answered"] as const),
  attempt: integer({ min: 1 }),
  sdp: text({ max: 16384 }),
});

/** The session is over. */
export interface Ended {
  readonly type: "ended";
  readonly reason: reasons.EndReason;
  readonly by: string | null;
  readonly note: string | null;
}
export const endedShape: Shape<Ended> = record<Ended>({
  type: oneOf(["ended"] as const),
  reason: reasons.endReasonShape,
  by: nullable(text({ max: 200 })),
  note: nullable(text({ max: 1000 })),
});

/** Are you there? */
export interface Ping {
  readonly type: "ping";
  readonly number: number;
}
export const pingShape: Shape<Ping> = record<Ping>({
  type: oneOf(["ping"] as const),
  number: integer({ min: 0 }),
});

/** Here I am. */
export interface Pong {
  readonly type: "pong";
  readonly number: number;
}
export const pongShape: Shape<Pong> = record<Pong>({
  type: oneOf(["pong"] as const),
  number: integer({ min: 0 }),
});

/** The last message was not taken. */
export interface Fault {
  readonly type: "fault";
  readonly code: string;
  readonly message: string;
}
export const faultShape: Shape<Fault> = record<Fault>({
  type: oneOf(["fault"] as const),
  code: text({ max: 200 }),
  message: text({ max: 1000 }),
});

/** The viewer's offer, as the text whose hash the agent signs. */
export interface OfferFrame {
  readonly type: "offer";
  readonly attempt: number;
  readonly offer: string;
}
export const offerFrameShape: Shape<OfferFrame> = record<OfferFrame>({
  type: oneOf(["offer"] as const),
  attempt: integer({ min: 1 }),
  offer: text({ max: 12288 }),
});

/** The viewer's fingerprint, its opening and its SDP offer. */
export interface Reveal {
  readonly type: "reveal";
  readonly attempt: number;
  readonly fingerprint: Uint8Array<ArrayBuffer>;
  readonly random: Uint8Array<ArrayBuffer>;
  readonly sdp: string;
}
export const revealShape: Shape<Reveal> = record<Reveal>({
  type: oneOf(["reveal"] as const),
  attempt: integer({ min: 1 }),
  fingerprint: bytes({ min: 32, max: 32 }),
  random: bytes({ min: 32, max: 32 }),
  sdp: text({ max: 16384 }),
});

/** Both confirmations held on this side. */
export interface Connected {
  readonly type: "connected";
  readonly attempt: number;
}
export const connectedShape: Shape<Connected> = record<Connected>({
  type: oneOf(["connected"] as const),
  attempt: integer({ min: 1 }),
});

/** The way to the agent is gone; a new attempt is wished. */
export interface Lost {
  readonly type: "lost";
  readonly attempt: number;
}
export const lostShape: Shape<Lost> = record<Lost>({
  type: oneOf(["lost"] as const),
  attempt: integer({ min: 1 }),
});

/** The technician asks the person for more: capabilities, or another time from the yes on. */
export interface AskMore {
  readonly type: "ask_more";
  readonly more: grant.More;
  readonly capabilities: readonly capabilities.Capability[];
  readonly seconds: number;
}
export const askMoreShape: Shape<AskMore> = record<AskMore>({
  type: oneOf(["ask_more"] as const),
  more: grant.moreShape,
  capabilities: optional(list(capabilities.capabilityShape, { max: 16 }), []),
  seconds: optional(integer({ min: 0, max: 43200 }), 0),
});

/** The technician ends the session. */
export interface Off {
  readonly type: "off";
}
export const offShape: Shape<Off> = record<Off>({
  type: oneOf(["off"] as const),
});

/** The device's key is not the one this browser has pinned. */
export interface DeviceKeyChanged {
  readonly type: "device_key_changed";
  readonly pinned: string;
  readonly seen: string;
}
export const deviceKeyChangedShape: Shape<DeviceKeyChanged> = record<DeviceKeyChanged>({
  type: oneOf(["device_key_changed"] as const),
  pinned: text({ max: 200 }),
  seen: text({ max: 200 }),
});

export type BrokerToViewer = SessionState | Proposed | Accepted | MoreAnswered | Answered | Ended | Ping | Pong | Fault;
export const brokerToViewerShape: Shape<BrokerToViewer> = tagged<BrokerToViewer>({
  state: sessionStateShape,
  proposed: proposedShape,
  accepted: acceptedShape,
  more_answered: moreAnsweredShape,
  answered: answeredShape,
  ended: endedShape,
  ping: pingShape,
  pong: pongShape,
  fault: faultShape,
});

export type ViewerToBroker = OfferFrame | Reveal | Connected | Lost | AskMore | Off | DeviceKeyChanged | Ping | Pong;
export const viewerToBrokerShape: Shape<ViewerToBroker> = tagged<ViewerToBroker>({
  offer: offerFrameShape,
  reveal: revealShape,
  connected: connectedShape,
  lost: lostShape,
  ask_more: askMoreShape,
  off: offShape,
  device_key_changed: deviceKeyChangedShape,
  ping: pingShape,
  pong: pongShape,
});
