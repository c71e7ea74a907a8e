/** Recognises `Ctrl+Alt+Shift`, pressed together and let go with no other key between. */

const KINDS = ["Control", "Alt", "Shift"] as const;

type Kind = (typeof KINDS)[number];

function kindOf(code: string): Kind | undefined {
  return KINDS.find((kind) => code === `${kind}Left` || code === `${kind}Right`);
}

export class Chord {
  readonly #down = new Set<Kind>();
  #isWhole = false;

  down(code: string): void {
    const kind = kindOf(code);
    if (kind === undefined) {
      this.reset();
      return;
    }
    this.#down.add(kind);
    if (this.#down.size === KINDS.length) this.#isWhole = true;
  }

  /** True once, when the first key of a whole chord is let go. */
  up(code: string): boolean {
    const kind = kindOf(code);
    if (kind === undefined) return false;
    this.#down.delete(kind);
    const made = this.#isWhole;
    this.#isWhole = false;
    return made;
  }

  reset(): void {
    this.#down.clear();
    this.#isWhole = false;
  }
}
