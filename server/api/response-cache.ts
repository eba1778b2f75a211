/** An answer that many clients poll: made for each while they are few, shared when they are many. */

/** How many answers are made in a second; all further ones in that second are the last one made. */
const FRESH_PER_SECOND = 10;

/** Makes a value on request. */
export class ResponseCache<T> {
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
