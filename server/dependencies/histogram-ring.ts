/** Latencies of the last periods of equal length, in pages of a pool. Periods are numbered from the origin of the clock. */

import { type BucketPool, NO_PAGE } from '../collector/histogram/bucket-pool.js';
import type { Histogram } from '../collector/histogram/histogram.js';

/** A ring of histograms. */
export class HistogramRing {
  readonly #pool: BucketPool;
  /** The histogram of each period. */
  readonly #histograms: number[];
  #newest = -1;

  /** @param length how many periods are kept */
  constructor(length: number, pool: BucketPool) {
    this.#pool = pool;
    this.#histograms = new Array<number>(length).fill(NO_PAGE);
  }

  /**
   * Counts a latency.
   * @param bucket at `MAX_SCALE`
   */
  record(period: number, bucket: number): void {
    this.#advance(period);
    const place = this.#newest % this.#histograms.length;
    this.#histograms[place] = this.#pool.record(this.#histograms[place] ?? NO_PAGE, bucket);
  }

  /** The latencies of some periods, the first and the last included, as far as they are kept. */
  merged(first: number, last: number): Histogram {
    const oldest = Math.max(0, first, this.#newest - this.#histograms.length + 1);
    const histograms: number[] = [];
    for (let period = oldest; period <= Math.min(last, this.#newest); period++) {
      histograms.push(this.#histograms[period % this.#histograms.length] ?? NO_PAGE);
    }
    return this.#pool.merged(histograms);
  }

  /** Empties it. */
  clear(): void {
    for (const [place, histogram] of this.#histograms.entries()) {
      this.#pool.release(histogram);
      this.#histograms[place] = NO_PAGE;
    }
  }

  #advance(period: number): void {
    const length = this.#histograms.length;
    for (let next = Math.max(this.#newest + 1, period - length + 1); next <= period; next++) {
      this.#pool.release(this.#histograms[next % length] ?? NO_PAGE);
      this.#histograms[next % length] = NO_PAGE;
    }
    this.#newest = Math.max(this.#newest, period);
  }
}
