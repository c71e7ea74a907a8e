import { describe, expect, test } from "vitest";
import { toHex } from "@/remote/bytes";
import { fingerprintOf } from "@/remote/sdp";

const one = Array(32).fill("AB").join(":");
const two = Array(32).fill("CD").join(":");
const line = (hash: string, value: string) => `a=fingerprint:${hash} ${value}\r\n`;

describe("the fingerprint of a description", () => {
  test("is read, also when each section repeats it", () => {
    expect(toHex(fingerprintOf(`v=0\r\n${line("sha-256", one)}m=video\r\n${line("SHA-256", one.toLowerCase())}`))).toBe("ab".repeat(32));
  });

  test.each([
    ["none", "v=0\r\n", "sdp.fingerprints"],
    ["two different ones", line("sha-256", one) + line("sha-256", two), "sdp.fingerprints"],
    ["another hash beside it", line("sha-256", one) + line("sha-512", one), "sdp.other_hash"],
    ["one that is too short", line("sha-256", "AB:CD"), "sdp.bad_fingerprint"],
  ])("is refused for %s", (_what, sdp, code) => {
    expect(() => fingerprintOf(sdp)).toThrow(code);
  });
});
