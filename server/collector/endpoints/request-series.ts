/**
 * Counts that never go back: the requests of each endpoint by status and error class, with a histogram of their
 * durations, as Prometheus reads them. An endpoint's series are rows of one pool, in a list that begins at the endpoint.
 * They end when it leaves the table.
 */

import type { Sample } from '../../contract/index.js';
import { type ErrorClassIndex, MAX_CLASSES } from '../error-class-table.js';

/** Upper bounds in milliseconds: those that OpenTelemetry advises for `http.server.request.duration`. */
export const DURATION_BOUNDS_MS = [5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000] as const;

/** Series of all endpoints at most, and of one endpoint; further ones of an endpoint are counted as one. */
export const MAX_SERIES = 4000;
const MAX_PER_ENDPOINT = 16;

/** The row that ends a list: row 0 is never used. */
export const NO_SERIES = 0;

/** A power of two, whose logarithm is `CHUNK_BITS`, since division is what a count would otherwise cost most. */
const CHUNK_BITS = 7;
const ROWS_PER_CHUNK = 1 << CHUNK_BITS;
const PLACE_MASK = ROWS_PER_CHUNK - 1;
/** Of a row: the sum, then the number of durations in each bucket, of which the last one has no upper bound. */
const BUCKETS = DURATION_BOUNDS_MS.length + 1;
const WIDTH = 1 + BUCKETS;
/** A status and an error class plus 1 in one number; `OTHER` is that of all further ones. */
const CLASSES = MAX_CLASSES + 1;
const OTHER = 2 ** 20;

/** Rows are part of chunks, so that the pool grows without copying. */
interface Chunk {
  /** Of each row, the key and the next row of the list. */
  links: Uint32Array;
  /** Counts of 64 bits, since those of 32 bits would begin anew. */
  numbers: Float64Array;
}

/** What begins a list of series. */
export interface SeriesOwner {
  firstSeries: number;
}

/** The requests of an endpoint that ended alike. */
export interface SeriesView {
  /** 0 when it was invalid; null in the series of all further ones. */
  status: number | null;
  errorClass: ErrorClassIndex;
  /** Milliseconds. */
  sum: number;
  /** How many took at most as long as each of `DURATION_BOUNDS_MS`, and how many there are. */
  buckets: number[];
}

/** The pool of all series. */
export class RequestSeries {
  readonly #chunks: Chunk[] = [];
  readonly #free: number[] = [];
  #next = 1;
  #used = 0;

  /** What it takes. */
  get bytes(): number {
    const bytesPerRow = 2 * Uint32Array.BYTES_PER_ELEMENT + WIDTH * Float64Array.BYTES_PER_ELEMENT;
    return this.#chunks.length * ROWS_PER_CHUNK * bytesPerRow;
  }

  /** Counts a request, in constant time. One whose latency was invalid has taken no time. */
  record(owner: SeriesOwner, sample: Sample, errorClass: ErrorClassIndex): void {
    const row = this.#find(owner, (sample.statusCode | 0) * CLASSES + errorClass + 1);
    const { numbers } = this.#chunkOf(row);
    const offset = (row & PLACE_MASK) * WIDTH;
    const { latencyMs } = sample;
    let bucket = 0;
    while (bucket < BUCKETS - 1 && latencyMs > (DURATION_BOUNDS_MS[bucket] ?? 0)) bucket++;
    numbers[offset + 1 + bucket] = (numbers[offset + 1 + bucket] ?? 0) + 1;
    if (latencyMs > 0) numbers[offset] = (numbers[offset] ?? 0) + latencyMs;
  }

  /** The series of an endpoint as they are now, oldest first. */
  of({ firstSeries }: SeriesOwner): SeriesView[] {
    const views: SeriesView[] = [];
    for (let row = firstSeries; row !== NO_SERIES; row = this.#link(row, 1)) {
      const key = this.#link(row, 0);
      const { numbers } = this.#chunkOf(row);
      const offset = (row & PLACE_MASK) * WIDTH;
      const buckets: number[] = [];
      let count = 0;
      for (let bucket = 0; bucket < BUCKETS; bucket++) buckets.push((count += numbers[offset + 1 + bucket] ?? 0));
      views.push({
        status: key === OTHER ? null : Math.floor(key / CLASSES),
        errorClass: key === OTHER ? -1 : (key % CLASSES) - 1,
        sum: numbers[offset] ?? 0,
        buckets,
      });
    }
    return views;
  }

  /** Ends the series of an endpoint. */
  release(owner: SeriesOwner): void {
    for (let row = owner.firstSeries; row !== NO_SERIES; row = this.#link(row, 1)) {
      this.#free.push(row);
      this.#used--;
    }
    owner.firstSeries = NO_SERIES;
  }

  #find(owner: SeriesOwner, key: number): number {
    let last = NO_SERIES;
    let length = 0;
    for (let row = owner.firstSeries; row !== NO_SERIES; row = this.#link(row, 1)) {
      if (this.#link(row, 0) === key) return row;
      last = row;
      length++;
    }
    const isFull = length >= MAX_PER_ENDPOINT || this.#used >= MAX_SERIES;
    if (isFull && key !== OTHER) return this.#find(owner, OTHER);
    const added = this.#take(key);
    if (last === NO_SERIES) owner.firstSeries = added;
    else this.#chunkOf(last).links[2 * (last & PLACE_MASK) + 1] = added;
    return added;
  }

  #take(key: number): number {
    const row = this.#free.pop() ?? this.#next++;
    this.#used++;
    const { links, numbers } = (this.#chunks[row >>> CHUNK_BITS] ??= {
      links: new Uint32Array(ROWS_PER_CHUNK * 2),
      numbers: new Float64Array(ROWS_PER_CHUNK * WIDTH),
    });
    const place = row & PLACE_MASK;
    links.set([key, NO_SERIES], 2 * place);
    numbers.fill(0, place * WIDTH, (place + 1) * WIDTH);
    return row;
  }

  /** @param which 0 for the key of a row, 1 for the next row */
  #link(row: number, which: 0 | 1): number {
    return this.#chunkOf(row).links[2 * (row & PLACE_MASK) + which] ?? NO_SERIES;
  }

  #chunkOf(row: number): Chunk {
    const chunk = this.#chunks[row >>> CHUNK_BITS];
    if (chunk === undefined) throw new RangeError(`There is no row ${row}`);
    return chunk;
  }
}
