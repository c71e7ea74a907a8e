import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "@/remote/bytes";
import { commitment, confirmation, digest, verificationCode, type Transcript } from "@/remote/exchange";
import { hex, vectors } from "./vectors";

const transcript: Transcript = {
  proposal: hex("proposal_hash"),
  offer: hex("offer_hash"),
  accept: hex("accept_hash"),
  viewerFingerprint: hex("viewer_fingerprint"),
  viewerRandom: hex("viewer_random"),
  agentFingerprint: hex("agent_fingerprint"),
  agentRandom: hex("agent_random"),
};

describe("the exchange gives what the other programs compute", () => {
  test("commitment", async () => {
    expect(toHex(await commitment(transcript.viewerFingerprint, transcript.viewerRandom))).toBe(vectors.commitment);
  });

  test("transcript", async () => {
    expect(toHex(await digest(transcript))).toBe(vectors.transcript);
  });

  test("confirmations of both sides, which differ", async () => {
    expect(toHex(await confirmation(transcript, "viewer"))).toBe(vectors.confirmation_viewer);
    expect(toHex(await confirmation(transcript, "agent"))).toBe(vectors.confirmation_agent);
    expect(vectors.confirmation_viewer).not.toBe(vectors.confirmation_agent);
  });

  test("code", async () => {
    expect(await verificationCode(transcript)).toBe(vectors.code);
  });

  test.each(vectors.codes)("code $code keeps its leading zeros", async ({ viewer_random, code }) => {
    expect(await verificationCode({ ...transcript, viewerRandom: fromHex(viewer_random) })).toBe(code);
  });
});

test("a part of another length is refused", () => {
  expect(() => digest({ ...transcript, accept: new Uint8Array(31) })).toThrow(RangeError);
});
