import { describe, expect, it } from "vitest";
import type { Me } from "../../../src/api/types";
import { givable, placesFor } from "../../../src/features/tokens/wish";

const me = {
  permissions: {
    "device:read": "all",
    "end_user:create": ["a"],
    "token:change": "all",
    "own_account:change": ["a"],
    "session:request": ["a"],
  },
  organizations: [
    { id: "a", name: "Org A", slug: "org-a" },
    { id: "b", name: "Org B", slug: "org-b" },
  ],
} as unknown as Me;

describe("what goes into an API token", () => {
  it("is what one holds there, but one's own rights and making tokens", () => {
    expect(givable(me, null)).toEqual(["device:read", "end_user:create"]);
    expect(givable(me, "b")).toEqual(["device:read"]);
  });

  it("reaches organizations in which all of it is held", () => {
    expect(placesFor(me, ["device:read", "end_user:create"]).map(({ id }) => id)).toEqual(["a"]);
    expect(placesFor(me, []).map(({ id }) => id)).toEqual(["a", "b"]);
  });
});
