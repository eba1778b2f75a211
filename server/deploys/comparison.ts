/** The comparison of the time after a deploy with the time before it: the whole app, each endpoint, and the warm-up. */

import type { DeployComparison, DeployVerdict, Verdict } from '../contract/index.js';
import { expectation, stratifiedUpperTail } from '../statistics/cochran-mantel-haenszel.js';
import { errorRateMatters, judge, type Judged, p95Matters, percentOf, weightiest } from './compare-figures.js';
import { type Evidence, evidenceOf } from './evidence.js';
import { Counter, type Figure, Period, QUANTILE, REST, Series } from './strata.js';
import { countOf, type ReadBlock, weightedQuantile } from './traffic-block.js';

/** The verdict on one endpoint. */
export type EndpointVerdict = DeployVerdict['endpoints'][number];

/** Latencies up to then are judged apart: a minute, and what a block is late. */
export const WARM_UP_SECONDS = 65;
/** Latencies vary slowly, of which half an hour shows little: they get a third of the chance. */
const LATENCY_PART = 1 / 3;

/** Both figures. */
export interface Both {
  errorRate: Judged;
  p95: Judged;
}

/** A figure of the whole app. */
interface AppSeries {
  before: Series;
  after: Series;
  day: Series;
  evidence: Evidence;
}

/** Everything that is compared at one look. */
export class Comparison {
  readonly #before: Period;
  readonly #after: Period;
  readonly #warm: Period;
  readonly #cold: Period;
  readonly #day: Period;
  readonly #recentDay: Period;
  readonly #counter: Counter;
  readonly #failuresPerClient: number;
  readonly #endpoints: ReadonlySet<string>;
  readonly #apps = new Map<Figure, AppSeries>();

