/**
 * A mergeable latency histogram with base-2 exponential buckets, as OpenTelemetry's exponential histogram has them
 * (https://opentelemetry.io/docs/specs/otel/metrics/data-model/#exponentialhistogram): bucket i counts the values in
 * (base^i, base^(i+1)] with base = 2^(2^-scale). A quantile is answered with the bucket's harmonic middle, whose
 * relative error is at most (base - 1) / (base + 1): 0.542 % at scale 6.
 */

/** OpenTelemetry's scale: 2^6 = 64 buckets for each power of two. */
export const SKETCH_SCALE = 6;

/** Buckets for each power of two. A constant: a power taken for each request would cost more than all the rest. */
export const BUCKETS_PER_OCTAVE = 2 ** SKETCH_SCALE;
/** The finest kept apart is 2^-10 ms, about 1 µs; the coarsest 2^22 ms, about 70 minutes. */
const LOWEST_EXPONENT = -10;
const HIGHEST_EXPONENT = 22;
const LOWEST_MS = 2 ** LOWEST_EXPONENT;
const HIGHEST_MS = 2 ** HIGHEST_EXPONENT;

/** How many buckets a sketch has. */
export const SKETCH_BUCKETS = (HIGHEST_EXPONENT - LOWEST_EXPONENT) * BUCKETS_PER_OCTAVE;

/** Lower bounds of the buckets within one octave, 1 to 2. */
const boundaries = Float64Array.from({ length: BUCKETS_PER_OCTAVE + 1 }, (_, i) => 2 ** (i / BUCKETS_PER_OCTAVE));

/**
 * The mantissa's upper 11 bits → the last bucket that begins at or below them. A cell (1/2048) is narrower than the
 * narrowest bucket (0.0109), so at most one boundary lies inside it and one comparison settles which side a value is.
 */
const CELL_BITS = 11;
const CELLS = 2 ** CELL_BITS;
const bucketOfCell = Uint8Array.from({ length: CELLS }, (_, cell) => {
  const start = 1 + cell / CELLS;
  let bucket = 0;
  while (bucket + 1 < BUCKETS_PER_OCTAVE && (boundaries[bucket + 1] ?? 2) <= start) bucket++;
  return bucket;
});

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
/** Which of the two words holds sign, exponent and the upper mantissa: 1 on a little-endian machine. */
const HIGH = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;
const EXPONENT_BIAS = 1023;
/** The upper 12 bits (sign and exponent) of a double in [1, 2). */
const ONE_TO_TWO = EXPONENT_BIAS << 20;

/**
 * The bucket of a latency.
 * @param milliseconds finite and ≥ 0; what is outside the range goes to the lowest or the highest bucket
 */
export function bucketOf(milliseconds: number): number {
  double[0] = milliseconds;
  return bucketOfStored();
}

/** The same for what stands in `double`: a number as an argument would be boxed wherever this is not inlined. */
function bucketOfStored(): number {
  const milliseconds = double[0] ?? 0;
  if (!(milliseconds > LOWEST_MS)) return 0;
  if (milliseconds > HIGHEST_MS) return SKETCH_BUCKETS - 1;
  const high = words[HIGH] ?? 0;
  const exponent = (high >>> 20) - EXPONENT_BIAS;
  words[HIGH] = (high & 0xfffff) | ONE_TO_TWO;
  const mantissa = double[0] ?? 1;
  let bucket = bucketOfCell[(high >>> (20 - CELL_BITS)) & (CELLS - 1)] ?? 0;
  // Upper bounds belong to their bucket: a value on a lower boundary is the bucket before's.
  if (mantissa > (boundaries[bucket + 1] ?? 2)) bucket++;
  else if (mantissa <= (boundaries[bucket] ?? 1)) bucket--;
  return (exponent - LOWEST_EXPONENT) * BUCKETS_PER_OCTAVE + bucket;
}

/** The lower bound of a bucket in milliseconds (exclusive). */
export function lowerBound(bucket: number): number {
  return 2 ** (bucket / BUCKETS_PER_OCTAVE + LOWEST_EXPONENT);
}

/** The value that stands for a bucket: the harmonic middle, which halves the worst relative error on both sides. */
function middleOf(bucket: number): number {
  const lower = lowerBound(bucket);
  const upper = lowerBound(bucket + 1);
  return (2 * lower * upper) / (lower + upper);
}

/** Places of a sketch's statistics. */
const SUM = 0;
const MIN = 1;
const MAX = 2;

