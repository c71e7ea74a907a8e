/** Asks the browser for passkeys (WebAuthn), in the form that the broker's API has. */

import type { PasskeyAsked, PasskeyMade, PasskeyShown, PasskeyWanted } from "./schema.gen";

export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.codePointAt(0) ?? 0);
}

export function toBase64Url(bytes: ArrayBuffer): string {
  const text = Array.from(new Uint8Array(bytes), (byte) => String.fromCodePoint(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

type Known = PasskeyAsked["known"];

const described = (known: Known): PublicKeyCredentialDescriptor[] =>
  known.map(({ id, transports }) => ({
    type: "public-key",
    id: fromBase64Url(id),
    transports: [...transports] as AuthenticatorTransport[],
  }));

interface Showing {
  /** Offered in the field, without a window of its own. */
  inField?: boolean;
  signal?: AbortSignal;
}

/** Has the person show a passkey. */
export async function showPasskey(asked: PasskeyAsked, { inField = false, signal }: Showing = {}): Promise<PasskeyShown> {
  const found = (await navigator.credentials.get({
    ...(inField ? { mediation: "conditional" as const } : {}),
    ...(signal ? { signal } : {}),
    publicKey: {
      challenge: fromBase64Url(asked.challenge),
      rpId: asked.rp_id,
      allowCredentials: described(asked.known),
      userVerification: asked.alone ? "required" : "preferred",
    },
  })) as PublicKeyCredential;
  const response = found.response as AuthenticatorAssertionResponse;
  return {
    id: toBase64Url(found.rawId),
    client_data: toBase64Url(response.clientDataJSON),
    authenticator_data: toBase64Url(response.authenticatorData),
    signature: toBase64Url(response.signature),
    person_id: response.userHandle === null ? null : toBase64Url(response.userHandle),
  };
}

/** Has the browser make a passkey, which can sign in alone where the device can keep it so. */
export async function makePasskey(wanted: PasskeyWanted, name: string): Promise<PasskeyMade> {
  const found = (await navigator.credentials.create({
    publicKey: {
      challenge: fromBase64Url(wanted.challenge),
      rp: { id: wanted.rp_id, name: wanted.rp_name },
      user: { id: fromBase64Url(wanted.person_id), name: wanted.email, displayName: wanted.name },
      pubKeyCredParams: wanted.algorithms.map((alg) => ({ type: "public-key", alg })),
      excludeCredentials: described(wanted.known),
      authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
      attestation: "none",
    },
  })) as PublicKeyCredential;
  const response = found.response as AuthenticatorAttestationResponse;
  return {
    name,
    id: toBase64Url(found.rawId),
    client_data: toBase64Url(response.clientDataJSON),
    attestation: toBase64Url(response.attestationObject),
    transports: response.getTransports().slice(0, 8),
  };
}
