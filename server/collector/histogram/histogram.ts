/**
 * A mergeable latency histogram with base-2 exponential buckets, as OpenTelemetry's exponential histogram has them
 * (https://opentelemetry.io/docs/specs/otel/metrics/data-model/#exponentialhistogram): at scale s, bucket i counts the
 * values in (base^i, base^(i+1)] with base = 2^(2^-s). A quantile is answered with the harmonic middle of its bucket,
 * whose relative error is at most (base - 1) / (base + 1): 0.542 % at scale 6, 1.083 % at scale 5.
 *
 * Each bucket of a scale is the union of two neighbours of the next finer scale. Histograms of different scales are
 * therefore merged without loss at the coarser of the two.
 */

/** The finest scale, which latencies are recorded at: 2^6 = 64 buckets for each power of two. */
export const MAX_SCALE = 6;

/** Values up to 2^-10 ms (1 µs) share the lowest bucket, values above 2^22 ms (70 minutes) the highest. */
const LOWEST_EXPONENT = -10;
const HIGHEST_EXPONENT = 22;

/** Powers of two between the lowest and the highest bucket. */
export const OCTAVES = HIGHEST_EXPONENT - LOWEST_EXPONENT;

const BUCKETS_PER_OCTAVE = 2 ** MAX_SCALE;
const LAST_BUCKET = OCTAVES * BUCKETS_PER_OCTAVE - 1;

/** How many buckets a histogram has at a scale. */
export function bucketCount(scale: number): number {
  return OCTAVES * 2 ** scale;
}

/**
 * The bucket of a latency at `MAX_SCALE`; shifted right by one for each coarser scale, it is the bucket there.
 * @param milliseconds ≥ 0
 */
export function bucketOf(milliseconds: number): number {
  const bucket = Math.ceil((Math.log2(milliseconds) - LOWEST_EXPONENT) * BUCKETS_PER_OCTAVE) - 1;
  return Math.max(0, Math.min(LAST_BUCKET, bucket));
}

/** The exclusive lower bound of a bucket in milliseconds. */
export function lowerBound(bucket: number, scale: number): number {
  return 2 ** (bucket / 2 ** scale + LOWEST_EXPONENT);
}

/** The value that stands for a bucket: its harmonic middle has the same relative error towards both bounds. */
function middleOf(bucket: number, scale: number): number {
  const lower = lowerBound(bucket, scale);
  const upper = lowerBound(bucket + 1, scale);
  return (2 * lower * upper) / (lower + upper);
}

/** Statistics of values that a histogram's buckets do not keep; milliseconds. */
export interface Summary {
  sum: number;
  min: number;
  max: number;
}

/** What is judged of latencies. */
export interface LatencyFigures extends Pick<Histogram, 'count' | 'quantile' | 'countOver'> {
  /** See `Histogram.withOpen`. */
  withOpen(agesMs: readonly number[], windowMs: number): LatencyFigures;
}

/** A latency histogram; all values are milliseconds. */
export class Histogram {
  /** How many values it holds. */
  count = 0;
  /** Sum, minimum and maximum: exact for recorded values. Empty, they are 0, Infinity and -Infinity. */
  sum = 0;
  min = Infinity;
  max = -Infinity;
  #scale: number;
  #counts: Uint32Array;
  /** The range of buckets in use, so that clearing and merging cost no more than what was recorded. */
  #lowest: number;
  #highest = -1;

  /** @param scale a whole number from 0 to `MAX_SCALE` */
  constructor(scale: number = MAX_SCALE) {
    this.#scale = scale;
    this.#counts = new Uint32Array(bucketCount(scale));
    this.#lowest = this.#counts.length;
  }

  /** Buckets for each power of two are 2^scale. Merging may lower it; it never rises. */
  get scale(): number {
    return this.#scale;
  }

