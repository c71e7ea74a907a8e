import { describe, expect, test } from "vitest";
import { PROPOSAL_TYPE, proposalShape } from "@/protocol/grant.gen";
import { toHex } from "@/remote/bytes";
import { keyHash, openEnvelope, preAuthentication } from "@/remote/envelope";
import { codeOf, devicePublic, grantPublic, vectors } from "./vectors";

interface Envelope {
  t: string;
  p: string;
  k: string;
  s: string;
}

const changed = (change: (envelope: Envelope) => void): string => {
  const envelope = JSON.parse(vectors.proposal) as Envelope;
  change(envelope);
  return JSON.stringify(envelope);
};
const open = (sealed: string, key = grantPublic) => openEnvelope(sealed, PROPOSAL_TYPE, key, proposalShape);

test("what is signed has both lengths in it", () => {
  const { kind, payload, bytes } = vectors.pre_authentication;
  expect(new TextDecoder().decode(preAuthentication(kind, new TextEncoder().encode(payload)))).toBe(bytes);
});

test("a key is named by its hash", async () => {
  expect(await keyHash(devicePublic)).toBe(vectors.device_key_hash);
  expect((await keyHash(grantPublic)).slice(0, 32)).toBe(vectors.grant_key_id);
});

describe("an envelope", () => {
  test("gives payload and hash", async () => {
    const { payload, hash } = await open(vectors.proposal);
    expect(payload).toMatchObject({ attempt: 1, who: { name: "Zoë Technician" }, reason: "Printer “driver”" });
    expect(toHex(hash)).toBe(vectors.proposal_hash);
  });

  test.each([
    ["of another type", changed((e) => (e.t = "handrail.accept.v1")), "envelope.wrong_type"],
    ["of another key", changed((e) => (e.k = "0".repeat(32))), "envelope.unknown_key"],
    ["with another signature", changed((e) => (e.s = btoa("\0".repeat(64)))), "envelope.bad_signature"],
    ["with a short signature", changed((e) => (e.s = "AAAA")), "envelope.bad_signature"],
    ["with another payload", changed((e) => (e.p = btoa("{}"))), "envelope.bad_signature"],
    ["that is not base64", changed((e) => (e.p = "***")), "body.unexpected"],
    ["with a fifth field", JSON.stringify({ ...(JSON.parse(vectors.proposal) as Envelope), alg: "none" }), "body.unexpected"],
    ["with a doubled field", vectors.proposal.replace("{", '{"t":"x",'), "body.duplicate_key"],
    ["that is too large", changed((e) => (e.p = "A".repeat(13_000))), "body.too_large"],
  ])("%s is refused", async (_what, sealed, code) => {
    expect(await codeOf(open(sealed))).toBe(code);
  });

  test("is not believed with the key of another purpose", async () => {
    expect(await codeOf(open(vectors.proposal, devicePublic))).toBe("envelope.unknown_key");
  });
});
