/** The figures of one dependency: counts in the slices of the window, latencies, and totals since it was added. */

import { DURATION_BOUNDS_MS } from '../collector/endpoints/request-series.js';
import type { BucketPool } from '../collector/histogram/bucket-pool.js';
import { bucketOf, type Histogram } from '../collector/histogram/histogram.js';
import { CALL_FAILURES, type CallFailure, type DependencyFigures, SLICE_SECONDS } from '../contract/index.js';
import { HistogramRing } from './histogram-ring.js';

/** What a dependency is. */
export type DependencyKind = DependencyFigures['kind'];

/** Columns of a slice: calls, failures by class, calls that were given up, and the time of calls and of requests. */
const CALLS = 0;
const FIRST_FAILURE = 1;
const ABORTED = FIRST_FAILURE + CALL_FAILURES.length;
const CALLS_MS = ABORTED + 1;
const REQUESTS_MS = CALLS_MS + 1;
const COLUMNS = REQUESTS_MS + 1;

/** Latency slices at most. */
const MAX_HISTOGRAMS = 30;
/** What is usual is kept in periods of ten minutes, four hours back. */
const USUAL_SLICES = 600 / SLICE_SECONDS;
const USUAL_PERIODS = 25;
/** Fewer calls do not tell what is usual. */
const MIN_USUAL_CALLS = 20;

/** Its totals and its places of pages, about. */
const DEPENDENCY_BYTES = 1500;

/** Sums over some slices. */
export interface CallSums {
  calls: number;
  /** In the order of `CALL_FAILURES`. */
  failures: number[];
  failed: number;
  aborted: number;
  /** How long the calls took together, milliseconds. */
  callsMs: number;
  /** How long requests waited for them, milliseconds; overlapping calls share their time. */
  requestsMs: number;
  /** Merged on call. It may cover a little more time. */
  latency: () => Histogram;
}

/** Sums since the dependency was added to the table. */
export interface CallTotals {
  failures: number[];
  aborted: number;
  /** Milliseconds. */
  sum: number;
  /** How many took at most as long as each of `DURATION_BOUNDS_MS`, and how many there are. */
  buckets: number[];
}

/** A dependency. */
export class Dependency {
  readonly name: string;
  readonly kind: DependencyKind;
  /** Calls that are open now. */
  open = 0;
  /** Calls since it was added. */
  total = 0;
  readonly #slices: number;
  readonly #rows: Float64Array;
  readonly #slicesPerHistogram: number;
  readonly #latencies: HistogramRing;
  readonly #usual: HistogramRing;
  readonly #totalFailures = new Float64Array(CALL_FAILURES.length);
  readonly #totalBuckets = new Float64Array(DURATION_BOUNDS_MS.length + 1);
  #totalAborted = 0;
  #totalMs = 0;
  #newest = -1;

  /** @param slices how many are kept */
  constructor(name: string, kind: DependencyKind, slices: number, pool: BucketPool) {
    this.name = name;
    this.kind = kind;
    this.#slices = slices;
    this.#rows = new Float64Array(slices * COLUMNS);
    this.#slicesPerHistogram = Math.ceil(slices / MAX_HISTOGRAMS);
    this.#latencies = new HistogramRing(Math.ceil(slices / this.#slicesPerHistogram) + 1, pool);
    this.#usual = new HistogramRing(USUAL_PERIODS, pool);
  }

  /** What it takes beside its pages, about. */
  get bytes(): number {
    return this.#rows.byteLength + DEPENDENCY_BYTES;
  }

