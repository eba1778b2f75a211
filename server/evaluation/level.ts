/**
 * The level: healthy, warning or degraded, a pure function of the window's figures, the previous state and the time.
 * A figure enters a level through the evidence gate and leaves it when it is back at or under that level's limit, so
 * that neither chance nor the gate itself makes the light flicker.
 */

import type { LatencyFigures } from '../collector/histogram/histogram.js';
import { type Level, type LevelLimits, levelRank, type Reason, roundFigure, type Unit } from '../contract/index.js';
import type { LevelOptions } from '../options/monitor-options.js';
import { HEALTHY_FAILURE_SHARE, healthySlowShare, isEvidence } from '../statistics/evidence-gate.js';

/** The window's counts, from which the level is evaluated. */
export interface LevelFigures {
  requests: number;
  failed: number;
  latency: LatencyFigures;
}

/** The levels that a figure is in. */
interface Held {
  warning: boolean;
  degraded: boolean;
}

/** The state that one evaluation passes to the next. */
export interface LevelState {
  errorRate: Held;
  p95: Held;
  /** When the window last held a request, in monotonic milliseconds; null before the first request. */
  trafficAt: number | null;
  reasons: readonly Reason[];
}

/** The level and why. */
export interface LevelResult {
  level: Level;
  /** Worst first. */
  reasons: Reason[];
  /** True while not even one failure in five could be distinguished from chance. */
  tooFewToJudge: boolean;
  state: LevelState;
}

/** The quantile that is judged. */
const QUANTILE = 0.95;
/**
 * A figure is evident when a healthy system would show it with less than this probability. Over 30 days at exactly the
 * healthy limit, evaluated every 5 s, a warning gate of 1e-4 changes the level up to 22 times at 1,000 requests/min;
 * 1e-5 changes it at most twice.
 */
const GATES = { warning: 1e-5, degraded: 1e-6 } as const;
/** For how long an empty window keeps the level. */
const HOLD_MS = 300_000;
/** There are enough requests to judge when this share of failures could be distinguished from chance. */
const JUDGEABLE_SHARE = 0.2;

/** The figures as messages name them, and their units. */
const FIGURES: Record<keyof LevelLimits, { name: string; unit: Unit }> = {
  error_rate_percent: { name: 'Error rate', unit: '%' },
  p95_ms: { name: 'P95 latency', unit: 'ms' },
};

/** The state before the first evaluation. */
export const INITIAL_LEVEL_STATE: LevelState = {
  errorRate: { warning: false, degraded: false },
  p95: { warning: false, degraded: false },
  trafficAt: null,
  reasons: [],
};

/**
 * Evaluates the level.
 * @param last the state that the last evaluation returned
 * @param now monotonic milliseconds
 */
export function evaluateLevel(figures: LevelFigures, last: LevelState, limits: LevelOptions, now: number): LevelResult {
  const before = holdOrClear(last, now);
  if (figures.requests === 0) {
    return { level: worst(before.reasons), reasons: [...before.reasons], tooFewToJudge: false, state: before };
  }
  const errorRate = (100 * figures.failed) / figures.requests;
  const healthyRate = Math.min(HEALTHY_FAILURE_SHARE, limits.errorRatePercent[0] / 100);
  const rateHeld = hold(before.errorRate, limits.errorRatePercent, errorRate, (_, gate) =>
    passes(figures.failed, figures.requests, healthyRate, gate),
  );
  const p95 = figures.latency.quantile(QUANTILE) ?? 0;
  const p95Held = hold(before.p95, limits.p95Ms, p95, (limit, gate) =>
    passes(figures.latency.countOver(limit), figures.latency.count, healthySlowShare(QUANTILE), gate),
  );
  const reasons = [
    reasonFor('error_rate_percent', errorRate, limits.errorRatePercent, rateHeld),
    reasonFor('p95_ms', p95, limits.p95Ms, p95Held),
  ]
    .filter((reason) => reason !== undefined)
    .sort((a, b) => levelRank(b.level) - levelRank(a.level));
  return {
    level: worst(reasons),
    reasons,
    tooFewToJudge: !canJudge(figures.requests, healthyRate),
    state: { errorRate: rateHeld, p95: p95Held, trafficAt: now, reasons },
  };
}

/** Whether k of n is next to impossible in a healthy system. */
function passes(k: number, n: number, healthyShare: number, gate: number): boolean {
  return isEvidence(k, n, { healthyShare, tail: gate });
}

function hold(
  before: Held,
  [warning, degraded]: readonly [number, number],
  value: number,
  isEvident: (limit: number, gate: number) => boolean,
): Held {
  return {
    warning: before.warning ? value > warning : value >= warning && isEvident(warning, GATES.warning),
    degraded: before.degraded ? value > degraded : value > degraded && isEvident(degraded, GATES.degraded),
  };
}

/** Without traffic for too long, also where the machine was suspended meanwhile, the levels begin anew. */
function holdOrClear(last: LevelState, now: number): LevelState {
  const isHeld = last.trafficAt !== null && now - last.trafficAt < HOLD_MS;
  return isHeld ? last : { ...INITIAL_LEVEL_STATE, trafficAt: last.trafficAt };
}

function reasonFor(
  what: keyof LevelLimits,
  exact: number,
  [warning, degraded]: readonly [number, number],
  held: Held,
): Reason | undefined {
  if (!held.warning && !held.degraded) return undefined;
  const limit = held.degraded ? degraded : warning;
  const level = held.degraded ? 'degraded' : 'warning';
  const value = rounded(exact, 3);
  const { name, unit } = FIGURES[what];
  const message = `${name} ${roundFigure(value, limit)} ${unit} is ${value === limit ? 'at' : 'over'} ${limit} ${unit}`;
  return { what, value, limit, unit, level, message, alert: null, check: null };
}

function rounded(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}

function worst(reasons: readonly Reason[]): Level {
  return reasons[0]?.level ?? 'healthy';
}

function canJudge(requests: number, healthyShare: number): boolean {
  return passes(Math.ceil(JUDGEABLE_SHARE * requests), requests, healthyShare, GATES.warning);
}
