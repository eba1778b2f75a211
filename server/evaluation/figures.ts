/** The figures that levels are made of: how each is measured, and against which limits. */

import { NEWEST_SECONDS } from '../alerts/rules/recovery.js';
import { type JudgedLatencies, shareOf, slowRequests } from '../alerts/rules/slow-requests.js';
import { withWaiting, type WaitingRequest } from '../alerts/rules/waiting-requests.js';
import type { LatencyFigures } from '../collector/histogram/histogram.js';
import type { OwnFigures } from '../collector/own-figures.js';
import { DEFAULT_WINDOW_SECONDS, SLOW_PERCENT } from '../contract/index.js';
import type { LimitPair } from '../options/endpoint-limits.js';
import type { LevelOptions } from '../options/monitor-options.js';
import { HEALTHY_FAILURE_SHARE, healthySlowShare } from '../statistics/evidence-gate.js';
import type { Figure } from './judgement.js';

/** Figures of ended requests. */
export interface EndedFigures {
  requests: number;
  failed: number;
  latency: LatencyFigures;
  /** The part of endpoints that have limits of their own; undefined without such endpoints. */
  own?: (JudgedLatencies & Pick<OwnFigures, 'requests' | 'failed'>) | undefined;
  /** Requests and failures of `EndpointLimits.errorRates`, one pair after the other. */
  counted?: ArrayLike<number>;
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

/** The quantile that is judged. */
const QUANTILE = 0.95;

/**
 * The error rate.
 * @param of what is counted; all requests unless given
 */
export function errorRateOf(
  limits: LimitPair,
  of: (all: EndedFigures) => Pick<EndedFigures, 'requests' | 'failed'> = (all) => all,
): Figure {
  return {
    what: 'error_rate_percent',
    unit: '%',
    name: 'Error rate',
    limits,
    endpoint: null,
    healthyShare: Math.min(HEALTHY_FAILURE_SHARE, limits[0] / 100),
    measure: (ended) => {
      const { failed, requests } = of(ended);
      return { value: (100 * failed) / Math.max(1, requests), count: failed, total: requests, waiting: 0 };
    },
  };
}

/** The P95 latency; where endpoints have limits of their own, the share of requests that are slower than these. */
export function latencyOf(
  figures: LevelFigures,
  { p95Ms: limits, endpoints }: Pick<LevelOptions, 'p95Ms' | 'endpoints'>,
): Figure {
  const { waiting: open = [], windowSeconds = DEFAULT_WINDOW_SECONDS } = figures;
  if (endpoints?.hasLatencies !== true) {
    return {
      what: 'p95_ms',
      unit: 'ms',
      name: 'P95 latency',
      limits,
      endpoint: null,
      healthyShare: healthySlowShare(QUANTILE),
      measure: (of, limit) => {
        const seconds = of === figures ? windowSeconds : NEWEST_SECONDS;
        const { latency, waiting } = withWaiting(of.latency, open, limit, seconds);
        const value = latency.quantile(QUANTILE) ?? 0;
        return { value, count: latency.countOver(limit), total: latency.count, waiting };
      },
    };
  }
  return {
    what: 'slow_percent',
    unit: '%',
    name: '',
    limits: [SLOW_PERCENT, SLOW_PERCENT],
    endpoint: null,
    healthyShare: healthySlowShare(QUANTILE),
    measure: (of, _, which) => {
      if (of.own === undefined) return { value: 0, count: 0, total: 0, waiting: 0 };
      const seconds = of === figures ? windowSeconds : NEWEST_SECONDS;
      const slow = slowRequests(of.own, { endpoints, which, otherwiseMs: limits[which] }, open, seconds);
      return { ...slow, value: 100 * shareOf(slow) };
    },
  };
}