  /**
   * Counts a call that has ended.
   * @param slice number of the current slice
   */
  record(slice: number, latencyMs: number, failure: CallFailure | undefined): void {
    this.total++;
    this.#add(slice, CALLS, 1);
    this.#add(slice, CALLS_MS, latencyMs);
    this.#totalMs += latencyMs;
    if (failure !== undefined) {
      const index = CALL_FAILURES.indexOf(failure);
      this.#add(slice, FIRST_FAILURE + index, 1);
      this.#totalFailures[index] = (this.#totalFailures[index] ?? 0) + 1;
    }
    const bucket = bucketOf(latencyMs);
    this.#latencies.record(this.#histogramOf(this.#newest), bucket);
    this.#usual.record(Math.floor(this.#newest / USUAL_SLICES), bucket);
    let bound = 0;
    while (bound < DURATION_BOUNDS_MS.length && latencyMs > (DURATION_BOUNDS_MS[bound] ?? 0)) bound++;
    this.#totalBuckets[bound] = (this.#totalBuckets[bound] ?? 0) + 1;
  }

  /** Counts a call that the app itself gave up. */
  recordAborted(slice: number): void {
    this.#totalAborted++;
    this.#add(slice, ABORTED, 1);
  }

  /** Adds the time that a request waited for it. */
  recordWait(slice: number, ms: number): void {
    this.#add(slice, REQUESTS_MS, ms);
  }

  /** Sums over the last slices, up to and with `slice`. */
  sums(slice: number, slices: number): CallSums {
    this.#advance(slice);
    const sums = new Float64Array(COLUMNS);
    const first = Math.max(0, this.#newest - slices + 1, this.#newest - this.#slices + 1);
    for (let number = first; number <= this.#newest; number++) {
      const offset = (number % this.#slices) * COLUMNS;
      for (let column = 0; column < COLUMNS; column++) {
        sums[column] = (sums[column] ?? 0) + (this.#rows[offset + column] ?? 0);
      }
    }
    const failures = [...sums.subarray(FIRST_FAILURE, ABORTED)];
    const newest = this.#newest;
    return {
      calls: sums[CALLS] ?? 0,
      failures,
      failed: failures.reduce((all, count) => all + count, 0),
      aborted: sums[ABORTED] ?? 0,
      callsMs: sums[CALLS_MS] ?? 0,
      requestsMs: sums[REQUESTS_MS] ?? 0,
      latency: () => this.#latencies.merged(this.#histogramOf(first), this.#histogramOf(newest)),
    };
  }

  /** Calls in all slices that are kept, up to and with `slice`. */
  calls(slice: number): number {
    this.#advance(slice);
    let calls = 0;
    for (let offset = CALLS; offset < this.#rows.length; offset += COLUMNS) calls += this.#rows[offset] ?? 0;
    return calls;
  }

  /** The P95 of the periods that had ended before the last slices; null where too little is known. */
  usualP95(slice: number, slices: number): number | null {
    const last = Math.floor((slice - slices + 1) / USUAL_SLICES) - 1;
    const usual = this.#usual.merged(Math.floor(slice / USUAL_SLICES) - USUAL_PERIODS + 1, last);
    return usual.count < MIN_USUAL_CALLS ? null : usual.quantile(0.95);
  }

  /** Sums since it was added. */
  totals(): CallTotals {
    let count = 0;
    return {
      failures: [...this.#totalFailures],
      aborted: this.#totalAborted,
      sum: this.#totalMs,
      buckets: Array.from(this.#totalBuckets, (own) => (count += own)),
    };
  }

  /** Empties the window; totals and what is usual stay. */
  clear(): void {
    this.#rows.fill(0);
    this.#latencies.clear();
  }

  /** Returns its memory to the pool. */
  release(): void {
    this.clear();
    this.#usual.clear();
  }

  #add(slice: number, column: number, value: number): void {
    this.#advance(slice);
    const index = (this.#newest % this.#slices) * COLUMNS + column;
    this.#rows[index] = (this.#rows[index] ?? 0) + value;
  }

  #advance(slice: number): void {
    for (let next = Math.max(this.#newest + 1, slice - this.#slices + 1); next <= slice; next++) {
      const offset = (next % this.#slices) * COLUMNS;
      this.#rows.fill(0, offset, offset + COLUMNS);
    }
    this.#newest = Math.max(this.#newest, slice);
  }

  #histogramOf(slice: number): number {
    return Math.floor(slice / this.#slicesPerHistogram);
  }
}
