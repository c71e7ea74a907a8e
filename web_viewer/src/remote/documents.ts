/** Checks the documents of one attempt: the proposal, the device's accept, and how they are bound to one another. */

import type { Capability } from "@/protocol/capabilities.gen";
import { encode } from "@/protocol/codec";
import {
  ACCEPT_TYPE,
  acceptShape,
  OFFER_TYPE,
  PROPOSAL_TYPE,
  proposalShape,
  type Accept,
  type Proposal,
} from "@/protocol/grant.gen";
import { PROTOCOL_VERSION } from "@/protocol/version.gen";
import type { Accepted, Proposed } from "@/protocol/viewer_broker.gen";
import { equal, utf8, type Bytes } from "./bytes";
import { documentHash, keyHash, openEnvelope } from "./envelope";
import { commitment, type Transcript } from "./exchange";
import { Untrusted } from "./faults";

/** What a proposal has to fit. */
export interface Expected {
  readonly session: string;
  /** What this session asks for; null while the broker has not said it. */
  readonly asked: readonly Capability[] | null;
  /** The first proposal of this page, where there was one. */
  readonly first: CheckedProposal | null;
  /** What this viewer asked the person for since. */
  readonly wished: readonly Capability[];
}

export interface CheckedProposal {
  readonly attempt: number;
  readonly proposal: Proposal;
  readonly hash: Bytes;
  readonly devicePublic: Bytes;
}

/** This viewer's part: kept here until the device has answered, then revealed. */
export interface MadeOffer {
  /** The text whose bytes are hashed. */
  readonly text: string;
  readonly hash: Bytes;
  readonly fingerprint: Bytes;
  readonly random: Bytes;
}

export interface CheckedAccept {
  readonly accept: Accept;
  readonly hash: Bytes;
  readonly fingerprint: Bytes;
  readonly random: Bytes;
}

function demand(holds: boolean, code: string): void {
  if (!holds) throw new Untrusted(code);
}

const isWithin = (given: readonly Capability[], limit: readonly Capability[]): boolean =>
  given.every((capability) => limit.includes(capability));

/** The signed proposal, if it is about this session, this attempt and this device. */
export async function checkProposal(proposed: Proposed, expected: Expected): Promise<CheckedProposal> {
  const opened = await openEnvelope(proposed.proposal, PROPOSAL_TYPE, proposed.grant_public, proposalShape);
  const { payload: proposal, hash } = opened;
  const { first } = expected;
  demand(proposal.version === PROTOCOL_VERSION, "proposal.version");
  demand(proposal.session === expected.session, "proposal.other_session");
  demand(proposal.attempt === proposed.attempt, "proposal.other_attempt");
  demand(proposal.device_key === (await keyHash(proposed.device_public)), "proposal.other_device_key");
  demand(expected.asked === null || isWithin(proposal.capabilities, expected.asked), "proposal.too_wide");
  if (first !== null) {
    demand(proposal.device === first.proposal.device, "proposal.other_device");
    demand(proposal.device_key === first.proposal.device_key, "proposal.other_device_key");
    const agreed = [...first.proposal.capabilities, ...expected.wished];
    demand(isWithin(proposal.capabilities, agreed), "proposal.too_wide");
  }
  return { attempt: proposal.attempt, proposal, hash, devicePublic: proposed.device_public };
}

/** Binds this viewer to a proposal and commits to its fingerprint without showing it. */
export async function makeOffer(checked: CheckedProposal, fingerprint: Bytes, random: Bytes): Promise<MadeOffer> {
  const committed = await commitment(fingerprint, random);
  const text = encode({ version: PROTOCOL_VERSION, proposal: checked.hash, commitment: committed });
  return { text, hash: await documentHash(OFFER_TYPE, utf8(text)), fingerprint, random };
}

/** The device's signed yes, if it answers this proposal and this offer. */
export async function checkAccept(
  accepted: Accepted,
  checked: CheckedProposal,
  offer: MadeOffer,
): Promise<CheckedAccept> {
  const opened = await openEnvelope(accepted.accept, ACCEPT_TYPE, checked.devicePublic, acceptShape);
  const { payload: accept, hash } = opened;
  const { proposal } = checked;
  demand(accept.version === PROTOCOL_VERSION, "accept.version");
  demand(accept.session === proposal.session, "accept.other_session");
  demand(accept.attempt === proposal.attempt && accepted.attempt === proposal.attempt, "accept.other_attempt");
  demand(equal(accept.proposal, checked.hash), "accept.other_proposal");
  demand(equal(accept.offer, offer.hash), "accept.other_offer");
  demand(accept.decision === "yes", "accept.not_a_yes");
  demand(accept.capabilities.includes("view"), "accept.no_view");
  demand(isWithin(accept.capabilities, proposal.capabilities), "accept.too_wide");
  demand(accept.seconds > 0 && accept.seconds <= proposal.seconds, "accept.too_long");
  if (accept.fingerprint === null || accept.agent_random === null) throw new Untrusted("accept.incomplete");
  return { accept, hash, fingerprint: accept.fingerprint, random: accept.agent_random };
}

export function transcriptOf(checked: CheckedProposal, offer: MadeOffer, accept: CheckedAccept): Transcript {
  return {
    proposal: checked.hash,
    offer: offer.hash,
    accept: accept.hash,
    viewerFingerprint: offer.fingerprint,
    viewerRandom: offer.random,
    agentFingerprint: accept.fingerprint,
    agentRandom: accept.random,
  };
}

/** The keys that the pin and the proposal name. */
export type KeyCheck = { readonly kind: "same" | "new" } | { readonly kind: "changed"; readonly pinned: string };

export function compareKey(pinned: string | null, checked: CheckedProposal): KeyCheck {
  if (pinned === null) return { kind: "new" };
  return pinned === checked.proposal.device_key ? { kind: "same" } : { kind: "changed", pinned };
}

