/** The exchange that Python computed, and helpers to read and to change it. */

import vectors from "../../../tests/vectors/exchange.json" with { type: "json" };
import { fromBase64 } from "@/protocol/shape";
import type { Accepted, Proposed } from "@/protocol/viewer_broker.gen";
import { fromHex, type Bytes } from "@/remote/bytes";
import type { Expected, MadeOffer } from "@/remote/documents";

export { vectors };

export const hex = (name: keyof typeof vectors): Bytes => fromHex(vectors[name] as string);

export const grantPublic = fromBase64(vectors.grant_public);
export const devicePublic = fromBase64(vectors.device_public);

export const proposed: Proposed = {
  type: "proposed",
  attempt: 1,
  proposal: vectors.proposal,
  device_public: devicePublic,
  grant_public: grantPublic,
};

export const accepted: Accepted = { type: "accepted", attempt: 1, accept: vectors.accept, ice_servers: [] };

export const expected: Expected = {
  session: vectors.session,
  asked: ["view", "control", "chat"],
  first: null,
  wished: [],
};

export const offer: MadeOffer = {
  text: vectors.offer,
  hash: hex("offer_hash"),
  fingerprint: hex("viewer_fingerprint"),
  random: hex("viewer_random"),
};

/** The code of the fault that a promise fails with, or "taken". */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error && "code" in error) return String(error.code);
    throw error;
  }
  return "taken";
}
