/**
 * Latency histograms for many endpoints in little memory: buckets come in pages of one octave each, taken from one
 * pool when a latency first falls into them and given back when their slice is over. Endpoints whose latencies lie
 * together, as they do, need three to five of the 32 octaves. A histogram's octaves are found through a page too.
 */

import { BUCKETS_PER_OCTAVE, lowerBound, Sketch, SKETCH_BUCKETS, SKETCH_SCALE } from './histogram.js';

/** One OpenTelemetry scale coarser than the window's sketch: 32 buckets an octave, relative error at most 1.1 %. */
const BUCKETS_PER_PAGE = BUCKETS_PER_OCTAVE / 2;
/** So many octaves a histogram spans; just as many page numbers fit into a page. */
const OCTAVES = SKETCH_BUCKETS / BUCKETS_PER_OCTAVE;

/** A chunk of the pool, 128 kB: the pool grows without copying, since what is given up by growing stays the process's. */
const CHUNK_SHIFT = 10;
const CHUNK_PAGES = 2 ** CHUNK_SHIFT;

/** Stands for no page; the first one is never handed out. */
export const NO_PAGE = 0;

/** A pool of histogram pages. */
export class PagePool {
  readonly #limit: number;
  readonly #chunks: Uint32Array[] = [];
  readonly #free: number[] = [];
  #used = 1;

  /** @param limit pages at most; 128 bytes each */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Counts a latency in a histogram.
   * When the pool is used up, the latency is left out: the endpoint's counts stay right, its percentiles lose a value.
   * @param histogram as it was answered before; `NO_PAGE` for a new one
   * @param bucket the bucket in the window's sketch
   * @returns the histogram, for the next time
   */
  record(histogram: number, bucket: number): number {
    const directory = histogram === NO_PAGE ? this.#take() : histogram;
    if (directory === NO_PAGE) return NO_PAGE;
    const numbers = this.#chunkOf(directory);
    const octave = placeOf(directory) + (bucket >>> SKETCH_SCALE);
    let page = numbers[octave] ?? NO_PAGE;
    if (page === NO_PAGE) {
      page = this.#take();
      if (page === NO_PAGE) return directory;
      numbers[octave] = page;
    }
    const counts = this.#chunkOf(page);
    const place = placeOf(page) + ((bucket & (BUCKETS_PER_OCTAVE - 1)) >>> 1);
    counts[place] = (counts[place] ?? 0) + 1;
    return directory;
  }

  /** Gives back a histogram. */
  release(histogram: number): void {
    if (histogram === NO_PAGE) return;
    const numbers = this.#chunkOf(histogram);
    const start = placeOf(histogram);
    for (let octave = start; octave < start + OCTAVES; octave++) this.#give(numbers[octave] ?? NO_PAGE);
    this.#give(histogram);
  }

  /** The sum of histograms. */
  merged(histograms: Iterable<number>): CoarseHistogram {
    const sum = new CoarseHistogram();
    for (const histogram of histograms) {
      if (histogram === NO_PAGE) continue;
      const numbers = this.#chunkOf(histogram);
      const start = placeOf(histogram);
      for (let octave = 0; octave < OCTAVES; octave++) {
        const page = numbers[start + octave] ?? NO_PAGE;
        if (page === NO_PAGE) continue;
        const place = placeOf(page);
        sum.add(octave * BUCKETS_PER_PAGE, this.#chunkOf(page).subarray(place, place + BUCKETS_PER_PAGE));
      }
    }
    return sum;
  }

  #chunkOf(page: number): Uint32Array {
    const chunk = this.#chunks[page >>> CHUNK_SHIFT];
    if (chunk === undefined) throw new RangeError(`There is no page ${page}`);
    return chunk;
  }

  #take(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#used >= this.#limit) return NO_PAGE;
    const page = this.#used++;
    this.#chunks[page >>> CHUNK_SHIFT] ??= new Uint32Array(CHUNK_PAGES * BUCKETS_PER_PAGE);
    return page;
  }

  #give(page: number): void {
    if (page === NO_PAGE) return;
    const place = placeOf(page);
    this.#chunkOf(page).fill(0, place, place + BUCKETS_PER_PAGE);
    this.#free.push(page);
  }
}

function placeOf(page: number): number {
  return (page & (CHUNK_PAGES - 1)) * BUCKETS_PER_PAGE;
}

/** A latency histogram of 32 buckets an octave; answers what a sketch answers, with twice its error. */
export class CoarseHistogram {
  /** How many values it holds. */
  count = 0;
  readonly #counts = new Float64Array(OCTAVES * BUCKETS_PER_PAGE);

  /** Adds counts from a bucket on. */
  add(from: number, counts: Uint32Array): void {
    for (const [index, value] of counts.entries()) {
      this.#counts[from + index] = (this.#counts[from + index] ?? 0) + value;
      this.count += value;
    }
  }

  /**
   * The nearest-rank quantile in milliseconds, within 1.1 %; null when empty.
   * @param q above 0 up to 1
   */
  quantile(q: number): number | null {
    if (this.count === 0) return null;
    const rank = Math.max(1, Math.ceil(q * this.count - 1e-9));
    let seen = 0;
    return middleOf(this.#counts.findIndex((value) => (seen += value) >= rank));
  }

  /** How many values are over a limit in milliseconds: those in buckets whose middle is. */
  countOver(limit: number): number {
    return this.#counts.reduce(
      (over, count, bucket) => (count > 0 && middleOf(bucket) > limit ? over + count : over),
      0,
    );
  }

  /** The same as a sketch; its sum, min and max are made from the middles of the buckets. */
  toSketch(): Sketch {
    const sketch = new Sketch();
    for (const [bucket, count] of this.#counts.entries()) {
      const middle = middleOf(bucket);
      if (count > 0) sketch.addCounts([[bucket * 2, count]], middle * count, middle, middle);
    }
    return sketch;
  }
}

/** The harmonic middle, as the window's sketch has it. */
function middleOf(bucket: number): number {
  const lower = lowerBound(bucket * 2);
  const upper = lowerBound(bucket * 2 + 2);
  return (2 * lower * upper) / (lower + upper);
}