  constructor(
    before: readonly ReadBlock[],
    after: readonly ReadBlock[],
    day: readonly ReadBlock[],
    recentDay: readonly ReadBlock[],
    endpoints: ReadonlySet<string>,
    at: number,
    failuresPerClient: number,
  ) {
    this.#failuresPerClient = failuresPerClient;
    this.#endpoints = endpoints;
    this.#before = new Period(before, endpoints);
    this.#after = new Period(after, endpoints);
    const isWarm = ({ from }: ReadBlock): boolean => from >= at + WARM_UP_SECONDS * 1000 - 1;
    this.#warm = new Period(after.filter(isWarm), endpoints);
    this.#cold = new Period(
      after.filter((block) => !isWarm(block)),
      endpoints,
    );
    this.#day = new Period(day, endpoints);
    this.#recentDay = new Period(recentDay, endpoints);
    this.#counter = new Counter(this.#before, this.#after, this.#recentDay);
  }

  /** @param endpoint the only one that is compared */
  compare(significance: number, endpoint?: string): Both {
    const keys = endpoint === undefined ? [...this.#endpoints, REST] : [endpoint];
    const failed = this.#evidence('failed', significance, endpoint);
    const [was, is] = [percentOf(failed.before), percentOf(failed.after)];
    const expectedRate = expectedPercent(this.#before, this.#after, keys);
    const rateMatters = expectedRate !== null && is !== null && errorRateMatters(expectedRate, is);
    const ofLatency = significance * LATENCY_PART;
    const slower = this.#evidence('slower', ofLatency, endpoint);
    const { better } = this.#evidence('not faster', ofLatency, endpoint);
    const p95Was = quantile(this.#before, keys);
    const p95Is = quantile(this.#warm, keys) ?? quantile(this.#cold, keys);
    const compared = keys.filter((key) => this.#counter.comparesLatency(key));
    const expected = quantile(this.#before, compared, this.#warm);
    const comparable = quantile(this.#warm, compared);
    const p95Changes = expected !== null && comparable !== null && p95Matters(expected, comparable);
    return {
      errorRate: { before: was, after: is, expected: expectedRate, ...judge(failed, significance, rateMatters) },
      p95: { before: p95Was, after: p95Is, expected, ...judge({ ...slower, better }, ofLatency, p95Changes) },
    };
  }

  /** The latencies of the warm-up. They may be a burst, so they need not persist. */
  warmUp(significance: number): Judged {
    const keys = [...this.#endpoints, REST];
    const { before, day } = this.#ofApp('slower');
    const cold = Series.of(this.#cold, keys, 'slower', this.#counter);
    const evidence = { ...evidenceOf('slower', before, cold, day), better: expectation([]), persistent: null };
    const [was, is] = [quantile(this.#before, keys), quantile(this.#cold, keys)];
    const compared = keys.filter((key) => this.#counter.comparesLatency(key));
    const [expected, comparable] = [quantile(this.#before, compared, this.#cold), quantile(this.#cold, compared)];
    const matters = expected !== null && comparable !== null && p95Matters(expected, comparable);
    return { before: was, after: is, expected, ...judge(evidence, significance * LATENCY_PART, matters) };
  }

  /** Worse ones first, then the most certain. */
  changedEndpoints(significance: number): { verdict: EndpointVerdict; chance: number }[] {
    const each = significance / (2 * this.#endpoints.size);
    return [...this.#endpoints]
      .map((key) => {
        const { errorRate, p95 } = this.compare(each, key);
        const space = key.indexOf(' ');
        const verdict: EndpointVerdict = {
          endpoint: key.slice(space + 1),
          method: key.slice(0, space),
          error_rate_percent: toJson(errorRate, errorRateMatters),
          p95_ms: toJson(p95, p95Matters),
          requests_before: this.#before.total.get(key)?.requests ?? 0,
          requests_after: this.#after.total.get(key)?.requests ?? 0,
        };
        return { verdict, chance: 2 * this.#endpoints.size * Math.min(errorRate.chance, p95.chance) };
      })
      .filter(({ verdict }) => isChange(verdict.error_rate_percent.verdict) || isChange(verdict.p95_ms.verdict))
      .sort((a, b) => rank(a.verdict) - rank(b.verdict) || a.chance - b.chance);
  }

  #evidence(figure: Figure, significance: number, endpoint?: string): Evidence {
    const all = this.#ofApp(figure);
    if (endpoint === undefined) return all.evidence;
    const [before, after] = [all.before.totalOf(endpoint), all.after.totalOf(endpoint)];
    const worse = expectation([{ sample: after, other: before }]);
    const better = expectation([{ sample: before, other: after }]);
    // What makes all endpoints vary at once shows best in their sum; each has its part of it.
    const part = worse.variance / Math.max(all.evidence.worse.variance, Number.MIN_VALUE);
    const shared = 1 + (all.evidence.designEffect - 1) * part;
    const designEffect = Math.max(shared, figure === 'failed' ? this.#failuresPerClient : 1);
    const isLikely = Math.min(...[worse, better].map((each) => stratifiedUpperTail(each, designEffect))) > significance;
    // Of most endpoints it need not be known how much they vary, which takes long to find out.
    if (isLikely) return { worse, better, before, after, designEffect, persistent: null };
    const own = evidenceOf(figure, all.before.only(endpoint), all.after.only(endpoint), all.day.only(endpoint));
    return { ...own, designEffect: Math.max(own.designEffect, designEffect) };
  }

  #ofApp(figure: Figure): AppSeries {
    const known = this.#apps.get(figure);
    if (known !== undefined) return known;
    const of = (period: Period): Series => Series.of(period, [...this.#endpoints, REST], figure, this.#counter);
    const [before, after, day] = [
      of(this.#before),
      of(figure === 'failed' ? this.#after : this.#warm),
      of(figure === 'failed' ? this.#day : this.#recentDay),
    ];
    const evidence = evidenceOf(figure, before, after, day);
    if (figure === 'failed') evidence.designEffect = Math.max(evidence.designEffect, this.#failuresPerClient);
    const app = { before, after, day, evidence };
    this.#apps.set(figure, app);
    return app;
  }
}

/** The error rate before, at the mix of endpoints after. */
function expectedPercent(before: Period, after: Period, keys: readonly string[]): number | null {
  let [failed, requests] = [0, 0];
  for (const key of keys) {
    const [was, is] = [before.total.get(key), after.total.get(key)];
    if (was === undefined || is === undefined || was.requests === 0) continue;
    failed += (is.requests * was.failed) / was.requests;
    requests += is.requests;
  }
  return percentOf({ marked: failed, count: requests });
}

/** The P95 of some endpoints; as if they had the mix of another period, where one is given. */
function quantile(period: Period, keys: readonly string[], mixOf = period): number | null {
  const all = keys.flatMap((key) => {
    const [latency, other] = [period.total.get(key)?.latency, mixOf.total.get(key)?.latency];
    if (latency === undefined || other === undefined || latency.counts.length === 0) return [];
    return [{ latency, weight: countOf(other) / countOf(latency) }];
  });
  return weightedQuantile(all, QUANTILE);
}

/** The verdict of an endpoint that weighs more. */
export function endpointVerdict(endpoint: EndpointVerdict): Verdict {
  return weightiest([endpoint.error_rate_percent.verdict, endpoint.p95_ms.verdict]);
}

function rank(endpoint: EndpointVerdict): number {
  return endpointVerdict(endpoint) === 'worse' ? 0 : 1;
}

/** Whether something has changed. */
export function isChange(verdict: Verdict): boolean {
  return verdict === 'worse' || verdict === 'better';
}

/** A figure as it is answered. */
export function toJson({ before, after, expected, verdict }: Judged, matters: typeof p95Matters): DeployComparison {
  const isOther = before !== null && expected !== null && expected !== undefined && matters(before, expected);
  return { before: rounded(before), after: rounded(after), expected: isOther ? rounded(expected) : null, verdict };
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1000) / 1000;
}
