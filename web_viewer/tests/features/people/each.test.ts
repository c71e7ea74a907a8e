import { expect, test } from "vitest";
import type { Person } from "../../../src/api/types";
import { failedOf, runEach, type Outcome } from "../../../src/features/people/each";

const people = Array.from({ length: 9 }, (_, number) => ({ id: String(number), name: `P${number}` }) as Person);

test("each person has an outcome, and those that failed can be tried again", async () => {
  const outcomes: Outcome[] = [];
  let running = 0;
  let most = 0;
  await runEach(
    people,
    async ({ id }) => {
      most = Math.max(most, ++running);
      await Promise.resolve();
      running -= 1;
      if (id === "3") throw new Error("No.");
    },
    (outcome) => outcomes.push(outcome),
  );
  expect(outcomes.map(({ person }) => person.id).toSorted()).toEqual(people.map(({ id }) => id));
  expect(failedOf(outcomes).map(({ id }) => id)).toEqual(["3"]);
  expect(outcomes.find(({ person }) => person.id === "3")?.problem).toBe("No.");
  expect(most).toBe(4);
});
