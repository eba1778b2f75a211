/**
 * All latencies since start in one dense histogram that never goes back: eight buckets for each power of two, each of
 * which is eight neighbours of those that a latency is recorded in. Prometheus interpolates a quantile within a bucket,
 * which is less than 1.5 % off with these.
 */

import { bucketCount, lowerBound, MAX_SCALE } from './histogram.js';

const SCALE = 3;

/** A latency since start and how many were at most that. */
export interface CumulativeBucket {
  /** Milliseconds. */
  upTo: number;
  count: number;
}

/** Counts latencies since start. */
export class CumulativeLatency {
  /** Not 32 bits, which a thousand requests a second fill within 50 days. */
  readonly #counts = new Float64Array(bucketCount(SCALE));
  /** Milliseconds. */
  sum = 0;

  /**
   * Counts a latency.
   * @param bucket of the latency at `MAX_SCALE`
   * @param sample from which the latency is read, since V8 would allocate a number that is passed as an argument
   */
  record(bucket: number, sample: { readonly latencyMs: number }): void {
    const index = bucket >> (MAX_SCALE - SCALE);
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.sum += sample.latencyMs;
  }

  /** How many there are. */
  get count(): number {
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  /** The buckets whose upper bounds lie between two latencies in milliseconds, lowest first. */
  buckets(lowestMs: number, highestMs: number): CumulativeBucket[] {
    let count = 0;
    const all = Array.from(this.#counts, (own, index) => ({
      upTo: lowerBound(index + 1, SCALE),
      count: (count += own),
    }));
    return all.filter(({ upTo }) => upTo >= lowestMs && upTo <= highestMs);
  }
}
