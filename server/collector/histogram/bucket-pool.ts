/**
 * Compact storage for the latencies of many endpoints. A dense histogram takes 4 kB even if its values lie within a few
 * of the 32 octaves, as an endpoint's latencies do. Here a histogram is a directory page, which has the number of one
 * page of buckets for each octave in use. Pages come from one pool and return to it.
 */

import { Histogram, MAX_SCALE, OCTAVES } from './histogram.js';

/** Latencies of endpoints are kept at this scale: 32 buckets for each power of two, relative error at most 1.1 %. */
const SCALE = 5;
/** Numbers in a page. A directory page holds as many, one for each octave. */
const PAGE_SIZE = OCTAVES;
/** Pages are allocated in chunks of 128 kB, so that the pool grows without copying. */
const CHUNK_PAGES = 1024;

/** The number of no page: page 0 is never used. */
export const NO_PAGE = 0;

/** A pool of pages of histogram buckets. */
export class BucketPool {
  readonly #limit: number;
  readonly #chunks: Uint32Array[] = [];
  readonly #free: number[] = [];
  #used = 1;

  /** @param limit of pages, each 128 bytes */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** What it takes. */
  get bytes(): number {
    return this.#chunks.length * CHUNK_PAGES * PAGE_SIZE * Uint32Array.BYTES_PER_ELEMENT;
  }

  /**
   * Counts a latency. When the pool is exhausted, it is left out, and the endpoint's percentiles miss one value.
   * @param histogram number of its directory page; `NO_PAGE` for a new histogram
   * @param bucket at `MAX_SCALE`
   * @returns the number of the directory page
   */
  record(histogram: number, bucket: number): number {
    const directory = histogram === NO_PAGE ? this.#take() : histogram;
    if (directory === NO_PAGE) return NO_PAGE;
    const pages = this.#chunkOf(directory);
    const entry = offsetOf(directory) + (bucket >>> MAX_SCALE);
    let page = pages[entry] ?? NO_PAGE;
    if (page === NO_PAGE) {
      page = this.#take();
      if (page === NO_PAGE) return directory;
      pages[entry] = page;
    }
    const counts = this.#chunkOf(page);
    const index = offsetOf(page) + ((bucket >>> (MAX_SCALE - SCALE)) % PAGE_SIZE);
    counts[index] = (counts[index] ?? 0) + 1;
    return directory;
  }

  /** Returns a histogram's pages to the pool. */
  release(histogram: number): void {
    if (histogram === NO_PAGE) return;
    for (const page of this.#pageOf(histogram)) this.#give(page);
    this.#give(histogram);
  }

  /** The sum of histograms. Its sum, min and max are those of the buckets' middles. */
  merged(histograms: Iterable<number>): Histogram {
    const sum = new Histogram(SCALE);
    for (const histogram of histograms) {
      if (histogram !== NO_PAGE) sum.addBuckets(SCALE, this.#buckets(histogram));
    }
    return sum;
  }

  *#buckets(histogram: number): Generator<[bucket: number, count: number]> {
    for (const [octave, page] of this.#pageOf(histogram).entries()) {
      if (page === NO_PAGE) continue;
      for (const [index, count] of this.#pageOf(page).entries()) {
        if (count > 0) yield [octave * PAGE_SIZE + index, count];
      }
    }
  }

  #chunkOf(page: number): Uint32Array {
    const chunk = this.#chunks[Math.floor(page / CHUNK_PAGES)];
    if (chunk === undefined) throw new RangeError(`There is no page ${page}`);
    return chunk;
  }

  #pageOf(page: number): Uint32Array {
    return this.#chunkOf(page).subarray(offsetOf(page), offsetOf(page) + PAGE_SIZE);
  }

  #take(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#used >= this.#limit) return NO_PAGE;
    const page = this.#used++;
    this.#chunks[Math.floor(page / CHUNK_PAGES)] ??= new Uint32Array(CHUNK_PAGES * PAGE_SIZE);
    return page;
  }

  #give(page: number): void {
    if (page === NO_PAGE) return;
    this.#pageOf(page).fill(0);
    this.#free.push(page);
  }
}

function offsetOf(page: number): number {
  return (page % CHUNK_PAGES) * PAGE_SIZE;
}
