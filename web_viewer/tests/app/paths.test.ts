import { describe, expect, test } from "vitest";
import { consolePrefix, readListSearch } from "../../src/app/router";
import { consoleAt } from "../../src/api/client";
import { placeOf } from "../../src/api/consoles";
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

const shown = (each: object) => placesFor(each as unknown as Me).map(({ to }) => to);

describe("consoles", () => {
  test("are told by the address, and by nothing that only looks like one", () => {
    expect(consoleAt("/o/org-a/devices/x")).toBe("org-a");
    expect(consoleAt("/o/org-a")).toBe("org-a");
    expect(consoleAt("/devices/o/org-a")).toBeNull();
    expect(consoleAt("/o/Org_A/x")).toBeNull();
  });
  test("are one's own organization where one is in none", () => {
    const own = { id: "a", name: "Org A", slug: "org-a" };
    const other = { id: "b", name: "Org B", slug: "org-b" };
    expect(placeOf({ account: { organization: own }, console: null } as unknown as Me)).toBe(own);
    expect(placeOf({ account: { organization: null }, console: other } as unknown as Me)).toBe(other);
    expect(placeOf({ account: { organization: null }, console: null } as unknown as Me)).toBeNull();
  });
  test("alone have the page about seamless access", () => {
    const staff = { kind: "staff", organization: null };
    const permissions = { "seamless:grant": ["a"] };
    const here = { account: staff, permissions, console: { id: "a", name: "Org A", slug: "org-a" } };
    expect(shown(here)).toContain("/seamless");
    expect(shown({ ...here, console: null })).not.toContain("/seamless");
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
