import { describe, expect, test } from "vitest";
import type { Portal } from "../../../src/api/portal";
import { draftOf, looksToSend, missingIn, portalToSend } from "../../../src/features/portal/draft";

const portal: Portal = {
  version: 3,
  own_looks: true,
  name: "Org A help",
  colour: "#7a9e2f",
  logo: "/logos/abc.png",
  logo_hash: "abc",
  shows_logo: true,
  uses_colours: false,
  features: ["own_requests", "ask_for_help"],
  redirect_url: "",
  is_open: false,
  people: 0,
  inherited: { name: "Handrail", colour: null, logo: null, redirect_url: null, is_open: false },
};

describe("the draft of a portal", () => {
  test("what nobody touched is sent as it was, the logo by its hash", () => {
    expect(portalToSend(draftOf(portal), 3)).toEqual({
      version: 3,
      own_looks: true,
      name: "Org A help",
      colour: "#7a9e2f",
      logo_hash: "abc",
      new_logo: null,
      shows_logo: true,
      uses_colours: false,
      features: ["ask_for_help", "own_requests"],
      redirect_url: "",
      is_open: false,
    });
  });

  test("a new logo is sent whole, one that was taken away not at all", () => {
    const draft = draftOf(portal);
    const fresh = { ...draft, logo: { hash: "", url: "data:image/png;base64,AA", base64: "AA" } };
    expect(looksToSend(fresh, 3)).toMatchObject({ logo_hash: "", new_logo: "AA" });
    expect(looksToSend({ ...draft, logo: null }, 3)).toMatchObject({ logo_hash: "", new_logo: null });
  });

  test("switching on clears the address, and switching off needs one", () => {
    const off = draftOf({ ...portal, redirect_url: "https://help.example" });
    expect(off.isOn).toBe(false);
    expect(portalToSend(off, 3).redirect_url).toBe("https://help.example");
    expect(portalToSend({ ...off, isOn: true }, 3).redirect_url).toBe("");
    expect(missingIn({ ...off, redirectUrl: " " })).toBe("redirect_url");
    expect(missingIn(off)).toBeNull();
  });
});
