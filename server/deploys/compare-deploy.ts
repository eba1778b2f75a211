/**
 * The verdict on a deploy: error rate and P95 latency after it compared with those before it, for the whole app and for
 * each endpoint. The comparison is repeated while the time after the deploy grows, so the tests are strict: where
 * nothing has changed, one comparison says "worse" or "better" in at most one of 1,000 deploys.
 */

import {
  type DeployComparison,
  type DeployVerdict,
  roundFigure,
  roundPercent,
  type Verdict,
} from '../contract/index.js';
import { compareErrorRate, compareP95, weightiest, type Judged, type Latencies } from './compare-figures.js';

/** Figures of a stretch of time. */
export interface DeployFigures {
  requests: number;
  failed: number;
  latency: Latencies;
  endpoints: Iterable<EndpointDeployFigures>;
}

/** The same for one endpoint. */
export interface EndpointDeployFigures extends Omit<DeployFigures, 'endpoints'> {
  /** The route template. */
  endpoint: string;
  method: string;
}

type EndpointVerdict = DeployVerdict['endpoints'][number];

/** Half of one in 1,000 for the app, half for its endpoints (Bonferroni's correction, here and below). */
const SIGNIFICANCE = 0.001 / 2;
/** Error rate and P95, each upwards and downwards. */
const TESTS = 4;
/** The first answers are slow because caches are cold, whatever the version. */
const MIN_SECONDS = 30;
const MAX_NAMED = 3;
const MAX_NAME = 80;

/**
 * Compares an app before and after a deploy. The app is worse when one of its two figures is, or one of its endpoints:
 * an endpoint that few use may be broken without a trace in the sums.
 * @param secondsAfter how much time `after` covers
 */
export function compareDeploy(before: DeployFigures, after: DeployFigures, secondsAfter: number): DeployVerdict {
  const isEarly = secondsAfter < MIN_SECONDS;
  const app = compareBoth(before, after, SIGNIFICANCE / TESTS, isEarly);
  const endpoints = isEarly ? [] : changedEndpoints(before.endpoints, after.endpoints);
  const figures = weightiest([app.errorRate.verdict, app.p95.verdict]);
  const isWorse = endpoints.some((endpoint) => endpointVerdict(endpoint) === 'worse');
  const verdict: Omit<DeployVerdict, 'message'> = {
    verdict: isWorse ? 'worse' : figures,
    requests_before: before.requests,
    requests_after: after.requests,
    seconds_after: Math.round(secondsAfter),
    error_rate_percent: comparison(app.errorRate),
    p95_ms: comparison(app.p95),
    endpoints,
  };
  return { ...verdict, message: messageOf(verdict) };
}

interface Both {
  errorRate: Judged;
  p95: Judged;
}

function compareBoth(
  before: Omit<DeployFigures, 'endpoints'>,
  after: Omit<DeployFigures, 'endpoints'>,
  significance: number,
  isEarly = false,
): Both {
  const errorRate = compareErrorRate(
    { marked: before.failed, count: before.requests },
    { marked: after.failed, count: after.requests },
    significance,
  );
  const p95 = compareP95(before.latency, after.latency, significance);
  const early = { verdict: 'too early to say' } as const;
  return isEarly ? { errorRate: { ...errorRate, ...early }, p95: { ...p95, ...early } } : { errorRate, p95 };
}

/** The endpoints that changed, of those in use both before and after: worse ones first, then the most certain. */
function changedEndpoints(
  before: Iterable<EndpointDeployFigures>,
  after: Iterable<EndpointDeployFigures>,
): EndpointVerdict[] {
  const earlier = new Map(Array.from(before, (figures) => [keyOf(figures), figures]));
  const pairs = Array.from(after, (now) => ({ was: earlier.get(keyOf(now)), now })).flatMap(({ was, now }) =>
    was === undefined || was.requests === 0 || now.requests === 0 ? [] : [{ was, now }],
  );
  const significance = SIGNIFICANCE / (TESTS * pairs.length);
  return pairs
    .map(({ was, now }) => {
      const { errorRate, p95 } = compareBoth(was, now, significance);
      const verdict = {
        endpoint: now.endpoint,
        method: now.method,
        error_rate_percent: comparison(errorRate),
        p95_ms: comparison(p95),
        requests_before: was.requests,
        requests_after: now.requests,
      };
      return { verdict, chance: Math.min(errorRate.chance, p95.chance) };
    })
    .filter(({ verdict }) => isChange(verdict.error_rate_percent.verdict) || isChange(verdict.p95_ms.verdict))
    .sort((a, b) => rank(a.verdict) - rank(b.verdict) || a.chance - b.chance)
    .map(({ verdict }) => verdict);
}

function keyOf({ method, endpoint }: EndpointDeployFigures): string {
  return `${method} ${endpoint}`;
}

function endpointVerdict(endpoint: EndpointVerdict): Verdict {
  return weightiest([endpoint.error_rate_percent.verdict, endpoint.p95_ms.verdict]);
}

function rank(endpoint: EndpointVerdict): number {
  return endpointVerdict(endpoint) === 'worse' ? 0 : 1;
}

function isChange(verdict: Verdict): boolean {
  return verdict === 'worse' || verdict === 'better';
}

function comparison({ before, after, verdict }: Judged): DeployComparison {
  return { before: rounded(before), after: rounded(after), verdict };
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1000) / 1000;
}

function messageOf(verdict: Omit<DeployVerdict, 'message'>): string {
  const { requests_before, requests_after, error_rate_percent, p95_ms, endpoints } = verdict;
  if (requests_after === 0) return 'No requests yet';
  if (requests_before === 0) return `No requests before to compare with; ${requestsText(requests_after)} since`;
  const worse = endpoints.filter((endpoint) => endpointVerdict(endpoint) === 'worse');
  const named = worse.slice(0, MAX_NAMED).map(({ method, endpoint }) => `${method} ${endpoint.slice(0, MAX_NAME)}`);
  if (worse.length > MAX_NAMED) named.push(`${worse.length - MAX_NAMED} more`);
  const figure = ({ before, after, verdict: change }: DeployComparison, text: typeof percentText) =>
    `${text(after)} (before ${text(before)}, ${change})`;
  const figures = `Error rate ${figure(error_rate_percent, percentText)}, P95 ${figure(p95_ms, millisecondsText)}`;
  return `${figures}; ${requestsText(requests_after)}${named.length === 0 ? '' : `; worse: ${named.join(', ')}`}`;
}

function requestsText(requests: number): string {
  return `${requests.toLocaleString('en-US')} ${requests === 1 ? 'request' : 'requests'}`;
}

/** A percentage as text: three digits, two below 1. */
export function percentText(value: number | null): string {
  return value === null ? 'unknown' : `${roundPercent(value)} %`;
}

/** Milliseconds as text: whole ones from 100 on. */
export function millisecondsText(value: number | null): string {
  return value === null ? 'unknown' : `${roundFigure(value)} ms`;
}
