/** An answer that many clients poll: made for each while they are few, shared between them when they are many. */

/** So many answers are made anew in a second; all further ones in that second are the last one made. */
const FRESH_PER_SECOND = 10;

/** Serialises a value for those who ask. */
export class SharedAnswer {
  readonly #make: () => unknown;
  readonly #now: () => number;
  #text = '';
  #second = NaN;
  #made = 0;

  /**
   * @param make the value to be sent as JSON
   * @param now monotonic milliseconds
   */
  constructor(make: () => unknown, now: () => number) {
    this.#make = make;
    this.#now = now;
  }

  /** The value as JSON, at most a second old. */
  get text(): string {
    const second = Math.floor(this.#now() / 1000);
    if (second !== this.#second) this.#made = 0;
    this.#second = second;
    if (this.#made < FRESH_PER_SECOND) {
      this.#made++;
      this.#text = JSON.stringify(this.#make());
    }
    return this.#text;
  }
}
