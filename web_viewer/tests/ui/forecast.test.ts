import { describe, expect, test } from "vitest";
import { offerForecast, requestForecast, type Awaited } from "@/ui/forecast";

function device(presence: string, start: string, of_request: string, more: Partial<Awaited["support"]> = {}): Awaited {
  return { presence, support: { reason: null, start, start_of_request: of_request, consent_seconds: 60, silence: "deny", ...more } };
}

describe("before anybody is asked it says", () => {
  test.each<[Awaited, string]>([
    [device("online", "ask", "ask"), "Somebody is there: they are asked, 60 s, and no answer in time means no. Not recorded."],
    [device("online", "ask", "ask", { silence: "allow", consent_seconds: 30 }), "Somebody is there: they are asked, 30 s, and no answer in time means yes. Not recorded."],
    [device("idle", "ask", "ask"), "Unlocked, and nobody has touched it for 10 minutes. The question is shown, 60 s, and no answer in time means no. Not recorded."],
    [device("locked", "none", "none"), "The screen is locked. Policy: no session."],
    [device("sign_in", "none", "unasked"), "The sign-in screen is shown. Policy: whom the person asked for help comes in without a question. Whoever comes back sees it."],
    [device("empty", "none", "none"), "Nobody is signed in, and no screen is shown. No session."],
    [device("in_session", "ask", "ask"), "Somebody is helped there now. You can ask when that session has ended."],
    [device("offline", "none", "none"), "The device is not connected."],
  ])("%j: %s", (one, sentence) => {
    expect(requestForecast(one)).toBe(sentence);
  });

  test("the server's reason, where an offer has no way", () => {
    expect(offerForecast(device("locked", "none", "unasked", { reason: "An offer needs an answer." }))).toBe("An offer needs an answer.");
  });
});
