import { describe, expect, test } from "vitest";
import type { Hindrance } from "@/api/schema.gen";
import { offerForecast, requestForecast, type Awaited } from "@/ui/forecast";

function device(presence: string, start: string, of_request: string, more: Partial<Awaited["support"]> = {}): Awaited {
  return { presence, support: { reason: null, switched_off: false, start, start_of_request: of_request, consent_seconds: 60, silence: "deny", unattended: { possible: false, lack: null, off_by: null, needs_approval: true }, ...more } };
}

const NOW = new Date("2026-03-02T12:00:00Z");
const at = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000).toISOString();

function visit(lack: string | null, scope = "default", name = "", possible = false): Awaited["support"]["unattended"] {
  return { possible, lack, off_by: scope === "default" ? null : { scope, name }, needs_approval: true };
}

describe("before anybody is asked it says", () => {
  test.each<[Awaited, string]>([
    [device("online", "ask", "ask"), "Somebody is there: they are asked, 60 s, and no answer in time means no. Not recorded."],
    [device("online", "ask", "ask", { silence: "allow", consent_seconds: 30 }), "Somebody is there: they are asked, 30 s, and no answer in time means yes. Not recorded."],
    [device("idle", "ask", "ask"), "Unlocked, and nobody has touched it for 10 minutes. The question is shown, 60 s, and no answer in time means no. Not recorded."],
    [device("locked", "none", "none"), "The screen is locked. Policy: no session."],
    [device("sign_in", "none", "unasked"), "The sign-in screen is shown. Policy: whom the person asked for help comes in without a question. Whoever comes back sees it."],
    [device("empty", "none", "none"), "Nobody is signed in, and no screen is shown. No session."],
    [device("in_session", "ask", "ask"), "A session is on there already. You can ask when it has ended."],
    [device("offline", "none", "none"), "The device is not connected."],
    [device("online", "none", "none", { switched_off: true }), "Remote support is switched off here."],
  ])("%j: %s", (one, sentence) => {
    expect(requestForecast(one, at(15), NOW)).toBe(sentence);
  });

  test("a request that is too old lets nobody in without a question, and still has the person asked", () => {
    const late = at(15.1);
    expect(requestForecast(device("locked", "none", "unasked"), late, NOW)).toBe(
      "The screen is locked, and they asked over 15 minutes ago, so nobody comes in without a question any more. Call them.",
    );
    expect(requestForecast(device("online", "ask", "ask"), late, NOW)).toContain("Somebody is there: they are asked");
    expect(requestForecast(device("offline", "none", "none"), late, NOW)).toBe("The device is not connected.");
  });

  const hindrances: Record<Hindrance, string> = {
    not_permitted: "You may not offer support here.",
    switched_off: "Remote support is switched off here.",
    offline: "The device is not connected.",
    in_session: "A session is on there already. You can ask when it has ended.",
    needs_answer: "The screen is locked, so nobody can be asked. An offer needs an answer.",
    no_session: "The screen is locked. Policy: no session.",
  };
  test.each(Object.entries(hindrances))("why an offer has no way: %s", (reason, sentence) => {
    expect(offerForecast(device("locked", "none", "none", { reason }))).toBe(sentence);
  });

  test.each<[Awaited, string]>([
    [device("sign_in", "none", "none", { reason: "no_session", unattended: visit("switched_off", "organization", "Org A") }), "Nobody is signed in, and unattended access is off (set by Org A)."],
    [device("locked", "none", "none", { reason: "no_session", unattended: visit("switched_off", "instance") }), "The screen is locked, and unattended access is off (set by the instance)."],
    [device("locked", "none", "none", { reason: "no_session", unattended: visit("switched_off") }), "The screen is locked, and unattended access is off."],
    [device("locked", "none", "none", { reason: "no_session", unattended: visit("not_permitted") }), "The screen is locked, and you may not come in unattended here."],
    [device("locked", "none", "none", { reason: "no_session", unattended: visit("not_confirmed") }), "The screen is locked, and nobody there has let you in by the code yet. The first time somebody has to be there."],
    [device("locked", "none", "none", { reason: "no_session", unattended: visit(null, "default", "", true) }), "The screen is locked. Nobody is asked: once somebody else has approved it, you come in, and whoever comes back reads that you were here."],
    [device("empty", "none", "none", { reason: "no_session", unattended: visit("switched_off") }), "Nobody is signed in, and no screen is shown. No session."],
  ])("what a visit lacks: %j: %s", (one, sentence) => {
    expect(offerForecast(one)).toBe(sentence);
  });
});
