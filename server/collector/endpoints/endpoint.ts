/** The figures of one endpoint: counts in the slices of the window, latencies in longer slices. */

import { type ErrorClassIndex, FIRST_CUSTOM_CLASS, MAX_CLASSES, NO_ERROR } from '../error-class-table.js';
import type { MethodIndex } from '../methods.js';
import type { OwnLimits } from '../../options/endpoint-limits.js';
import { type BucketPool, NO_PAGE } from '../histogram/bucket-pool.js';
import type { Histogram } from '../histogram/histogram.js';
import { NO_SERIES } from './request-series.js';
import type { RowPool } from './row-pool.js';

/** Columns of a slice: requests, failures, the built-in error classes, and one column for all custom classes. */
const REQUESTS = 0;
const FAILED = 1;
const FIRST_CLASS = 2;
const CUSTOM_CLASSES = FIRST_CUSTOM_CLASS;
const COLUMNS = FIRST_CLASS + CUSTOM_CLASSES + 1;

/** Latency slices at most. */
const MAX_HISTOGRAMS = 8;

/** How a window is divided into slices of counts and of latencies, and where these are in an endpoint's row. */
export class Slicing {
  readonly slices: number;
  readonly histograms: number;
  /** Numbers in a row. */
  readonly width: number;
  /** Offsets of the slice that was entered last. */
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

  /** Computes the offsets of a slice, once a slice and not once a request. */
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

  /** The offset of the histogram of a latency slice. */
  placeOf(histogram: number): number {
    return this.slices * COLUMNS + (histogram % this.histograms);
  }
}

/** Sums over some slices. */
export interface EndpointCounts {
  requests: number;
  failed: number;
  /** By number of the built-in error class, then one count for all custom classes. */
  classes: number[];
  /** By number of the custom class; only those that occurred. */
  customClasses: ReadonlyMap<ErrorClassIndex, number>;
}

/** What options say of an endpoint. */
export interface EndpointSettings {
  /** Its own limits; undefined where it has none. */
  limits: OwnLimits | undefined;
  /** The places where it is counted by itself. */
  places: readonly number[];
}

/** An endpoint. */
export class Endpoint {
  readonly template: string;
  readonly method: MethodIndex;
  readonly settings: EndpointSettings;
  /** Requests since it was last added to the table. */
  total = 0;
  /** Failures since then. */
  totalFailed = 0;
  /** Its first row in `RequestSeries`. */
  firstSeries = NO_SERIES;
  readonly #slicing: Slicing;
  /** The counts of each slice, then the number of the histogram of each latency slice. */
  readonly #row: Uint32Array;
  /** Custom classes, by slice and class in one number. They are few, so they have no columns. */
  #customClasses: Map<number, number> | undefined;
  /** The slice up to which old figures have been cleared. */
  #advancedTo = -1;

  constructor(template: string, method: MethodIndex, settings: EndpointSettings, slicing: Slicing, rows: RowPool) {
    this.template = template;
    this.method = method;
    this.settings = settings;
    this.#slicing = slicing;
    this.#row = rows.take();
  }

  /**
   * Counts one request.
   * @param bucket of its latency at `MAX_SCALE`; -1 when the percentiles leave it out
   */
  record(slice: number, failed: boolean, errorClass: ErrorClassIndex, bucket: number, pool: BucketPool): void {
    if (slice > this.#advancedTo) this.advance(slice, pool);
    const row = this.#row;
    this.#slicing.enter(slice);
    const offset = this.#slicing.countsAt;
    this.total++;
    row[offset] = (row[offset] ?? 0) + 1;
    if (failed) {
      row[offset + FAILED] = (row[offset + FAILED] ?? 0) + 1;
      this.totalFailed++;
    }
    if (errorClass !== NO_ERROR) {
      const column = offset + FIRST_CLASS + Math.min(errorClass, CUSTOM_CLASSES);
      row[column] = (row[column] ?? 0) + 1;
      if (errorClass >= CUSTOM_CLASSES) {
        this.#customClasses ??= new Map();
        const key = slice * MAX_CLASSES + errorClass;
        this.#customClasses.set(key, (this.#customClasses.get(key) ?? 0) + 1);
      }
    }
    if (bucket < 0) return;
    const place = this.#slicing.histogramAt;
    const before = row[place] ?? NO_PAGE;
    const after = pool.record(before, bucket);
    if (after !== before) row[place] = after;
  }

  /** Clears what is older than the window that ends with `slice`. */
  advance(slice: number, pool: BucketPool): void {
    if (slice <= this.#advancedTo) return;
    const { slices, histograms } = this.#slicing;
    const before = this.#advancedTo;
    this.#advancedTo = slice;
    for (let number = Math.max(before + 1, slice - slices + 1); number <= slice; number++) {
      const offset = (number % slices) * COLUMNS;
      this.#row.fill(0, offset, offset + COLUMNS);
    }
    for (const key of this.#customClasses?.keys() ?? []) {
      // Keys are in the order of their slices.
      if (key >= (slice - slices + 1) * MAX_CLASSES) break;
      this.#customClasses?.delete(key);
    }
    const newest = this.#slicing.histogramOf(slice);
    const oldest = Math.max(this.#slicing.histogramOf(before) + 1, newest - histograms + 1);
    for (let number = oldest; number <= newest; number++) this.#drop(this.#slicing.placeOf(number), pool);
  }

  /** Clears the whole window. */
  clear(pool: BucketPool): void {
    for (let histogram = 0; histogram < this.#slicing.histograms; histogram++) {
      this.#drop(this.#slicing.placeOf(histogram), pool);
    }
    this.#row.fill(0, 0, this.#slicing.slices * COLUMNS);
    this.#customClasses?.clear();
  }

  /** Returns its memory to the pools. */
  release(pool: BucketPool, rows: RowPool): void {
    this.clear(pool);
    rows.give(this.#row);
  }

  /** Requests in the last slices, as of the last `advance`. */
  requests(slices: number = this.#slicing.slices): number {
    return this.#sum(REQUESTS, slices);
  }

  /** Failures among them. */
  failed(slices: number = this.#slicing.slices): number {
    return this.#sum(FAILED, slices);
  }

  /** All counts in the last slices, as of the last `advance`. */
  counts(slices: number): EndpointCounts {
    const classes = Array.from({ length: CUSTOM_CLASSES + 1 }, (_, index) => this.#sum(FIRST_CLASS + index, slices));
    const customClasses = new Map<ErrorClassIndex, number>();
    for (const [key, count] of this.#customClasses ?? []) {
      if (key < (this.#advancedTo - slices + 1) * MAX_CLASSES) continue;
      const errorClass = key % MAX_CLASSES;
      customClasses.set(errorClass, (customClasses.get(errorClass) ?? 0) + count);
    }
    return { requests: this.requests(slices), failed: this.failed(slices), classes, customClasses };
  }

  /** Latencies in the last slices, as of the last `advance`. They may cover more time, since latency slices are longer. */
  latency(slices: number, pool: BucketPool): Histogram {
    const newest = this.#slicing.histogramOf(this.#advancedTo);
    const oldest = Math.max(
      this.#slicing.histogramOf(this.#advancedTo - slices + 1),
      newest - this.#slicing.histograms + 1,
    );
    const places = Array.from({ length: newest - oldest + 1 }, (_, index) => this.#slicing.placeOf(oldest + index));
    return pool.merged(places.map((place) => this.#row[place] ?? NO_PAGE));
  }

  #drop(place: number, pool: BucketPool): void {
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
