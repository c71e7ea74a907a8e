import { beforeAll, describe, expect, test } from "vitest";
import { toHex } from "@/remote/bytes";
import { checkAccept, checkProposal, compareKey, makeOffer, transcriptOf, type CheckedProposal } from "@/remote/documents";
import { digest } from "@/remote/exchange";
import { accepted, codeOf, expected, grantPublic, hex, offer, proposed, vectors } from "./vectors";

let checked: CheckedProposal;
beforeAll(async () => {
  checked = await checkProposal(proposed, expected);
});

describe("a proposal", () => {
  test("is taken for the session, attempt and device that it names", () => {
    expect(toHex(checked.hash)).toBe(vectors.proposal_hash);
  });

  test.each([
    ["another session", proposed, { ...expected, session: "other" }, "proposal.other_session"],
    ["another attempt", { ...proposed, attempt: 2 }, expected, "proposal.other_attempt"],
    ["another device key", { ...proposed, device_public: grantPublic }, expected, "proposal.other_device_key"],
    ["more than was asked", proposed, { ...expected, asked: ["view"] as const }, "proposal.too_wide"],
  ])("for %s is refused", async (_what, message, fit, code) => {
    expect(await codeOf(checkProposal(message, fit))).toBe(code);
  });

  test("must stay with the device and the width of the first one", async () => {
    const other = { ...checked, proposal: { ...checked.proposal, device: "other" } };
    expect(await codeOf(checkProposal(proposed, { ...expected, first: other }))).toBe("proposal.other_device");
    const narrow = { ...checked, proposal: { ...checked.proposal, capabilities: ["view"] as const } };
    expect(await codeOf(checkProposal(proposed, { ...expected, first: narrow }))).toBe("proposal.too_wide");
  });
});

describe("an accept", () => {
  test("is taken when it answers this proposal and this offer", async () => {
    const accept = await checkAccept(accepted, checked, offer);
    expect(toHex(accept.hash)).toBe(vectors.accept_hash);
    expect(accept.accept.capabilities).toEqual(["view", "control"]);
    expect(toHex(await digest(transcriptOf(checked, offer, accept)))).toBe(vectors.transcript);
  });

  test("for another offer is refused", async () => {
    const another = await makeOffer(checked, hex("viewer_fingerprint"), hex("agent_random"));
    expect(await codeOf(checkAccept(accepted, checked, another))).toBe("accept.other_offer");
  });

  test("for another proposal is refused", async () => {
    expect(await codeOf(checkAccept(accepted, { ...checked, hash: hex("offer_hash") }, offer))).toBe("accept.other_proposal");
  });

  test("of another key is refused", async () => {
    expect(await codeOf(checkAccept(accepted, { ...checked, devicePublic: grantPublic }, offer))).toBe("envelope.unknown_key");
  });

  test("that gives more than was proposed is refused", async () => {
    const narrow = { ...checked, proposal: { ...checked.proposal, capabilities: ["view"] as const } };
    expect(await codeOf(checkAccept(accepted, narrow, offer))).toBe("accept.too_wide");
    const short = { ...checked, proposal: { ...checked.proposal, seconds: 60 } };
    expect(await codeOf(checkAccept(accepted, short, offer))).toBe("accept.too_long");
  });

  test("that comes with another attempt is refused", async () => {
    expect(await codeOf(checkAccept({ ...accepted, attempt: 2 }, checked, offer))).toBe("accept.other_attempt");
  });

  test("put in the place of a proposal is refused", async () => {
    const swapped = { ...accepted, accept: vectors.proposal };
    expect(await codeOf(checkAccept(swapped, checked, offer))).toBe("envelope.wrong_type");
  });
});

describe("a device key", () => {
  test("is new, the same or changed", () => {
    expect(compareKey(null, checked)).toEqual({ kind: "new" });
    expect(compareKey(vectors.device_key_hash, checked)).toEqual({ kind: "same" });
    expect(compareKey("other", checked)).toEqual({ kind: "changed", pinned: "other" });
  });
});
