/** Generated from protocol/ by tools/typescript_messages.py; edit the source, never this file. */
import { integer, nullable, oneOf, optional, record, tagged, text, type Shape } from "./shape";

export const MAX_BYTES = 4096;

/** What a page may want to read again. */
export const topicShape = oneOf(["requests", "sessions", "devices", "audit", "accounts", "notices", "messages"] as const);
export type Topic = ReturnType<typeof topicShape>;

/** Something under this topic changed; `id` names it where one thing did. */
export interface Changed {
  readonly type: "changed";
  readonly topic: Topic;
  readonly id: string | null;
}
export const changedShape: Shape<Changed> = record<Changed>({
  type: oneOf(["changed"] as const),
  topic: topicShape,
  id: optional(nullable(text({})), null),
});

/** The sign-in behind this page is over. */
export interface SignedOut {
  readonly type: "signed_out";
}
export const signedOutShape: Shape<SignedOut> = record<SignedOut>({
  type: oneOf(["signed_out"] as const),
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

export type BrokerToPortal = Changed | SignedOut | Ping | Pong;
export const brokerToPortalShape: Shape<BrokerToPortal> = tagged<BrokerToPortal>({
  changed: changedShape,
  signed_out: signedOutShape,
  ping: pingShape,
  pong: pongShape,
});

export type PortalToBroker = Ping | Pong;
export const portalToBrokerShape: Shape<PortalToBroker> = tagged<PortalToBroker>({
  ping: pingShape,
  pong: pongShape,
});
