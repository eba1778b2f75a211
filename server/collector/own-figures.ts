/**
 * What a slice of the window holds where endpoints have limits of their own. Requests are compared with the limits of
 * their endpoint as they end: the counts are exact, and nothing is left to do for thousands of endpoints later.
 */

import type { LimitIndex, LimitPair, OwnLimits } from '../options/endpoint-limits.js';
import { type ErrorClassIndex, MAX_CLASSES, NO_ERROR } from './error-class-table.js';
import { Histogram } from './histogram/histogram.js';

/** A number of requests, and the sum of their latencies in milliseconds. */
export interface Timed {
  count: number;
  ms: number;
}

/** Requests to endpoints that have latency limits of their own. */
export class OwnLatencies {
  readonly all: Timed = { count: 0, ms: 0 };
  /** Those that were slower than the limit of the level warning, and of degraded. */
  readonly slow: readonly [Timed, Timed] = [
    { count: 0, ms: 0 },
    { count: 0, ms: 0 },
  ];

  record(latencyMs: number, [warning, degraded]: LimitPair): void {
    add(this.all, 1, latencyMs);
    if (latencyMs > warning) add(this.slow[0], 1, latencyMs);
    if (latencyMs > degraded) add(this.slow[1], 1, latencyMs);
  }

  merge({ all, slow }: OwnLatencies): void {
    add(this.all, all.count, all.ms);
    for (const index of [0, 1] as const) add(this.slow[index], slow[index].count, slow[index].ms);
  }

  /** How many were slower than their limits. */
  countOver(which: LimitIndex): number {
    return this.slow[which].count;
  }
}

/** See above. */
export class OwnFigures {
  /** Of endpoints that are judged by another error rate than the app's, or by none. */
  requests = 0;
  failed = 0;
  readonly classes = new Float64Array(MAX_CLASSES);
  /** Latencies of the endpoints that are judged by the app's limits. */
  readonly latency = new Histogram();
  /** Those of the endpoints that have limits of their own. */
  own = new OwnLatencies();

  /** @param limits of the endpoint; undefined where it has none of its own */
  record(
    limits: OwnLimits | undefined,
    latencyMs: number,
    isMeasured: boolean,
    failed: boolean,
    errorClass: ErrorClassIndex,
  ): void {
    const { errorRatePercent, p95Ms } = limits ?? {};
    if (errorRatePercent !== undefined) {
      this.requests++;
      if (failed) this.failed++;
      if (errorClass !== NO_ERROR) this.classes[errorClass] = (this.classes[errorClass] ?? 0) + 1;
    }
    if (!isMeasured || p95Ms === null) return;
    if (p95Ms === undefined) this.latency.record(latencyMs);
    else this.own.record(latencyMs, p95Ms);
  }

  merge(other: OwnFigures): void {
    this.requests += other.requests;
    this.failed += other.failed;
    for (let index = 0; index < MAX_CLASSES; index++) {
      this.classes[index] = (this.classes[index] ?? 0) + (other.classes[index] ?? 0);
    }
    this.latency.merge(other.latency);
    this.own.merge(other.own);
  }

  clear(): void {
    this.requests = 0;
    this.failed = 0;
    this.classes.fill(0);
    this.latency.clear();
    this.own = new OwnLatencies();
  }
}

function add(to: Timed, count: number, ms: number): void {
  to.count += count;
  to.ms += ms;
}
