/** PromQL about single endpoints, whose labels are their methods and templates. */

import { DURATION_BOUNDS_MS } from '../../collector/endpoints/request-series.js';
import type { EndpointKey } from '../../options/endpoint-key.js';
import type { EndpointLimits } from '../../options/endpoint-limits.js';
import { equals, type Matchers, metric, sumOf, upTo } from './promql.js';
import { quoted } from './text-format.js';

/** The histogram of all requests by endpoint. */
export const DURATION = 'http_server_request_duration_seconds';

/** Failures by endpoint. */
export const ENDPOINT_FAILURES = 'align_monitor_endpoint_failures_total';

/** The series of an endpoint. */
export function matchersOf({ template, method, except = [] }: EndpointKey): Matchers {
  return [
    equals('http_route', template),
    ...(method === null ? [] : [equals('http_request_method', method)]),
    ...(except.length === 0 ? [] : [`http_request_method!~${quoted(except.join('|'))}`]),
  ];
}

/** The sum over endpoints, each counted once. */
export function sumOfEndpoints(
  how: 'rate' | 'increase',
  name: string,
  endpoints: readonly EndpointKey[],
  range: string,
  by: string,
): string {
  const series = endpoints.map((key) => `${how}(${metric(name, matchersOf(key))}[${range}])`);
  return `sum by (${by}) (${series.join(' or ')})`;
}

/** Counts of the whole app without some endpoints, which may have had no request yet. */
export function withoutEndpoints(whole: string, left: string): string {
  return `(${whole} - (${left} or 0 * ${whole}))`;
}

/** The lowest bound of the histogram by endpoint that is not below a limit in milliseconds, in seconds. */
export function boundOf(limitMs: number): number | undefined {
  const bound = DURATION_BOUNDS_MS.find((ms) => ms >= limitMs);
  return bound === undefined ? undefined : bound / 1000;
}

/**
 * Requests that were slower than the limits of their endpoints, and all that are judged. Limits are those of the level
 * degraded, each rounded up to a bound of the histogram; beyond the last one nothing counts as slow.
 * @param otherwiseMs the limit of endpoints without one of their own
 */
export function slowCounts(
  limits: EndpointLimits | undefined,
  otherwiseMs: number,
  range: string,
  by: string,
): { counted: string; requests: string } {
  const all = sumOf('increase', `${DURATION}_count`, [], range, by);
  const within = (bound: number | undefined, matchers: Matchers): string =>
    bound === undefined
      ? sumOf('increase', `${DURATION}_count`, matchers, range, by)
      : sumOf('increase', `${DURATION}_bucket`, [...matchers, upTo(bound)], range, by);
  const otherwise = boundOf(otherwiseMs);
  const own = (limits?.latencies ?? []).map(({ endpoint, limits: pair }) => {
    const matchers = matchersOf(endpoint);
    const slow = `${within(pair === null ? undefined : boundOf(pair[1]), matchers)} - ${within(otherwise, matchers)}`;
    return { slow: `((${slow}) or 0 * ${all})`, isLeftOut: pair === null, endpoint };
  });
  const slow = [`${all} - ${within(otherwise, [])}`, ...own.map((each) => each.slow)].join('\n  - ');
  const leftOut = own.filter(({ isLeftOut }) => isLeftOut).map(({ endpoint }) => endpoint);
  return {
    counted: `(${slow})`,
    requests:
      leftOut.length === 0
        ? all
        : withoutEndpoints(all, sumOfEndpoints('increase', `${DURATION}_count`, leftOut, range, by)),
  };
}
