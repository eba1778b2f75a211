/**
 * The level: healthy, warning or degraded, a pure function of the window's figures, the previous state and the time.
 * A figure enters a level through the evidence gate and leaves it when it is back at or under that level's limit, so
 * that neither chance nor the gate itself makes the light flicker.
 */

import { type EndpointFigures, type Level, levelRank, type Reason } from '../contract/index.js';
import { endpointKeyText } from '../options/endpoint-key.js';
import type { LevelOptions } from '../options/monitor-options.js';
import { isEvidence, JUDGEABLE_SHARE } from '../statistics/evidence-gate.js';
import { type EndedFigures, errorRateOf, latencyOf, type LevelFigures } from './figures.js';
import { GATES, type Held, Judgement, NOT_HELD } from './judgement.js';

export type { LevelFigures };

/** The state that one evaluation passes to the next. */
export interface LevelState {
  errorRate: Held;
  /** The P95 latency, or the share of slow requests. */
  p95: Held;
  /** The error rates of endpoints that are judged by themselves. */
  endpoints: readonly Held[];
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
  /** A figure is over its limits that is no reason, because that is not evident yet. */
  isRising: boolean;
  state: LevelState;
}

/** For how long an empty window keeps the level. */
const HOLD_MS = 300_000;

/** The state before the first evaluation. */
export const INITIAL_LEVEL_STATE: LevelState = {
  errorRate: NOT_HELD,
  p95: NOT_HELD,
  endpoints: [],
  trafficAt: null,
  reasons: [],
};

/**
 * Evaluates the level.
 * @param last the state that the last evaluation returned
 * @param now monotonic milliseconds
 */
export function evaluateLevel(figures: LevelFigures, last: LevelState, limits: LevelOptions, now: number): LevelResult {
  const { requests } = figures;
  const before = holdOrClear(last, now);
  const rate = errorRateOf(limits.errorRatePercent, withoutOwn);
  const errorRate = new Judgement(figures, before.errorRate, rate);
  const p95 = new Judgement(figures, before.p95, latencyOf(figures, limits));
  const endpoints = (limits.endpoints?.errorRates ?? []).map(({ endpoint, limits: own }, place) => {
    const figure = errorRateOf(own, ({ counted }) => ({
      requests: counted?.[2 * place] ?? 0,
      failed: counted?.[2 * place + 1] ?? 0,
    }));
    return new Judgement(figures, before.endpoints[place] ?? NOT_HELD, {
      ...figure,
      endpoint: endpointKeyText(endpoint),
    });
  });
  if (requests === 0 && !p95.isKnown) {
    // Without requests nothing is recovering.
    const held = before.reasons.map((reason) => ({ ...reason, recovering: false }));
    return { level: worst(held), reasons: held, tooFewToJudge: false, isRising: false, state: before };
  }
  const judgements = [errorRate, p95, ...endpoints];
  const reasons = judgements
    .flatMap((judgement) => judgement.reason() ?? [])
    .sort((a, b) => levelRank(b.level) - levelRank(a.level));
  return {
    level: worst(reasons),
    reasons,
    tooFewToJudge: !canJudge(requests, rate.healthyShare),
    isRising: judgements.some((judgement) => judgement.isRising),
    state: {
      ...{ errorRate: errorRate.held, p95: p95.held, trafficAt: now, reasons },
      endpoints: endpoints.map(({ held }) => held),
    },
  };
}

/**
 * The figures of an endpoint that are over its limits, by the same test as the level: `over_limit` those of the level
 * degraded, `over_warning_limit` those of the level warning alone.
 * @param limits null for figures that are not judged
 */
export function overLimit(
  figures: Omit<EndedFigures, 'own' | 'counted'>,
  limits: EndpointFigures['limits'],
): Pick<EndpointFigures, 'over_limit' | 'over_warning_limit'> {
  const { error_rate_percent: errorRate, p95_ms: p95Ms } = limits;
  const all = [errorRate && errorRateOf(errorRate), p95Ms && latencyOf(figures, { p95Ms })];
  const judged = all.flatMap((figure) =>
    figure !== null && figure.what !== 'slow_percent'
      ? [{ what: figure.what, held: new Judgement(figures, NOT_HELD, figure).held }]
      : [],
  );
  const whatIs = (holds: (held: Held) => boolean) => judged.filter(({ held }) => holds(held)).map(({ what }) => what);
  return {
    over_limit: whatIs(({ degraded }) => degraded),
    over_warning_limit: whatIs(({ degraded, warning }) => warning && !degraded),
  };
}

/** Of all endpoints but those that have limits of their own. */
function withoutOwn({ requests, failed, own }: EndedFigures): Pick<EndedFigures, 'requests' | 'failed'> {
  return { requests: requests - (own?.requests ?? 0), failed: failed - (own?.failed ?? 0) };
}

/** Without traffic for too long, also where the machine was suspended meanwhile, the levels begin anew. */
function holdOrClear(last: LevelState, now: number): LevelState {
  const isHeld = last.trafficAt !== null && now - last.trafficAt < HOLD_MS;
  return isHeld ? last : { ...INITIAL_LEVEL_STATE, trafficAt: last.trafficAt };
}

function worst(reasons: readonly Reason[]): Level {
  return reasons[0]?.level ?? 'healthy';
}

/** Whether one failure in five among so many requests could be distinguished from chance. */
export function canJudge(requests: number, healthyShare: number): boolean {
  return isEvidence(Math.ceil(JUDGEABLE_SHARE * requests), requests, { healthyShare, tail: GATES.warning });
}
