/** One endpoint's figures: counts in the window's own slices, latencies in coarser ones. */

import { CLASS, type ErrorClassIndex, NO_ERROR } from './errors.js';
import type { MethodIndex } from './methods.js';
import { NO_PAGE, type PagePool, PAGES_PER_HISTOGRAM } from './pages.js';

/** Columns of a slice: requests, failures, then the built-in error classes and all words of the app's own together. */
const REQUESTS = 0;
const FAILED = 1;
const FIRST_CLASS = 2;
const OWN_WORDS = CLASS.aborted + 1;
const COLUMNS = 8;

/** Latencies are kept in so many slices at the most. */
const MAX_HISTOGRAMS = 10;

/** How a window is cut into slices of counts and of latencies. */
export class Slicing {
  readonly slices: number;
  readonly histograms: number;
  /** Of the slice that was entered last. */
  countsAt = 0;
  pagesAt = 0;
  readonly #slicesPerHistogram: number;
  #entered = -1;

  constructor(slices: number) {
    this.slices = slices;
    this.#slicesPerHistogram = Math.ceil(slices / MAX_HISTOGRAMS);
    this.histograms = Math.ceil(slices / this.#slicesPerHistogram);
  }

  /** Where the counts and the latencies of a slice stand; divided out once a slice, not once a request. */
  enter(slice: number): void {
    if (slice === this.#entered) return;
    this.#entered = slice;
    this.countsAt = (slice % this.slices) * COLUMNS;
    this.pagesAt = (this.histogramOf(slice) % this.histograms) * PAGES_PER_HISTOGRAM;
  }

  /** The number of the latency slice that a slice belongs to. */
  histogramOf(slice: number): number {
    return Math.floor(slice / this.#slicesPerHistogram);
  }
}

/** Sums over the window. */
export interface EndpointCounts {
  requests: number;
  failed: number;
  /** By number of the built-in error class; the last one is all words of the app's own. */
  classes: number[];
}

/** An endpoint. */
export class Endpoint {
  readonly template: string;
  readonly method: MethodIndex;
  /** Requests since it was first seen, or since it last came back into the table. */
  total = 0;
  readonly pages: Int32Array;
  readonly #slicing: Slicing;
  readonly #counts: Uint32Array;
  /** The slice up to which old figures have been emptied. */
  #advancedTo = -1;

  constructor(template: string, method: MethodIndex, slicing: Slicing) {
    this.template = template;
    this.method = method;
    this.#slicing = slicing;
    this.#counts = new Uint32Array(slicing.slices * COLUMNS);
    this.pages = new Int32Array(slicing.histograms * PAGES_PER_HISTOGRAM).fill(NO_PAGE);
  }

  /**
   * Counts one request.
   * @param bucket of its latency in the window's sketch; -1 when it stays out of the percentiles
   */
  record(slice: number, failed: boolean, errorClass: ErrorClassIndex, bucket: number, pool: PagePool): void {
    if (slice > this.#advancedTo) this.advance(slice, pool);
    const counts = this.#counts;
    this.#slicing.enter(slice);
    const offset = this.#slicing.countsAt;
    this.total++;
    counts[offset] = (counts[offset] ?? 0) + 1;
    if (failed) counts[offset + FAILED] = (counts[offset + FAILED] ?? 0) + 1;
    if (errorClass !== NO_ERROR) {
      const column = offset + FIRST_CLASS + Math.min(errorClass, OWN_WORDS);
      counts[column] = (counts[column] ?? 0) + 1;
    }
    if (bucket >= 0) pool.record(this.pages, this.#slicing.pagesAt, bucket);
  }

  /** Empties what has left the window that ends with `slice`. */
  advance(slice: number, pool: PagePool): void {
    if (slice <= this.#advancedTo) return;
    const { slices, histograms } = this.#slicing;
    const before = this.#advancedTo;
    this.#advancedTo = slice;
    for (let number = Math.max(before + 1, slice - slices + 1); number <= slice; number++) {
      const offset = (number % slices) * COLUMNS;
      this.#counts.fill(0, offset, offset + COLUMNS);
    }
    const newest = this.#slicing.histogramOf(slice);
    for (
      let number = Math.max(this.#slicing.histogramOf(before) + 1, newest - histograms + 1);
      number <= newest;
      number++
    ) {
      const offset = (number % histograms) * PAGES_PER_HISTOGRAM;
      pool.release(this.pages, offset, offset + PAGES_PER_HISTOGRAM);
    }
  }

  /** Requests in the window as it was last advanced. */
  requests(): number {
    return this.#sum(REQUESTS);
  }

  /** All counts in the window as it was last advanced. */
  counts(): EndpointCounts {
    const classes = Array.from({ length: OWN_WORDS + 1 }, (_, index) => this.#sum(FIRST_CLASS + index));
    return { requests: this.#sum(REQUESTS), failed: this.#sum(FAILED), classes };
  }

  #sum(column: number): number {
    let sum = 0;
    for (let place = column; place < this.#counts.length; place += COLUMNS) sum += this.#counts[place] ?? 0;
    return sum;
  }
}
