/** Does the same to many things, a few at a time, and says of each how it went. */

export interface Named {
  id: string;
  name: string;
}

export interface Outcome<T extends Named> {
  of: T;
  /** Why not, or null where it was done. */
  problem: string | null;
}

const AT_ONCE = 4;

export async function runEach<T extends Named>(
  every: readonly T[],
  act: (one: T) => Promise<unknown>,
  tell: (outcome: Outcome<T>) => void,
): Promise<void> {
  const line = [...every];
  const work = async () => {
    for (let one = line.shift(); one !== undefined; one = line.shift()) {
      try {
        await act(one);
        tell({ of: one, problem: null });
      } catch (error) {
        tell({ of: one, problem: error instanceof Error ? error.message : String(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

export function failedOf<T extends Named>(outcomes: readonly Outcome<T>[]): T[] {
  return outcomes.filter(({ problem }) => problem !== null).map(({ of }) => of);
}
