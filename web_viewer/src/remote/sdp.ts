/** Looks into session descriptions for the one fingerprint that they may carry. */

import { fromHex, type Bytes } from "./bytes";
import { Untrusted } from "./faults";

const FINGERPRINT = /^a=fingerprint:(\S+)\s+(\S+)\s*$/gim;
const SHA256_VALUE = /^(?:[0-9a-f]{2}:){31}[0-9a-f]{2}$/i;

/**
 * The sha-256 fingerprint of a description, 32 bytes. A browser repeats it in each section; any other fingerprint or
 * hash beside it would let whoever altered the description be believed instead.
 */
export function fingerprintOf(sdp: string): Bytes {
  const found = new Set<string>();
  for (const [, hash = "", value = ""] of sdp.matchAll(FINGERPRINT)) {
    if (hash.toLowerCase() !== "sha-256") throw new Untrusted("sdp.other_hash");
    if (!SHA256_VALUE.test(value)) throw new Untrusted("sdp.bad_fingerprint");
    found.add(value.toLowerCase());
  }
  const [only] = found;
  if (only === undefined || found.size !== 1) throw new Untrusted("sdp.fingerprints");
  return fromHex(only.replaceAll(":", ""));
}
