/** One endpoint's figures: counts in the window's own slices, latencies in coarser ones. */

import { type ErrorClassIndex, FIRST_OWN_CLASS, MAX_CLASSES, NO_ERROR } from './error-classes.js';
import type { MethodIndex } from './methods.js';
import { type CoarseHistogram, NO_PAGE, type PagePool } from './histogram/bucket-pool.js';
import type { RowPool } from './row-pool.js';

/** Columns of a slice: requests, failures, then the built-in error classes and all words of the app's own together. */
const REQUESTS = 0;
const FAILED = 1;
const FIRST_CLASS = 2;
const OWN_WORDS = FIRST_OWN_CLASS;
const COLUMNS = FIRST_CLASS + OWN_WORDS + 1;

/** Latencies are kept in so many slices at the most. */
const MAX_HISTOGRAMS = 8;

/** How a window is cut into slices of counts and of latencies, and where they stand in an endpoint's row. */
export class Slicing {
  readonly slices: number;
  readonly histograms: number;
  /** How many numbers an endpoint's row has. */
  readonly width: number;
  /** Of the slice that was entered last. */
  countsAt = 0;
  histogramAt = 0;
  readonly #slicesPerHistogram: number;
  #entered = -1;

  constructor(slices: number) {
    this.slices = slices;
    this.#slicesPerHistogram = Math.ceil(slices / MAX_HISTOGRAMS);
    this.histograms = Math.ceil(slices / this.#slicesPerHistogram);
    this.width = slices * COLUMNS + this.histograms;
  }

  /** Where the counts and the latencies of a slice stand; divided out once a slice, not once a request. */
  enter(slice: number): void {
    if (slice === this.#entered) return;
    this.#entered = slice;
    this.countsAt = (slice % this.slices) * COLUMNS;
    this.histogramAt = this.placeOf(this.histogramOf(slice));
  }

  /** The number of the latency slice that a slice belongs to. */
  histogramOf(slice: number): number {
    return Math.floor(slice / this.#slicesPerHistogram);
  }

  /** Where the histogram of a latency slice stands. */
  placeOf(histogram: number): number {
    return this.slices * COLUMNS + (histogram % this.histograms);
  }
}

/** Sums over some time. */
export interface EndpointCounts {
  requests: number;
  failed: number;
  /** By number of the built-in error class; the last one is all words of the app's own. */
  classes: number[];
  /** The app's own words, by the number of their class; only those that occurred. */
  ownWords: ReadonlyMap<ErrorClassIndex, number>;
}

/** An endpoint. */
export class Endpoint {
  readonly template: string;
  readonly method: MethodIndex;
  /** Requests since it was first seen, or since it last came back into the table. */
  total = 0;
  readonly #slicing: Slicing;
  /** Counts of each slice, then the histogram of each latency slice. */
  readonly #row: Uint32Array;
  /** The app's own words, by slice and class in one number; they are few, so they have no columns. */
  #ownWords: Map<number, number> | undefined;
  /** The slice up to which old figures have been emptied. */
  #advancedTo = -1;

  constructor(template: string, method: MethodIndex, slicing: Slicing, rows: RowPool) {
    this.template = template;
    this.method = method;
    this.#slicing = slicing;
    this.#row = rows.take();
  }

  /**
   * Counts one request.
   * @param bucket of its latency in the window's sketch; -1 when it stays out of the percentiles
   */
  record(slice: number, failed: boolean, errorClass: ErrorClassIndex, bucket: number, pool: PagePool): void {
    if (slice > this.#advancedTo) this.advance(slice, pool);
    const row = this.#row;
    this.#slicing.enter(slice);
    const offset = this.#slicing.countsAt;
    this.total++;
    row[offset] = (row[offset] ?? 0) + 1;
    if (failed) row[offset + FAILED] = (row[offset + FAILED] ?? 0) + 1;
    if (errorClass !== NO_ERROR) {
      const column = offset + FIRST_CLASS + Math.min(errorClass, OWN_WORDS);
      row[column] = (row[column] ?? 0) + 1;
      if (errorClass >= OWN_WORDS) {
        this.#ownWords ??= new Map();
        const key = slice * MAX_CLASSES + errorClass;
        this.#ownWords.set(key, (this.#ownWords.get(key) ?? 0) + 1);
      }
    }
    if (bucket < 0) return;
    const place = this.#slicing.histogramAt;
    const before = row[place] ?? NO_PAGE;
    const after = pool.record(before, bucket);
    if (after !== before) row[place] = after;
  }

  /** Empties what has left the window that ends with `slice`. */
  advance(slice: number, pool: PagePool): void {
    if (slice <= this.#advancedTo) return;
    const { slices, histograms } = this.#slicing;
    const before = this.#advancedTo;
    this.#advancedTo = slice;
    for (let number = Math.max(before + 1, slice - slices + 1); number <= slice; number++) {
      const offset = (number % slices) * COLUMNS;
      this.#row.fill(0, offset, offset + COLUMNS);
    }
    for (const key of this.#ownWords?.keys() ?? []) {
      // They stand in the order of their slices.
      if (key >= (slice - slices + 1) * MAX_CLASSES) break;
      this.#ownWords?.delete(key);
    }
    const newest = this.#slicing.histogramOf(slice);
    const oldest = Math.max(this.#slicing.histogramOf(before) + 1, newest - histograms + 1);
    for (let number = oldest; number <= newest; number++) this.#drop(this.#slicing.placeOf(number), pool);
  }

  /** Gives back all that it uses; its name stays. */
  release(pool: PagePool, rows: RowPool): void {
    for (let histogram = 0; histogram < this.#slicing.histograms; histogram++) {
      this.#drop(this.#slicing.placeOf(histogram), pool);
    }
    rows.give(this.#row);
  }

  /** Requests in the last slices, of the window as it was last advanced. */
  requests(slices: number = this.#slicing.slices): number {
    return this.#sum(REQUESTS, slices);
  }

  /** All counts in the last slices, of the window as it was last advanced. */
  counts(slices: number): EndpointCounts {
    const classes = Array.from({ length: OWN_WORDS + 1 }, (_, index) => this.#sum(FIRST_CLASS + index, slices));
    const ownWords = new Map<ErrorClassIndex, number>();
    for (const [key, count] of this.#ownWords ?? []) {
      if (key < (this.#advancedTo - slices + 1) * MAX_CLASSES) continue;
      const errorClass = key % MAX_CLASSES;
      ownWords.set(errorClass, (ownWords.get(errorClass) ?? 0) + count);
    }
    return { requests: this.#sum(REQUESTS, slices), failed: this.#sum(FAILED, slices), classes, ownWords };
  }

  /** Latencies in the last slices, of the window as it was last advanced; whole latency slices, so it may be a few more. */
  latency(slices: number, pool: PagePool): CoarseHistogram {
    const newest = this.#slicing.histogramOf(this.#advancedTo);
    const oldest = Math.max(
      this.#slicing.histogramOf(this.#advancedTo - slices + 1),
      newest - this.#slicing.histograms + 1,
    );
    const places = Array.from({ length: newest - oldest + 1 }, (_, index) => this.#slicing.placeOf(oldest + index));
    return pool.merged(places.map((place) => this.#row[place] ?? NO_PAGE));
  }

  #drop(place: number, pool: PagePool): void {
    pool.release(this.#row[place] ?? NO_PAGE);
    this.#row[place] = NO_PAGE;
  }

  #sum(column: number, slices: number): number {
    let sum = 0;
    for (let back = 0; back < slices && back <= this.#advancedTo; back++) {
      sum += this.#row[((this.#advancedTo - back) % this.#slicing.slices) * COLUMNS + column] ?? 0;
    }
    return sum;
  }
}
