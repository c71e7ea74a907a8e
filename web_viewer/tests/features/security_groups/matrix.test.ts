import { describe, expect, test } from "vitest";
import type { GroupDetail, Permission, WhyAnswer } from "../../../src/api/security_groups";
import type { Me } from "../../../src/api/types";
import { columnOf, countChanges, holds, rowsOf, toggled } from "../../../src/features/security_groups/matrix";
import { homesOf } from "../../../src/features/security_groups/new_group";
import { permissionWords } from "../../../src/ui/permission_words";
import { sentencesOf } from "../../../src/features/security_groups/why_tab";

const me = {
  permissions: { "device:read": "all", "device:remove": ["a"], "group:change": ["a"] },
  organizations: [{ id: "a", name: "Org A" }, { id: "b", name: "Org B" }],
} as unknown as Me;
const group = (all: boolean, ...ids: string[]) =>
  ({ all_organizations: all, organizations: ids.map((id) => ({ id, name: id })) }) as unknown as GroupDetail;

describe("the table of permissions", () => {
  test("has a row for each subject and a place for each permission, known or not", () => {
    const all = ["device:read", "device:enrol", "session:offer", "device:explode"] as Permission[];
    const rows = rowsOf(all);
    expect(rows.map(({ subject }) => subject)).toEqual(["device", "session"]);
    expect(rows[0]?.cells.use).toEqual(["device:enrol", "device:explode"]);
    expect(columnOf("organization:archive")).toBe("delete");
    expect(permissionWords("device:explode" as Permission)).toBe("Devices: explode");
  });
  test("offers only what is held everywhere the group reaches", () => {
    expect(holds(me, "device:read", group(true))).toBe(true);
    expect(holds(me, "device:remove", group(true))).toBe(false);
    expect(holds(me, "device:remove", group(false, "a"))).toBe(true);
    expect(holds(me, "device:remove", group(false, "a", "b"))).toBe(false);
    expect(holds(me, "audit:read", group(false))).toBe(false);
    expect(holds(undefined, "device:read", group(false))).toBe(false);
  });
  test("ticks a whole row or column, and unticks it when it is full", () => {
    const some = ["device:read", "device:remove"] as Permission[];
    const full = toggled(new Set<Permission>(["device:read"]), some);
    expect([...full].toSorted()).toEqual(some);
    expect([...toggled(full, some)]).toEqual([]);
    expect(countChanges(["device:read"], new Set(["device:remove"] as Permission[]))).toBe(2);
  });
});

describe("a new group", () => {
  test("is the provider's only for whoever reaches everywhere", () => {
    expect(homesOf(me).map(({ value }) => value)).toEqual(["a"]);
    const everywhere = { ...me, permissions: { "group:change": "all" } } as unknown as Me;
    expect(homesOf(everywhere).map(({ value }) => value)).toEqual(["", "a", "b"]);
  });
});

describe("why", () => {
  const answer = {
    allowed: true,
    own: false,
    missing: null,
    person: { id: "p", name: "Tom Reyes" },
    permission: "session:approve",
    organization: { id: "a", name: "Org A" },
    device: null,
    giving: [{ id: "g", name: "Service desk", all_organizations: false, tags: [], device_groups: [] }],
    on_others: [],
    elsewhere: [],
    sentence: "",
  } as WhyAnswer;
  test("names group, permission, organization and choice", () => {
    expect(sentencesOf(answer)).toEqual(["Yes: group Service desk → Sessions: approve requests → Org A, selected."]);
  });
  test("says on which devices only", () => {
    const on = [{ id: "g", name: "Finance desk", all_organizations: true, tags: ["finance"], device_groups: [{ id: "d", name: "Cellar" }] }];
    const some = { ...answer, allowed: false, giving: [], missing: "not_on_all" as const, on_others: on };
    expect(sentencesOf(some)[0]).toContain("Only on some devices in Org A: Finance desk gives");
    expect(sentencesOf(some)[0]).toContain("tag:finance, Cellar");
    const other = { ...some, device: { id: "x", name: "LAP-207" } };
    expect(sentencesOf(other)[0]).toContain("LAP-207 is not among them");
  });
  test("says what is missing", () => {
    const no = { ...answer, allowed: false, giving: [], missing: "in_no_group" as const };
    expect(sentencesOf(no)).toEqual(["No: Tom Reyes is in no security group."]);
    const elsewhere = { ...no, missing: "not_here" as const, elsewhere: answer.giving };
    expect(sentencesOf(elsewhere)[0]).toContain("does not reach Org A");
  });
});
