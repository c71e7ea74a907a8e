/** Believes signed documents: the envelope `{t, p, k, s}`, checked in a fixed order (protocol/envelope.py). */

import { decode, decodeBytes } from "@/protocol/codec";
import { envelopeShape, MAX_ENVELOPE_BYTES } from "@/protocol/envelope.gen";
import { bytes as bytesShape, type Shape } from "@/protocol/shape";
import { concat, sha256, toHex, utf8, type Bytes } from "./bytes";
import { Untrusted } from "./faults";

const base64 = bytesShape({});

/** What is signed: DSSEv1, both lengths in bytes, type and payload. */
export function preAuthentication(kind: string, payload: Uint8Array): Bytes {
  const name = utf8(kind);
  return concat(utf8(`DSSEv1 ${name.length} `), name, utf8(` ${payload.length} `), payload);
}

/** Hash of what the signature covers; this is how documents refer to one another. */
export function documentHash(kind: string, payload: Uint8Array): Promise<Bytes> {
  return sha256(preAuthentication(kind, payload));
}

/** Fingerprint of a public key: SHA-256 in hex. */
export async function keyHash(publicKey: Bytes): Promise<string> {
  return toHex(await sha256(publicKey));
}

export interface Opened<T> {
  readonly payload: T;
  readonly hash: Bytes;
}

/** The order: size, exactly four fields, type, key, signature, and only then the payload. */
export async function openEnvelope<T>(sealed: string, kind: string, key: Bytes, shape: Shape<T>): Promise<Opened<T>> {
  const envelope = decode(sealed, envelopeShape, MAX_ENVELOPE_BYTES);
  if (envelope.t !== kind) throw new Untrusted("envelope.wrong_type", `${kind} was expected`);
  if (envelope.k !== (await keyHash(key)).slice(0, 32)) throw new Untrusted("envelope.unknown_key");
  const payload = base64(envelope.p, "p");
  const signature = base64(envelope.s, "s");
  if (!(await isSigned(key, signature, preAuthentication(kind, payload)))) throw new Untrusted("envelope.bad_signature");
  return { payload: decodeBytes(payload, shape, MAX_ENVELOPE_BYTES), hash: await documentHash(kind, payload) };
}

async function isSigned(key: Bytes, signature: Bytes, message: Bytes): Promise<boolean> {
  try {
    const imported = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, imported, signature, message);
  } catch (error) {
    // A browser without Ed25519 must say so, and not look as if the device had lied.
    if (error instanceof DOMException && error.name === "NotSupportedError") throw new Untrusted("browser.too_old");
    return false;
  }
}
