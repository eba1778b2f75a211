/** Open requests in the judgement of latencies: one that has waited longer than a limit is known to be slower than it. */

import type { LatencyFigures } from '../../collector/histogram/histogram.js';

/** An open request that has arrived whole and has no answer yet. */
export interface WaitingRequest {
  readonly method: string;
  /** The route template, as far as it is known yet. */
  readonly endpoint: string;
  readonly ageMs: number;
}

/** Latencies as they are judged by a limit. */
export interface JudgedLatency {
  latency: LatencyFigures;
  /** How many open requests are among them. */
  waiting: number;
}

/**
 * Adds to the latencies of a window the ages of open requests that are over a limit. Younger ones may still turn out
 * either way and are left out. Where ended requests alone show the larger share over the limit, as after an outage, they
 * are judged alone.
 */
export function withWaiting(
  latency: LatencyFigures,
  waiting: readonly Pick<WaitingRequest, 'ageMs'>[],
  limitMs: number,
  windowSeconds: number,
): JudgedLatency {
  const windowMs = windowSeconds * 1000;
  const agesMs = waiting.map(({ ageMs }) => ageMs).filter((age) => age > limitMs && age <= windowMs);
  const shareOver = (of: LatencyFigures): number => of.countOver(limitMs) / Math.max(1, of.count);
  if (agesMs.length > 0) {
    const all = latency.withOpen(agesMs, windowMs);
    if (shareOver(all) > shareOver(latency)) return { latency: all, waiting: agesMs.length };
  }
  return { latency, waiting: 0 };
}