/** A latency histogram; all values in milliseconds. */
export class Sketch {
  readonly counts = new Uint32Array(SKETCH_BUCKETS);
  count = 0;
  /** Sum, min and max: in an array, since a property that holds a fraction gets a new box whenever it changes. */
  readonly #stats = Float64Array.of(0, Infinity, -Infinity);
  /** The used range of buckets, so that clearing and merging cost what was used. */
  #lowest = SKETCH_BUCKETS;
  #highest = -1;

  get sum(): number {
    return this.#stats[SUM] ?? 0;
  }

  /** Exact; Infinity while empty. */
  get min(): number {
    return this.#stats[MIN] ?? Infinity;
  }

  /** Exact; -Infinity while empty. */
  get max(): number {
    return this.#stats[MAX] ?? -Infinity;
  }

  /** Adds a latency, which the caller has seen to be finite and ≥ 0, and tells its bucket. */
  record(milliseconds: number): number {
    return this.recordSample({ latencyMs: milliseconds });
  }

  /**
   * The same for a sample, which is handed over whole: a number of its own would be boxed on the way, which is garbage
   * for each request.
   */
  recordSample(sample: { readonly latencyMs: number }): number {
    const milliseconds = sample.latencyMs;
    double[0] = milliseconds;
    const bucket = bucketOfStored();
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.count++;
    const stats = this.#stats;
    stats[SUM] = (stats[SUM] ?? 0) + milliseconds;
    if (milliseconds < (stats[MIN] ?? Infinity)) stats[MIN] = milliseconds;
    if (milliseconds > (stats[MAX] ?? -Infinity)) stats[MAX] = milliseconds;
    if (bucket < this.#lowest) this.#lowest = bucket;
    if (bucket > this.#highest) this.#highest = bucket;
    return bucket;
  }

  /** Adds all that another sketch holds. */
  merge(other: Sketch): void {
    for (let bucket = other.#lowest; bucket <= other.#highest; bucket++) {
      this.counts[bucket] = (this.counts[bucket] ?? 0) + (other.counts[bucket] ?? 0);
    }
    this.count += other.count;
    this.#stats[SUM] = this.sum + other.sum;
    this.#stats[MIN] = Math.min(this.min, other.min);
    this.#stats[MAX] = Math.max(this.max, other.max);
    this.#lowest = Math.min(this.#lowest, other.#lowest);
    this.#highest = Math.max(this.#highest, other.#highest);
  }

  /**
   * Adds what was counted elsewhere and stored.
   * @param buckets numbers of buckets and how often each was counted: integers that the caller has seen to be in range
   */
  addCounts(buckets: Iterable<readonly [bucket: number, count: number]>, sum: number, min: number, max: number): void {
    for (const [bucket, count] of buckets) {
      this.counts[bucket] = (this.counts[bucket] ?? 0) + count;
      this.count += count;
      this.#lowest = Math.min(this.#lowest, bucket);
      this.#highest = Math.max(this.#highest, bucket);
    }
    this.#stats.set([this.sum + sum, Math.min(this.min, min), Math.max(this.max, max)]);
  }

  /** Empties it for use by a new slice. */
  clear(): void {
    if (this.#highest >= 0) this.counts.fill(0, this.#lowest, this.#highest + 1);
    this.count = 0;
    this.#stats.set([0, Infinity, -Infinity]);
    this.#lowest = SKETCH_BUCKETS;
    this.#highest = -1;
  }

  /**
   * The nearest-rank quantile in milliseconds: the smallest value with at least q of all values at or below it.
   * @param q above 0 up to 1
   * @returns within 0.55 % of the exact value, and never outside [min, max]; null when empty
   */
  quantile(q: number): number | null {
    if (this.count === 0) return null;
    const rank = Math.max(1, Math.ceil(q * this.count - 1e-9));
    if (rank === this.count) return this.max;
    if (rank === 1) return this.min;
    let seen = 0;
    for (let bucket = this.#lowest; bucket <= this.#highest; bucket++) {
      seen += this.counts[bucket] ?? 0;
      if (seen >= rank) return Math.min(this.max, Math.max(this.min, middleOf(bucket)));
    }
    return this.max;
  }

  /** The arithmetic mean in milliseconds, exact; null when empty. */
  mean(): number | null {
    return this.count === 0 ? null : this.sum / this.count;
  }

  /**
   * How many values are over a limit in milliseconds. Counts whole buckets whose middle is over it, so that
   * `quantile(q) > limit` and `countOver(limit) > (1 - q) × count` say the same.
   */
  countOver(limit: number): number {
    let over = 0;
    for (let bucket = this.#highest; bucket >= this.#lowest && middleOf(bucket) > limit; bucket--) {
      over += this.counts[bucket] ?? 0;
    }
    return over;
  }
}
