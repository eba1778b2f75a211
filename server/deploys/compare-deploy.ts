/**
 * The verdict on a deploy: the error rate and the P95 latency after it, compared with those before it. Requests are not
 * independent of each other, so the comparison allows for three things that happen without a change of the app:
 *
 * - The mix of endpoints changes over the day. Each endpoint is compared with itself, and the results are combined.
 * - Failures come in bursts, and latencies drift. The variance is estimated from how much the figures vary over time.
 * - Caches are cold after a start. The latencies of the first minute are judged separately.
 *
 * The comparison is repeated at a few looks while the time after the deploy grows. The probability of a false alarm is
 * divided among the looks.
 */

import type { DeployVerdict } from '../contract/index.js';
import { errorRateMatters, p95Matters, weightiest } from './compare-figures.js';
import {
  type Both,
  Comparison,
  type EndpointVerdict,
  endpointVerdict,
  isChange,
  toJson,
  WARM_UP_SECONDS,
} from './comparison.js';
import { describeVerdict } from './deploy-message.js';
import { commonEndpoints } from './strata.js';
import { BlockReader, type ReadBlock, type TrafficBlock } from './traffic-block.js';

/** What is known of the time around a deploy, in blocks in the order of their begin; those of several processes may overlap. */
export interface DeployTraffic {
  /** Milliseconds since 1970. */
  at: number;
  /** The half hour before it. */
  before: readonly TrafficBlock[];
  after: readonly TrafficBlock[];
  /** Five-minute blocks of the day before, to know what varies without a deploy; may be empty. */
  day: readonly TrafficBlock[];
}

/** When the verdict is made, in seconds after the deploy. Blocks end there. */
export const LOOK_SECONDS = [85, 115, 175, 295, 595, 1195, 1795] as const;
/** The chance of a false "worse", over all looks: of each of the two figures, and of all endpoints. */
const ALPHA = 0.003;
const LOOK_ALPHA = ALPHA / LOOK_SECONDS.length;
/** Latencies of the day before are looked at as far back: to decode more takes longer than it is worth. */
const LATENCY_DAY_MS = 2 * 3_600_000;
/** Before the first look, nothing is significant. */
const NEVER = -1;
/** Sessions are relied on where at least this share of the requests carries one. */
const MIN_SESSION_SHARE = 0.5;

/** The last look that a time after a deploy allows, in seconds after it; null before the first. */
export function lookAt(at: number, after: readonly TrafficBlock[]): number | null {
  const covered = ((after.at(-1)?.to ?? at) - at) / 1000;
  return LOOK_SECONDS.findLast((seconds) => covered >= seconds - 1) ?? null;
}

/**
 * Compares an app before and after a deploy, at the last look before now.
 * @param reader for several comparisons of the same blocks
 */
export function compareDeploy(
  { at, before, after, day }: DeployTraffic,
  reader: BlockReader = new BlockReader(),
): DeployVerdict {
  const read = (blocks: readonly TrafficBlock[], hasLatencies = true): ReadBlock[] =>
    blocks.map((block) => reader.read(block, hasLatencies));
  const look = lookAt(at, after);
  const judged = look === null ? after : after.filter(({ from }) => from < at + look * 1000);
  const [was, is] = [read(before), read(judged)];
  const recent = day.filter(({ from }) => from >= at - LATENCY_DAY_MS);
  const endpoints = commonEndpoints(was, is);
  const comparison = new Comparison(was, is, read(day, false), read(recent), endpoints, at, failuresPerClient(judged));
  const app = comparison.compare(look === null ? NEVER : LOOK_ALPHA);
  const changed = look === null ? [] : comparison.changedEndpoints(LOOK_ALPHA);
  const isWorse = changed.some((endpoint) => endpointVerdict(endpoint.verdict) === 'worse');
  const verdict: Omit<DeployVerdict, 'message'> = {
    verdict: isWorse ? 'worse' : weightiest([app.errorRate.verdict, app.p95.verdict]),
    requests_before: sum(before, ({ requests }) => requests),
    requests_after: sum(judged, ({ requests }) => requests),
    seconds_after: Math.round(sum(judged, ({ from, to }) => to - from) / 1000),
    error_rate_percent: toJson(app.errorRate, errorRateMatters),
    p95_ms: toJson(app.p95, p95Matters),
    confidence_percent: confidenceOf(isWorse, app, changed),
    warm_up:
      look === null ? null : { seconds: WARM_UP_SECONDS, p95_ms: toJson(comparison.warmUp(LOOK_ALPHA), p95Matters) },
    endpoints: changed.map(({ verdict }) => verdict),
  };
  return { ...verdict, message: describeVerdict(verdict) };
}

/** How sure "worse" or "better" is: chance explains it at one look for one of the figures, and there were many. */
function confidenceOf(
  isWorse: boolean,
  { errorRate, p95 }: Both,
  endpoints: readonly { verdict: EndpointVerdict; chance: number }[],
): number | null {
  const verdict = isWorse ? 'worse' : weightiest([errorRate.verdict, p95.verdict]);
  if (!isChange(verdict)) return null;
  const chances = [
    ...[errorRate, p95].filter((figure) => figure.verdict === verdict).map(({ chance }) => chance),
    ...endpoints.filter((each) => endpointVerdict(each.verdict) === verdict).map(({ chance }) => chance),
  ];
  const chance = 3 * LOOK_SECONDS.length * Math.min(...chances);
  return Math.min(99.99, Math.floor(10_000 * (1 - chance)) / 100);
}

/** How many failures a client had, where most requests carry a session; else 1. */
function failuresPerClient(blocks: readonly TrafficBlock[]): number {
  const requests = sum(blocks, (block) => block.requests);
  if (sum(blocks, ({ requestsWithSession }) => requestsWithSession ?? 0) < MIN_SESSION_SHARE * requests) return 1;
  const sessions = new Set<string>();
  let anonymous = 0;
  for (const { failures } of blocks) {
    if (failures === null || failures === undefined) return 1;
    for (const session of failures.sessions) sessions.add(session);
    anonymous += failures.anonymous;
  }
  return Math.max(1, sum(blocks, ({ failed }) => failed) / Math.max(1, sessions.size + anonymous));
}

function sum<T>(items: readonly T[], valueOf: (item: T) => number): number {
  return items.reduce((all, item) => all + valueOf(item), 0);
}
