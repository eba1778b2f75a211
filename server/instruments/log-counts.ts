/**
 * How often values of any magnitude occurred, in buckets of base 2^(1/16): what it answers for a value is off by at most
 * 2.2 %. Unlike the histogram of latencies it holds only what occurred, so that fifty of them are small.
 */

const PER_OCTAVE = 16;
/** Values below 2^-64 count as 0, those above 2^64 as 2^64: there are at most 2,050 buckets. */
const MAX_EXPONENT = 64;
const ZERO = -MAX_EXPONENT * PER_OCTAVE - 1;

/** A mergeable histogram. */
export class LogCounts {
  count = 0;
  readonly #buckets = new Map<number, number>();

  /** @param value finite and ≥ 0 */
  record(value: number): void {
    const bucket = Math.ceil(Math.log2(value) * PER_OCTAVE);
    this.#add(Math.max(ZERO, Math.min(MAX_EXPONENT * PER_OCTAVE, bucket)), 1);
  }

  /** Adds all that another one holds. */
  merge(other: LogCounts): void {
    for (const [bucket, count] of other.#buckets) this.#add(bucket, count);
  }

  /** The nearest-rank quantile; null when empty. */
  quantile(q: number): number | null {
    if (this.count === 0) return null;
    const rank = Math.max(1, Math.ceil(q * this.count - 1e-9));
    let atOrBelow = 0;
    let found = ZERO;
    for (const [bucket, count] of [...this.#buckets].sort(([a], [b]) => a - b)) {
      found = bucket;
      atOrBelow += count;
      if (atOrBelow >= rank) break;
    }
    // The middle of the bucket, on the scale of logarithms.
    return found === ZERO ? 0 : 2 ** ((found - 0.5) / PER_OCTAVE);
  }

  #add(bucket: number, count: number): void {
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + count);
    this.count += count;
  }
}
