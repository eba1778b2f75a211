/**
 * The level: healthy, warning or degraded, a pure function of the window's figures, the previous state and the time.
 * A figure enters a level through the evidence gate and leaves it when it is back at or under that level's limit, so
 * that neither chance nor the gate itself makes the light flicker.
 */

import type { LatencyFigures } from '../collector/histogram/histogram.js';
import {
  type Level,
  type LevelLimits,
  levelRank,
  type Reason,
  roundFigure,
  type Unit,
  DEFAULT_WINDOW_SECONDS,
} from '../contract/index.js';
import { NEWEST_SECONDS } from '../alerts/rules/recovery.js';
import { stillWaiting } from '../alerts/alert-message.js';
import { withWaiting, type WaitingRequest } from '../alerts/rules/waiting-requests.js';
import type { LevelOptions } from '../options/monitor-options.js';
import {
  type Counted,
  HEALTHY_FAILURE_SHARE,
  hasFallen,
  healthySlowShare,
  isEvidence,
  JUDGEABLE_SHARE,
} from '../statistics/evidence-gate.js';

/** Figures of ended requests. */
export interface EndedFigures {
  requests: number;
  failed: number;
  latency: LatencyFigures;
}

/** The window's figures, from which the level is evaluated. */
export interface LevelFigures extends EndedFigures {
  /** The newest `NEWEST_SECONDS` of the window, by which it is told whether a figure is recovering. */
  newest?: EndedFigures;
  /** Length of the window; the default unless given. */
  windowSeconds?: number;
  /** The open requests that wait for an answer; none unless given. */
  waiting?: readonly WaitingRequest[];
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
  const { requests, waiting = [], windowSeconds = DEFAULT_WINDOW_SECONDS } = figures;
  const before = holdOrClear(last, now);
  const healthyRate = Math.min(HEALTHY_FAILURE_SHARE, limits.errorRatePercent[0] / 100);
  const errorRate = new Judgement(figures, before.errorRate, limits.errorRatePercent, healthyRate, rateOf);
  const p95 = new Judgement(figures, before.p95, limits.p95Ms, healthySlowShare(QUANTILE), (of, limit) =>
    p95Of(of, limit, waiting, of === figures ? windowSeconds : NEWEST_SECONDS),
  );
  if (requests === 0 && !p95.isKnown) {
    // Without requests nothing is recovering.
    const held = before.reasons.map((reason) => ({ ...reason, recovering: false }));
    return { level: worst(held), reasons: held, tooFewToJudge: false, state: before };
  }
  const reasons = [errorRate.reason('error_rate_percent'), p95.reason('p95_ms')]
    .filter((reason) => reason !== undefined)
    .sort((a, b) => levelRank(b.level) - levelRank(a.level));
  return {
    level: worst(reasons),
    reasons,
    tooFewToJudge: !canJudge(requests, healthyRate),
    state: { errorRate: errorRate.held, p95: p95.held, trafficAt: now, reasons },
  };
}

/** The figures that are over the limit of the level degraded, by the same test as the level. */
export function overLimit(figures: EndedFigures, limits: LevelOptions): (keyof LevelLimits)[] {
  const { reasons } = evaluateLevel(figures, INITIAL_LEVEL_STATE, limits, 0);
  return reasons
    .filter(({ level }) => level === 'degraded')
    .map(({ what }) => (what === 'p95_ms' ? 'p95_ms' : 'error_rate_percent'));
}

/** A figure, measured against one of its limits. */
interface Measured extends Counted {
  value: number;
  /** How many open requests are in it. */
  waiting: number;
}

function rateOf({ failed, requests }: EndedFigures): Measured {
  return { value: (100 * failed) / Math.max(1, requests), count: failed, total: requests, waiting: 0 };
}

function p95Of(
  { latency: ended }: EndedFigures,
  limit: number,
  open: readonly WaitingRequest[],
  windowSeconds: number,
): Measured {
  const { latency, waiting } = withWaiting(ended, open, limit, windowSeconds);
  const value = latency.quantile(QUANTILE) ?? 0;
  return { value, count: latency.countOver(limit), total: latency.count, waiting };
}

/** The judgement of one figure: the levels that it is in, and why. */
class Judgement {
  readonly held: Held;
  readonly #warning: Measured;
  readonly #degraded: Measured;
  readonly #newest: Measured | undefined;
  readonly #limit: number;

  constructor(
    figures: LevelFigures,
    before: Held,
    [warning, degraded]: readonly [number, number],
    healthyShare: number,
    measure: (of: EndedFigures, limit: number) => Measured,
  ) {
    const isEvident = ({ count, total }: Measured, tail: number): boolean =>
      isEvidence(count, total, { healthyShare, tail });
    const [yellow, red] = [measure(figures, warning), measure(figures, degraded)];
    this.#warning = yellow;
    this.#degraded = red;
    this.held = {
      warning: before.warning ? yellow.value > warning : yellow.value >= warning && isEvident(yellow, GATES.warning),
      degraded: red.value > degraded && (before.degraded || isEvident(red, GATES.degraded)),
    };
    this.#limit = this.held.degraded ? degraded : warning;
    this.#newest = figures.newest && measure(figures.newest, this.#limit);
  }

  /** Whether there is anything to judge. */
  get isKnown(): boolean {
    return this.#warning.total > 0;
  }

  /** Undefined when the figure is healthy. */
  reason(what: keyof LevelLimits): Reason | undefined {
    if (!this.held.warning && !this.held.degraded) return undefined;
    const limit = this.#limit;
    const { value: exact, waiting } = this.#measured;
    const value = rounded(exact, 3);
    const { name, unit } = FIGURES[what];
    const isOver = `is ${value === limit ? 'at' : 'over'} ${limit} ${unit}`;
    const message = `${name} ${roundFigure(value, limit)} ${unit} ${isOver}${stillWaiting(waiting)}`;
    const level = this.held.degraded ? 'degraded' : 'warning';
    const recovering = this.#isRecovering;
    return { what, value, limit, unit, level, waiting, recovering, message, alert: null, check: null };
  }

  get #measured(): Measured {
    return this.held.degraded ? this.#degraded : this.#warning;
  }

  get #isRecovering(): boolean {
    const newest = this.#newest;
    if (newest === undefined || newest.value > this.#limit) return false;
    const { count, total } = this.#measured;
    return hasFallen(newest, { count: count - newest.count, total: total - newest.total });
  }
}

/** Without traffic for too long, also where the machine was suspended meanwhile, the levels begin anew. */
function holdOrClear(last: LevelState, now: number): LevelState {
  const isHeld = last.trafficAt !== null && now - last.trafficAt < HOLD_MS;
  return isHeld ? last : { ...INITIAL_LEVEL_STATE, trafficAt: last.trafficAt };
}

function rounded(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}

function worst(reasons: readonly Reason[]): Level {
  return reasons[0]?.level ?? 'healthy';
}

function canJudge(requests: number, healthyShare: number): boolean {
  return isEvidence(Math.ceil(JUDGEABLE_SHARE * requests), requests, { healthyShare, tail: GATES.warning });
}
