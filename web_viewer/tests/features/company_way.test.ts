import { describe, expect, it } from "vitest";
import { readKept, readReturn } from "@/features/sign_in/company_way";

describe("the way back from the company's sign-in", () => {
  it("reads state, code and issuer as they stand, numbers too", () => {
    expect(readReturn("?state=s&code=12345678901234567890&iss=https%3A%2F%2Fid.example")).toEqual({
      state: "s",
      code: "12345678901234567890",
      issuer: "https://id.example",
    });
  });
  it("reads a no as no return", () => {
    expect(readReturn("?error=access_denied&state=s")).toBeNull();
  });
  it("trusts nothing that was not kept by us", () => {
    expect(readKept(null)).toBeNull();
    expect(readKept('{"then":"/audit"}')).toBeNull();
    expect(readKept('{"binding":"b","then":"/audit","more":1}')).toEqual({ binding: "b", then: "/audit" });
  });
});
