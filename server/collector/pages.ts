/**
 * Latency histograms for many endpoints in little memory: buckets come in pages of one octave each, taken from one
 * pool when a latency first falls into them and given back when their slice is over. Endpoints whose latencies lie
 * together, as they do, need three to five of the 32 octaves.
 */

import { BUCKETS_PER_OCTAVE, SKETCH_BUCKETS, SKETCH_SCALE, lowerBound } from './sketch.js';

/** One OpenTelemetry scale coarser than the window's sketch: 32 buckets an octave, relative error at most 1.1 %. */
const BUCKETS_PER_PAGE = BUCKETS_PER_OCTAVE / 2;
/** How many octaves a histogram spans: as many page numbers it needs. */
export const PAGES_PER_HISTOGRAM = SKETCH_BUCKETS / BUCKETS_PER_OCTAVE;

const INITIAL_PAGES = 256;

/** The page number that stands for no page. */
export const NO_PAGE = -1;

/** A pool of histogram pages. */
export class PagePool {
  readonly #limit: number;
  #counts = new Uint32Array(INITIAL_PAGES * BUCKETS_PER_PAGE);
  #free: number[] = [];
  #used = 0;

  /** @param limit pages at most; 128 bytes each */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Counts a latency in the histogram whose page numbers stand in `pages` from `offset` on.
   * When the pool is used up, the latency is left out: the endpoint's counts stay right, its percentiles lose a value.
   * @param bucket the bucket in the window's sketch
   */
  record(pages: Int32Array, offset: number, bucket: number): void {
    const octave = offset + (bucket >>> SKETCH_SCALE);
    let page = pages[octave] ?? NO_PAGE;
    if (page === NO_PAGE) {
      page = this.#take();
      if (page === NO_PAGE) return;
      pages[octave] = page;
    }
    const place = page * BUCKETS_PER_PAGE + ((bucket & (BUCKETS_PER_OCTAVE - 1)) >>> 1);
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
  }

  /** Gives back the pages from `from` up to, not including, `to`. */
  release(pages: Int32Array, from: number, to: number): void {
    for (let index = from; index < to; index++) {
      const page = pages[index] ?? NO_PAGE;
      if (page === NO_PAGE) continue;
      this.#counts.fill(0, page * BUCKETS_PER_PAGE, (page + 1) * BUCKETS_PER_PAGE);
      this.#free.push(page);
      pages[index] = NO_PAGE;
    }
  }

  /**
   * Nearest-rank quantiles in milliseconds over all histograms whose page numbers `pages` holds.
   * @param quantiles each above 0 up to 1, rising
   * @returns one for each; null when nothing was counted
   */
  quantiles(pages: Int32Array, quantiles: readonly number[]): (number | null)[] {
    const merged = new Float64Array(PAGES_PER_HISTOGRAM * BUCKETS_PER_PAGE);
    let count = 0;
    pages.forEach((page, index) => {
      if (page === NO_PAGE) return;
      const octave = index % PAGES_PER_HISTOGRAM;
      for (let bucket = 0; bucket < BUCKETS_PER_PAGE; bucket++) {
        const value = this.#counts[page * BUCKETS_PER_PAGE + bucket] ?? 0;
        const place = octave * BUCKETS_PER_PAGE + bucket;
        merged[place] = (merged[place] ?? 0) + value;
        count += value;
      }
    });
    if (count === 0) return quantiles.map(() => null);
    return quantiles.map((quantile) => {
      const rank = Math.max(1, Math.ceil(quantile * count - 1e-9));
      let seen = 0;
      const bucket = merged.findIndex((value) => (seen += value) >= rank);
      const lower = lowerBound(bucket * 2);
      const upper = lowerBound(bucket * 2 + 2);
      return (2 * lower * upper) / (lower + upper);
    });
  }

  #take(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#used >= this.#limit) return NO_PAGE;
    if ((this.#used + 1) * BUCKETS_PER_PAGE > this.#counts.length) {
      const larger = new Uint32Array(this.#counts.length * 2);
      larger.set(this.#counts);
      this.#counts = larger;
    }
    return this.#used++;
  }
}
