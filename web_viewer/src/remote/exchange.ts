/** Computes what both ends agree on: commitment, transcript, confirmations, the code to compare (protocol/exchange.py). */

import { concat, sha256, utf8, type Bytes } from "./bytes";

const CODE_MODULUS = 1_000_000n;

export type Side = "viewer" | "agent";

/** All that both sides agreed on, each part 32 bytes. */
export interface Transcript {
  readonly proposal: Bytes;
  readonly offer: Bytes;
  readonly accept: Bytes;
  readonly viewerFingerprint: Bytes;
  readonly viewerRandom: Bytes;
  readonly agentFingerprint: Bytes;
  readonly agentRandom: Bytes;
}

export function digest(transcript: Transcript): Promise<Bytes> {
  const parts = [
    transcript.proposal,
    transcript.offer,
    transcript.accept,
    transcript.viewerFingerprint,
    transcript.viewerRandom,
    transcript.agentFingerprint,
    transcript.agentRandom,
  ];
  if (parts.some((part) => part.length !== 32)) throw new RangeError("each part of a transcript has 32 bytes");
  return sha256(concat(utf8("handrail.transcript.v1"), ...parts));
}

/** Commits to a fingerprint without showing it. */
export function commitment(fingerprint: Bytes, random: Bytes): Promise<Bytes> {
  return sha256(concat(utf8("handrail.commitment.v1"), fingerprint, random));
}

/** What one side says over DTLS before any pixel or input. */
export async function confirmation(transcript: Transcript, side: Side): Promise<Bytes> {
  return sha256(concat(utf8(`handrail.confirm.v1${side}\0`), await digest(transcript)));
}

/** The six digits for both screens: HKDF-SHA256 (RFC 5869) of both randoms, salted by the transcript. */
export async function verificationCode(transcript: Transcript): Promise<string> {
  const secret = concat(transcript.viewerRandom, transcript.agentRandom);
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  const derivation = { name: "HKDF", hash: "SHA-256", salt: await digest(transcript), info: utf8("handrail.code.v1") };
  const bits = new Uint8Array(await crypto.subtle.deriveBits(derivation, key, 128));
  const value = bits.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return (value % CODE_MODULUS).toString().padStart(6, "0");
}
