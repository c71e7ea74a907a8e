/** Numbers drawn by lot, the same ones at each run. */

export interface Lot {
  draw(least: number, most: number): number;
  whole(least: number, most: number): number;
}

/** As many lots as wanted; each may be drawn from as often as one likes. */
export function* drawn(count: number, seed = 1): Generator<Lot> {
  let state = seed;
  const next = (): number => {
    // Numerical Recipes' linear congruential generator.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const draw = (least: number, most: number): number => least + next() * (most - least);
  const whole = (least: number, most: number): number => Math.floor(draw(least, most + 1));
  for (let at = 0; at < count; at += 1) yield { draw, whole };
}
