/** PromQL over the metrics of exposition.ts, for the rule file and the dashboard. */

import { quoted } from './text-format.js';

/** Which series are meant, as in `{job="portal"}`: label matchers; empty for all. */
export type Matchers = readonly string[];

/** A matcher for one value of a label. */
export function equals(label: string, value: string): string {
  return `${label}=${quoted(value)}`;
}

/** A matcher for a bucket's bound. Prometheus 3 stores whole numbers as `1.0`. */
export function upTo(bound: number): string {
  return Number.isInteger(bound) ? `le=~"${bound}([.]0)?"` : equals('le', String(bound));
}

/** A metric with matchers. */
export function metric(name: string, matchers: Matchers): string {
  return matchers.length === 0 ? name : `${name}{${matchers.join(',')}}`;
}

/** Such as `sum by (job) (increase(align_monitor_requests_total[5m]))`. */
export function sumOf(how: 'rate' | 'increase', name: string, matchers: Matchers, range: string, by: string): string {
  return `${summed(by)} (${how}(${metric(name, matchers)}[${range}]))`;
}

/** Failures of 100 requests. Counts that begin at 0 with the process are used, so that no first failure is missed. */
export function errorRate(matchers: Matchers, range: string, by: string): string {
  const failures = sumOf('rate', 'align_monitor_failures_total', matchers, range, by);
  return `100 * ${failures} / ${sumOf('rate', 'align_monitor_requests_total', matchers, range, by)}`;
}

/** A percentile of the latency in milliseconds. */
export function percentile(
  quantile: number,
  matchers: Matchers,
  range: string,
  by: string,
  name = 'align_monitor_request_duration_seconds',
): string {
  const labels = by === '' ? 'le' : `${by}, le`;
  const buckets = sumOf('rate', `${name}_bucket`, matchers, range, labels);
  return `1000 * histogram_quantile(${quantile}, ${buckets})`;
}

function summed(by: string): string {
  return by === '' ? 'sum' : `sum by (${by})`;
}
