/**
 * The level: healthy, warning or degraded, a pure function of the window's figures, the state before and the time.
 * A figure enters a level through the evidence gate and leaves it when it is back at or under that level's limit, so
 * that neither chance nor the gate itself makes the light flicker.
 */

import type { Sketch } from '../collector/histogram/histogram.js';
import { type Level, levelRank, type Reason, type Unit } from '../contract/index.js';
import type { LevelOptions } from '../options/options.js';
import { binomialTail } from '../statistics/binomial.js';

/** What the level is judged by: the window's counts. */
export interface LevelFigures {
  requests: number;
  failed: number;
  latency: Pick<Sketch, 'count' | 'quantile' | 'countOver'>;
}

/** Which levels a figure is in. */
interface Held {
  warning: boolean;
  degraded: boolean;
}

/** What is remembered from one evaluation to the next. */
export interface LevelState {
  errorRate: Held;
  p95: Held;
  /** When the window last held a request, monotonic milliseconds; null while there has been none. */
  trafficAt: number | null;
  reasons: readonly Reason[];
}

/** The level and why. */
export interface LevelResult {
  level: Level;
  /** Worst first. */
  reasons: Reason[];
  /** True while not even one failure in five could be told from chance. */
  tooFewToJudge: boolean;
  state: LevelState;
}

/** A healthy system fails, or is slower than its limit, in at most so many of its requests. */
const HEALTHY_SHARE = 0.01;
/** P95 over a limit says the same as: more than so many requests are slower than it. */
const SLOW_SHARE = 0.05;
/**
 * How unlikely a figure must be in a healthy system. Over 30 days at exactly the healthy limit, judged every 5 s, a
 * warning gate of 1e-4 changes the level up to 22 times at 1,000 requests/min; 1e-5 changes it at most twice.
 */
const GATES = { warning: 1e-5, degraded: 1e-6 } as const;
/** An empty window keeps the level for so long. */
const HOLD_MS = 300_000;
/** The failure share that must be tellable from chance before figures are called enough to judge. */
const JUDGEABLE_SHARE = 0.2;

/** The state before the first evaluation. */
export const INITIAL_LEVEL_STATE: LevelState = {
  errorRate: { warning: false, degraded: false },
  p95: { warning: false, degraded: false },
  trafficAt: null,
  reasons: [],
};

/**
 * Evaluates the level.
 * @param now monotonic milliseconds
 */
export function evaluateLevel(
  figures: LevelFigures,
  before: LevelState,
  limits: LevelOptions,
  now: number,
): LevelResult {
  if (figures.requests === 0) return holdOrClear(before, now);
  const errorRate = (100 * figures.failed) / figures.requests;
  const healthyRate = Math.min(HEALTHY_SHARE, limits.errorRatePercent[0] / 100);
  const rateHeld = hold(before.errorRate, limits.errorRatePercent, errorRate, (_, gate) =>
    passes(figures.failed, figures.requests, healthyRate, gate),
  );
  const p95 = figures.latency.quantile(1 - SLOW_SHARE) ?? 0;
  const p95Held = hold(before.p95, limits.p95Ms, p95, (limit, gate) =>
    passes(figures.latency.countOver(limit), figures.latency.count, HEALTHY_SHARE, gate),
  );
  const reasons = [
    reasonFor('error_rate_percent', 'Error rate', '%', errorRate, limits.errorRatePercent, rateHeld),
    reasonFor('p95_ms', 'P95 latency', 'ms', p95, limits.p95Ms, p95Held),
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

/** Whether so many of n are next to impossible in a healthy system. */
function passes(k: number, n: number, healthyShare: number, gate: number): boolean {
  return binomialTail(k, n, healthyShare) < gate;
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

function holdOrClear(before: LevelState, now: number): LevelResult {
  const isHeld = before.trafficAt !== null && now - before.trafficAt < HOLD_MS;
  const reasons = isHeld ? [...before.reasons] : [];
  return {
    level: worst(reasons),
    reasons,
    tooFewToJudge: false,
    state: isHeld ? before : { ...INITIAL_LEVEL_STATE, trafficAt: before.trafficAt },
  };
}

function reasonFor(
  what: string,
  name: string,
  unit: Unit,
  value: number,
  [warning, degraded]: readonly [number, number],
  held: Held,
): Reason | undefined {
  if (!held.warning && !held.degraded) return undefined;
  const limit = held.degraded ? degraded : warning;
  return {
    what,
    value: rounded(value, 3),
    limit,
    unit,
    level: held.degraded ? 'degraded' : 'warning',
    // Three digits say enough, but never so few that the figure reads as equal to its limit.
    message: `${name} ${readable(value, limit)} ${unit} is ${value > limit ? 'over' : 'at'} ${limit} ${unit}`,
  };
}

function readable(value: number, limit: number): number {
  const short = value >= 100 ? Math.round(value) : rounded(value, 1);
  return short === limit ? rounded(value, 3) : short;
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
