import { afterEach, describe, expect, test, vi } from "vitest";
import { ApiError, get, onStepUpNeeded, post, withQuery } from "../../src/api/client";

const answers = (status: number, body: string, headers: Record<string, string> = {}) =>
  vi.stubGlobal("fetch", async () => new Response(status === 204 ? null : body, { status, headers }));

afterEach(() => vi.unstubAllGlobals());

describe("calling the broker", () => {
  test("gives what was answered", async () => {
    answers(200, '{"total": 1}');
    expect(await get("/devices")).toEqual({ total: 1 });
  });

  test("takes an empty answer for nothing to tell", async () => {
    answers(204, "");
    expect(await post("/sign-out")).toEqual({});
  });

  test("turns an error of the broker into its sentence, code, reference and fields", async () => {
    answers(400, '{"error": {"code": "field.missing", "message": "Fill this in.", "reference": "7F3K", "fields": {"email": "Fill this in."}}}');
    const error = await get("/x").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 400, code: "field.missing", message: "Fill this in.", reference: "7F3K", fields: { email: "Fill this in." } });
  });

  test("says how long to wait when told to", async () => {
    answers(429, '{"error": {"code": "sign_in.wait", "message": "Wait."}}', { "Retry-After": "30" });
    await expect(post("/sign-in")).rejects.toMatchObject({ retryAfter: 30, reference: null });
  });

  test("never shows a foreign answer as it is", async () => {
    answers(502, "<html>Bad gateway</html>");
    await expect(get("/x")).rejects.toMatchObject({ status: 502, code: "network.unknown_answer" });
  });

  test("names an unreachable broker", async () => {
    vi.stubGlobal("fetch", async () => Promise.reject(new TypeError("no route")));
    await expect(get("/x")).rejects.toMatchObject({ status: 0, code: "network.unreachable" });
  });

  test("leaves empty values out of the query and escapes the others", () => {
    expect(withQuery("/audit", { q: "a&b", cursor: null, organization: "", limit: 5 })).toBe("/audit?q=a%26b&limit=5");
    expect(withQuery("/audit", {})).toBe("/audit");
  });

  test("has a technician show that it is them for a session, and then asks once more", async () => {
    const refusal = '{"error": {"code": "step_up.session", "message": "Show it.", "fields": {"app": "Give a code."}}}';
    const given = [new Response(refusal, { status: 403 }), new Response('{"id": "s"}', { status: 201 })];
    vi.stubGlobal("fetch", async () => given.shift());
    const asked: unknown[] = [];
    onStepUpNeeded(async (...what) => asked.push(what) > 0);
    expect(await post("/sessions")).toEqual({ id: "s" });
    onStepUpNeeded(null);
    expect(asked).toEqual([[["app"], true]]);
  });
});
