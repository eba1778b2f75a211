/** What the app waits for: how its time is spent, and whether a dependency is why it is slow. */
import {
  CALL_FAILURES,
  type CallFailure,
  type DependencyFigures,
  type Metrics,
} from '../../../server/contract/index.js';

/** An answer lists no more dependencies. */
const MAX_LISTED = 20;

/** A dependency explains slowness when this share of the time of all requests, in percent, is spent on it… */
const MIN_SHARE_PERCENT = 50;
/** …its P95 is so many times the usual one… */
const MIN_FACTOR = 1.5;
/** …and as many calls were measured as a P95 needs. */
const MIN_CALLS = 20;

/** The failures of a dependency, most first. */
export function callFailures({ failures }: DependencyFigures): [kind: CallFailure, count: number][] {
  return CALL_FAILURES.map((kind): [CallFailure, number] => [kind, failures[kind] ?? 0])
    .filter(([, count]) => count > 0)
    .sort(([, one], [, other]) => other - one);
}

/**
 * How much of the time of all requests the app itself needs, in percent; null unless the share of every dependency is
 * known.
 */
export function ownSharePercent({ dependencies }: Pick<Metrics, 'dependencies'>): number | null {
  // Beyond the cap there may be others.
  if (dependencies.length === 0 || dependencies.length >= MAX_LISTED) return null;
  const waiting = dependencies.reduce((sum, { share_percent }) => sum + (share_percent ?? NaN), 0);
  return Number.isNaN(waiting) ? null : Math.max(0, 100 - waiting);
}

/** A dependency that has become slow. */
export interface SlowDependency {
  name: string;
  /** Its P95 before, in milliseconds. */
  usualP95: number;
}

/** The dependency that the app is slow because of; null when the app is not slow, or for another reason. */
export function slowDependency(
  metrics: Pick<Metrics, 'reasons' | 'endpoints' | 'dependencies'>,
): SlowDependency | null {
  const isSlow =
    metrics.reasons.some(({ what }) => what === 'p95_ms') ||
    metrics.endpoints.some(({ over_limit }) => over_limit.includes('p95_ms'));
  if (!isSlow) return null;
  for (const { name, requests, share_percent, p95_ms, usual_p95_ms } of metrics.dependencies) {
    if (share_percent === null || p95_ms === null || usual_p95_ms === null) continue;
    const isSlower = p95_ms > usual_p95_ms && p95_ms >= MIN_FACTOR * usual_p95_ms;
    if (isSlower && share_percent >= MIN_SHARE_PERCENT && requests >= MIN_CALLS)
      return { name, usualP95: usual_p95_ms };
  }
  return null;
}
