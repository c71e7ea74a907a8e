import { describe, expect, test } from "vitest";
import { consolePrefix, readListSearch } from "../../src/app/router";
import { placesFor } from "../../src/app/navigation";
import { queriesOf } from "../../src/app/topics";
import type { Me } from "../../src/api/types";

const me = (kind: string, permissions: object) => ({ account: { kind }, permissions }) as unknown as Me;

describe("paths", () => {
  test("stand under an organization's console or the provider's", () => {
    expect(consolePrefix("/o/org-a/devices/x")).toBe("/o/org-a");
    expect(consolePrefix("/devices/x")).toBe("/");
    expect(consolePrefix("/o/../x")).toBe("/");
  });
  test("keep only what a list knows", () => {
    expect(readListSearch({ q: 12, sort: "name", evil: "x", tab: "" })).toEqual({ q: "12", sort: "name" });
  });
});

describe("navigation", () => {
  test("shows a place when a permission behind it is held", () => {
    expect(placesFor(me("staff", { "audit:read": "all" })).map((place) => place.to)).toEqual(["/", "/audit"]);
  });
  test("shows an end user their own page and nothing of the staff's", () => {
    expect(placesFor(me("end_user", { "audit:read": "all" })).map((place) => place.to)).toEqual(["/help"]);
  });
  test("shows nothing before the person is known", () => expect(placesFor(undefined)).toEqual([]));
});

test("an unknown topic makes everything old", () => {
  expect(queriesOf("*")).toEqual([[]]);
  expect(queriesOf("sessions")).toContainEqual(["sessions"]);
});
