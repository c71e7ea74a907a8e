/** The end of a session, as the person reads it whose screen it was. */

import { expect, test } from "vitest";
import { endForPerson } from "@/features/help/end_for_person";

test("a person is told what they did themselves", () => {
  expect(endForPerson("done_at_device")).toBe("You ended the session.");
  expect(endForPerson("consent_refused")).toBe("You said no. Nobody was let in.");
});

test("what others did is told in the words for everybody", () => {
  expect(endForPerson("done_by_technician")).toBe("The technician ended the session.");
});

test("a reason that this page does not know still gets a sentence", () => {
  expect(endForPerson("something_new")).toBe("It ended.");
});
