/** The figures of a dependency as the API shows them. */

import { CALL_FAILURES, type DependencyFigures } from '../contract/index.js';
import type { CallSums, Dependency } from './dependency.js';

/** What the sums do not tell. */
export interface FiguresContext {
  /** How much of the window has been observed. */
  seconds: number;
  /** The age of the oldest open call, milliseconds. */
  oldestMs: number | null;
  /** How long all requests took together, milliseconds; null unless their waiting is followed. */
  requestsMs: number | null;
  /** Milliseconds. */
  usualP95: number | null;
}

/** Makes the figures. */
export function figuresOf(
  { name, kind, open }: Dependency,
  sums: CallSums,
  context: FiguresContext,
): DependencyFigures {
  const { calls, failed, failures, aborted, requestsMs } = sums;
  const latency = sums.latency();
  const { oldestMs, usualP95, requestsMs: allMs } = context;
  const named = CALL_FAILURES.map((failure, index) => [failure, failures[index] ?? 0] as const);
  return {
    name,
    kind,
    requests: calls,
    failed,
    error_rate_percent: percentOf(failed, calls),
    failures: Object.fromEntries(named.filter(([, count]) => count > 0)),
    aborted,
    // In the first minute the rate is that of a whole minute: a single call would otherwise read as many.
    calls_per_minute: rounded((60 * calls) / Math.max(60, context.seconds)),
    p50_ms: roundedOrNull(latency.quantile(0.5)),
    p95_ms: roundedOrNull(latency.quantile(0.95)),
    p99_ms: roundedOrNull(latency.quantile(0.99)),
    open,
    oldest_open_seconds: oldestMs === null ? null : rounded(oldestMs / 1000),
    share_percent: allMs === null ? null : Math.min(100, percentOf(requestsMs, allMs)),
    usual_p95_ms: roundedOrNull(usualP95),
  };
}

/** 0 to 100, to three decimals; 0 of nothing. */
export function percentOf(part: number, whole: number): number {
  return whole <= 0 ? 0 : rounded((100 * part) / whole);
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function roundedOrNull(value: number | null): number | null {
  return value === null ? null : rounded(value);
}
