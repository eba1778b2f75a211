/** Distinct keys over a sliding window: one count for each slice of time that has keys. Merged, they are the window's. */

import { DistinctCount } from './distinct-count.js';

/** The last slices. An empty one takes no memory. */
export class DistinctSlices {
  readonly #precision: number;
  readonly #kept: number;
  /** Oldest first. */
  readonly #slices: { number: number; keys: DistinctCount }[] = [];

  /**
   * @param precision see `DistinctCount`
   * @param kept how many slices are kept, the current one included
   */
  constructor(precision: number, kept: number) {
    this.#precision = precision;
    this.#kept = kept;
  }

  /**
   * Adds a key.
   * @param slice the number of the current slice; numbers never go back
   * @param digest see `DistinctCount.add`
   */
  add(slice: number, digest: string): void {
    let newest = this.#slices.at(-1);
    if (newest === undefined || newest.number < slice) {
      newest = { number: slice, keys: new DistinctCount(this.#precision) };
      this.#slices.push(newest);
      this.#dropUntil(slice - this.#kept);
    }
    newest.keys.add(digest);
  }

  /** The keys of the slices from `oldest` to `newest`. */
  between(oldest: number, newest: number): DistinctCount {
    const all = new DistinctCount(this.#precision);
    for (const { number, keys } of this.#slices) if (number >= oldest && number <= newest) all.merge(keys);
    return all;
  }

  /** At least the number of different keys from `oldest` on: 0 only when there are none. Cheaper than their count. */
  weight(oldest: number): number {
    return this.#slices.reduce((sum, { number, keys }) => (number >= oldest ? sum + keys.count : sum), 0);
  }

  /** What they take. */
  get bytes(): number {
    return this.#slices.reduce((sum, { keys }) => sum + keys.bytes, 0);
  }

  #dropUntil(last: number): void {
    while ((this.#slices[0]?.number ?? Infinity) <= last) this.#slices.shift();
  }
}
