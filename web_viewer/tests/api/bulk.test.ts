import { afterEach, expect, test, vi } from "vitest";
import { actInBulk, countChosen, enableRemoteForAll, failedParts, partsOf, type BulkRow } from "../../src/api/bulk";

afterEach(() => vi.unstubAllGlobals());

const row = (id: string, kind: BulkRow["kind"] = "account"): BulkRow => ({
  id,
  kind,
  name: id,
  changed: true,
  invited: false,
  code: null,
  problem: null,
});

/** Answers each call with the next of these, and keeps what was sent. */
function answering(...answers: object[]): { path: string; body: Record<string, unknown> }[] {
  const sent: { path: string; body: Record<string, unknown> }[] = [];
  vi.stubGlobal("fetch", (path: string, init: { body: string }) => {
    sent.push({ path, body: JSON.parse(init.body) as Record<string, unknown> });
    return Promise.resolve(new Response(JSON.stringify(answers.shift()), { status: 200 }));
  });
  return sent;
}

test("what was chosen one by one is asked for in parts that one call takes", () => {
  const ids = Array.from({ length: 1001 }, (_, number) => String(number));
  const parts = partsOf("accounts", ids, "both");
  expect(parts.map((part) => part.accounts?.length)).toEqual([500, 500, 1]);
  expect(parts.every((part) => part.apply_to === "both")).toBe(true);
  expect(partsOf("accounts", [], "both")).toEqual([]);
});

test("those that failed are tried again as just themselves", () => {
  expect(failedParts([row("a"), row("o", "organization"), row("b")])).toEqual([
    { organizations: ["o"], apply_to: "organizations" },
    { accounts: ["a", "b"], apply_to: "end_users" },
  ]);
});

test("it goes on until there is nothing left, and tells each row once", async () => {
  const sent = answering({ rows: [row("a")], next: "p:a" }, { rows: [row("b")], next: null }, { rows: [], next: null });
  const told: string[] = [];
  const parts = [{ accounts: ["a", "b"] }, { accounts: ["c"] }];
  await actInBulk({ act: "move", portal_group_id: "g" }, parts, (rows) => told.push(...rows.map(({ id }) => id)));
  expect(told).toEqual(["a", "b"]);
  expect(sent.map(({ body }) => body.cursor)).toEqual([null, "p:a", null]);
  expect(sent.every(({ path, body }) => path === "/api/bulk" && body.portal_group_id === "g")).toBe(true);
});

test("the parts are counted together", async () => {
  const sizes = { rows: 2, people: 2, without_password: 1, without_contact: 0 };
  answering(sizes, sizes);
  expect(await countChosen([{ accounts: ["a"] }, { accounts: ["b"] }])).toEqual({
    rows: 4,
    people: 4,
    without_password: 2,
    without_contact: 0,
  });
});

const one = (id: string, unmet: string[] = []) => ({ id, name: id, changed: unmet.length === 0, unmet });

test("remote access for everybody goes on with the typed name until everybody was looked at", async () => {
  const sent = answering({ rows: [one("a")], next: "a" }, { rows: [one("b", ["email"])], next: null });
  const told: string[] = [];
  await enableRemoteForAll("o", "Org A", (rows) => told.push(...rows.map(({ id, unmet }) => id + unmet.join())));
  expect(told).toEqual(["a", "bemail"]);
  expect(sent).toEqual([
    { path: "/api/organizations/o/remote-access/enable-all", body: { name: "Org A", cursor: null } },
    { path: "/api/organizations/o/remote-access/enable-all", body: { name: "Org A", cursor: "a" } },
  ]);
});
