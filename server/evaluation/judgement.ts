/**
 * The judgement of one figure. It enters a level through the evidence gate and leaves it when it is back at or under that
 * level's limit.
 */

import { stillWaiting } from '../alerts/alert-message.js';
import { type LevelLimits, type Reason, roundFigure, type Unit } from '../contract/index.js';
import type { LimitIndex, LimitPair } from '../options/endpoint-limits.js';
import { type Counted, hasFallen, isEvidence } from '../statistics/evidence-gate.js';
import type { EndedFigures, LevelFigures } from './figures.js';

/**
 * A figure is evident when a healthy system would show it with less than this probability. Over 30 days at exactly the
 * healthy limit, evaluated every 5 s, a warning gate of 1e-4 changes the level up to 22 times at 1,000 requests/min;
 * 1e-5 changes it at most twice.
 */
export const GATES = { warning: 1e-5, degraded: 1e-6 } as const;
/** The levels that a figure is in. */
export interface Held {
  warning: boolean;
  degraded: boolean;
}

/** Neither. */
export const NOT_HELD: Held = { warning: false, degraded: false };

/** What is judged. */
export interface Figure {
  what: keyof LevelLimits | 'slow_percent';
  unit: Unit;
  /** How a message begins. */
  name: string;
  limits: LimitPair;
  healthyShare: number;
  measure: (of: EndedFigures, limit: number, which: LimitIndex) => Measured;
  /** The endpoint that it is about; null for the whole app. */
  endpoint: string | null;
}

/** A figure, measured against one of its limits. */
export interface Measured extends Counted {
  value: number;
  /** How many open requests are in it. */
  waiting: number;
}

/** The judgement of one figure: the levels that it is in, and why. */
export class Judgement {
  readonly held: Held;
  readonly #figure: Figure;
  readonly #warning: Measured;
  readonly #degraded: Measured;
  readonly #newest: Measured | undefined;
  readonly #limit: number;

  constructor(figures: LevelFigures, before: Held, figure: Figure) {
    const { limits, healthyShare, measure, what } = figure;
    const [warning, degraded] = limits;
    const [yellow, red] = [measure(figures, warning, 0), measure(figures, degraded, 1)];
    this.#figure = figure;
    this.#warning = yellow;
    this.#degraded = red;
    // A share of slow requests is over its limit when a percentile is.
    const reaches = what === 'slow_percent' ? yellow.value > warning : yellow.value >= warning;
    this.held = {
      warning: before.warning ? yellow.value > warning : reaches && isEvident(yellow, healthyShare, GATES.warning),
      degraded: red.value > degraded && (before.degraded || isEvident(red, healthyShare, GATES.degraded)),
    };
    const which = this.held.degraded ? 1 : 0;
    this.#limit = limits[which];
    this.#newest = figures.newest && measure(figures.newest, this.#limit, which);
  }

  /** Whether there is anything to judge. */
  get isKnown(): boolean {
    return this.#warning.total > 0;
  }

  /** Whether the figure is over its limits, but not evidently. */
  get isRising(): boolean {
    return this.isKnown && !this.held.warning && !this.held.degraded && this.#isOver;
  }

  /** Undefined when the figure is healthy. */
  reason(): Reason | undefined {
    if (!this.held.warning && !this.held.degraded) return undefined;
    const { what, unit, endpoint } = this.#figure;
    const { value: exact, waiting } = this.#measured;
    const value = Math.round(exact * 1000) / 1000;
    const level = this.held.degraded ? 'degraded' : 'warning';
    return {
      ...{ what, value, limit: this.#limit, unit, level, waiting, recovering: this.#isRecovering },
      message: this.#messageOf(value) + stillWaiting(waiting),
      ...{ ...(endpoint !== null && { endpoint }), alert: null, check: null },
    };
  }

  #messageOf(value: number): string {
    const { what, name, unit, endpoint } = this.#figure;
    const limit = this.#limit;
    const shown = `${roundFigure(value, limit)} ${unit}`;
    if (what === 'slow_percent') return `${shown} of requests are slower than their own limits (${limit} % allowed)`;
    const begin = endpoint === null ? name : `${endpoint}: ${name.toLowerCase()}`;
    return `${begin} ${shown} is ${value === limit ? 'at' : 'over'} ${limit} ${unit}`;
  }

  get #isOver(): boolean {
    return this.#warning.value > this.#figure.limits[0];
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

function isEvident({ count, total }: Measured, healthyShare: number, tail: number): boolean {
  return isEvidence(count, total, { healthyShare, tail });
}
