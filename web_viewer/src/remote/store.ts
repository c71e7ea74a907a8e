/** Holds values that others watch, and tells of what happens. */

export class Store<T> {
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  readonly get = (): T => this.#value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of this.#listeners) listener();
  }

  update(change: Partial<T>): void {
    this.set({ ...this.#value, ...change });
  }
}

/** Waits until a value is as wished; false where it was not within that time. */
export function until<T>(store: Store<T>, isSo: (value: T) => boolean, milliseconds: number): Promise<boolean> {
  if (isSo(store.get())) return Promise.resolve(true);
  return new Promise((resolve) => {
    const done = (found: boolean) => {
      clearTimeout(timer);
      stop();
      resolve(found);
    };
    const timer = setTimeout(() => done(false), milliseconds);
    const stop = store.subscribe(() => {
      if (isSo(store.get())) done(true);
    });
  });
}

/** Those who are told of something each time it happens. */
export class Listeners<T> {
  readonly #listeners = new Set<(what: T) => void>();

  /** Gives what takes the listener off again. */
  readonly add = (listener: (what: T) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly tell = (what: T): void => {
    for (const listener of this.#listeners) listener(what);
  };
}