  /** The ratio of a bucket's upper bound to its lower bound: values this close may not be told apart. */
  get base(): number {
    return 2 ** (2 ** -this.#scale);
  }

  /** The buckets that hold values, lowest first. */
  *buckets(): Generator<[bucket: number, count: number]> {
    for (let bucket = this.#lowest; bucket <= this.#highest; bucket++) {
      const count = this.#counts[bucket] ?? 0;
      if (count > 0) yield [bucket, count];
    }
  }

  /**
   * Counts a latency, in constant time and without allocation.
   * @param milliseconds finite and ≥ 0
   * @returns its bucket at `MAX_SCALE`
   */
  record(milliseconds: number): number {
    const bucket = bucketOf(milliseconds);
    this.#add(bucket >> (MAX_SCALE - this.#scale), 1);
    this.sum += milliseconds;
    if (milliseconds < this.min) this.min = milliseconds;
    if (milliseconds > this.max) this.max = milliseconds;
    return bucket;
  }

  /** Adds all that another histogram holds, at the coarser scale of the two. */
  merge(other: Histogram): void {
    this.#downscale(other.#scale);
    const shift = other.#scale - this.#scale;
    for (let bucket = other.#lowest; bucket <= other.#highest; bucket++) {
      this.#add(bucket >> shift, other.#counts[bucket] ?? 0);
    }
    this.#addSummary(other);
  }

  /**
   * Adds buckets that were counted elsewhere.
   * @param scale of the buckets
   * @param buckets with whole counts, in any order; the caller has checked that they are in range
   * @param summary of the values; the buckets' middles stand for values of which it is not known
   */
  addBuckets(scale: number, buckets: Iterable<readonly [bucket: number, count: number]>, summary?: Summary): void {
    this.#downscale(scale);
    const shift = scale - this.#scale;
    for (const [bucket, count] of buckets) {
      this.#add(bucket >> shift, count);
      if (summary !== undefined) continue;
      const middle = middleOf(bucket, scale);
      this.#addSummary({ sum: middle * count, min: middle, max: middle });
    }
    if (summary !== undefined) this.#addSummary(summary);
  }

  /**
   * The latencies of the requests that began within the window: the ages of open ones, and the latencies of those that
   * ended within it, less the share that began before it. Of latencies as long as half of the window, half are left out.
   * Without this, slow requests would be counted while they are open and for a whole window afterwards.
   */
  withOpen(agesMs: readonly number[], windowMs: number): Histogram {
    const began = new Histogram(this.#scale);
    began.addBuckets(this.#scale, this.#bucketsBegunWithin(windowMs));
    for (const age of agesMs) began.record(age);
    return began;
  }

  /** Empties it. */
  clear(): void {
    if (this.#highest >= 0) this.#counts.fill(0, this.#lowest, this.#highest + 1);
    this.count = 0;
    this.sum = 0;
    this.min = Infinity;
    this.max = -Infinity;
    this.#lowest = this.#counts.length;
    this.#highest = -1;
  }

  /**
   * The nearest-rank quantile in milliseconds: the smallest value with at least q of all values at or below it.
   * @param q above 0 up to 1
   * @returns within (base - 1) / (base + 1) of the exact value and never outside [min, max]; null when empty
   */
  quantile(q: number): number | null {
    if (this.count === 0) return null;
    const rank = Math.max(1, Math.ceil(q * this.count - 1e-9));
    if (rank === 1) return this.min;
    if (rank === this.count) return this.max;
    let atOrBelow = 0;
    let bucket = this.#lowest - 1;
    while (atOrBelow < rank) atOrBelow += this.#counts[++bucket] ?? 0;
    return this.#valueOf(bucket);
  }

  /**
   * How many values are over a limit in milliseconds, of the values that `quantile` answers. For every q,
   * `quantile(q) > limit` and `countOver(limit) > (1 - q) × count` say the same.
   */
  countOver(limit: number): number {
    if (this.min > limit) return this.count;
    if (this.max <= limit) return 0;
    let over = 0;
    let bucket = this.#highest;
    for (; bucket >= this.#lowest && this.#valueOf(bucket) > limit; bucket--) over += this.#counts[bucket] ?? 0;
    // The lowest and the highest value are known, whatever the middles of their buckets say.
    if (bucket < this.#lowest) return over - 1;
    return bucket === this.#highest ? 1 : over;
  }

  /** The arithmetic mean in milliseconds; null when empty. */
  mean(): number | null {
    return this.count === 0 ? null : this.sum / this.count;
  }

  *#bucketsBegunWithin(windowMs: number): Generator<[bucket: number, count: number]> {
    let earlier = 0;
    for (const [bucket, count] of this.buckets()) {
      earlier += count * Math.min(1, this.#valueOf(bucket) / windowMs);
      const whole = Math.round(earlier);
      earlier -= whole;
      if (whole < count) yield [bucket, count - whole];
    }
  }

  /** What is answered for a value in a bucket, unless it is the lowest or the highest value. */
  #valueOf(bucket: number): number {
    return Math.min(this.max, Math.max(this.min, middleOf(bucket, this.#scale)));
  }

  #add(bucket: number, count: number): void {
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count;
    this.count += count;
    if (bucket < this.#lowest) this.#lowest = bucket;
    if (bucket > this.#highest) this.#highest = bucket;
  }

  #addSummary({ sum, min, max }: Summary): void {
    this.sum += sum;
    this.min = Math.min(this.min, min);
    this.max = Math.max(this.max, max);
  }

  #downscale(scale: number): void {
    if (scale >= this.#scale) return;
    const shift = this.#scale - scale;
    const fine = this.#counts;
    this.#counts = new Uint32Array(bucketCount(scale));
    for (let bucket = this.#lowest; bucket <= this.#highest; bucket++) {
      this.#counts[bucket >> shift] = (this.#counts[bucket >> shift] ?? 0) + (fine[bucket] ?? 0);
    }
    this.#scale = scale;
    this.#lowest >>= shift;
    this.#highest >>= shift;
  }
}
