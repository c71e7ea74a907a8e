/** Does the same to many people, a few at a time, and says of each how it went. */

import type { Person } from "@/api/types";

export interface Outcome {
  person: Person;
  /** Why not, or null where it was done. */
  problem: string | null;
}

const AT_ONCE = 4;

export async function runEach(
  people: readonly Person[],
  act: (person: Person) => Promise<unknown>,
  tell: (outcome: Outcome) => void,
): Promise<void> {
  const line = [...people];
  const work = async () => {
    for (let person = line.shift(); person !== undefined; person = line.shift()) {
      try {
        await act(person);
        tell({ person, problem: null });
      } catch (error) {
        tell({ person, problem: error instanceof Error ? error.message : String(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

export function failedOf(outcomes: readonly Outcome[]): Person[] {
  return outcomes.filter(({ problem }) => problem !== null).map(({ person }) => person);
}
