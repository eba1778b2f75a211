/** An answer that many clients poll: made for each while they are few, shared between them when they are many. */

/** So many answers are made anew in a second; all further ones in that second are the last one made. */
const FRESH_PER_SECOND = 10;

/** Makes a value for those who ask. */
export class Shared<T> {
  readonly #make: () => T;
  readonly #now: () => number;
  #last: { value: T } | undefined;
  #second = NaN;
  #made = 0;

  /**
   * @param make the value
   * @param now monotonic milliseconds
   */
  constructor(make: () => T, now: () => number) {
    this.#make = make;
    this.#now = now;
  }

  /** The value, at most a second old. */
  get value(): T {
    const second = Math.floor(this.#now() / 1000);
    if (second !== this.#second) this.#made = 0;
    this.#second = second;
    if (this.#last !== undefined && this.#made >= FRESH_PER_SECOND) return this.#last.value;
    this.#made++;
    this.#last = { value: this.#make() };
    return this.#last.value;
  }
}

/** Serialises a value for those who ask. */
export class SharedAnswer {
  readonly #shared: Shared<string>;

  /**
   * @param make the value to be sent as JSON
   * @param now monotonic milliseconds
   */
  constructor(make: () => unknown, now: () => number) {
    this.#shared = new Shared(() => JSON.stringify(make()), now);
  }

  /** The value as JSON, at most a second old. */
  get text(): string {
    return this.#shared.value;
  }
}
