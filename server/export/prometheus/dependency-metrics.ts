/** What Prometheus reads of the dependencies: at most 53 names. */

import { DURATION_BOUNDS_MS } from '../../collector/endpoints/request-series.js';
import { CALL_FAILURES } from '../../contract/index.js';
import type { Dependencies } from '../../dependencies/dependencies.js';
import type { Metric } from './text-format.js';

/** The duration of calls. */
export const CALL_DURATION = 'align_monitor_dependency_duration_seconds';

/** The metrics; none while nothing is followed. */
export function* dependencyMetrics(dependencies: Dependencies | undefined): Generator<Metric> {
  const all = Array.from(dependencies?.totals() ?? [], ({ name, kind, ...totals }) => ({
    labels: { dependency: name, kind },
    ...totals,
  }));
  if (all.length === 0) return;
  yield {
    name: 'align_monitor_dependency_requests_total',
    help: 'Calls of dependencies that have ended.',
    type: 'counter',
    values: all.map(({ labels, buckets }) => ({ labels, value: buckets.at(-1) ?? 0 })),
  };
  yield {
    name: 'align_monitor_dependency_failures_total',
    help: 'Calls of dependencies that failed, by class.',
    type: 'counter',
    values: all.flatMap(({ labels, failures }) =>
      CALL_FAILURES.map((failure, index) => ({ labels: { ...labels, failure }, value: failures[index] ?? 0 })),
    ),
  };
  yield {
    name: 'align_monitor_dependency_aborted_total',
    help: 'Calls of dependencies that the app itself gave up; they are in no other count.',
    type: 'counter',
    values: all.map(({ labels, aborted }) => ({ labels, value: aborted })),
  };
  yield {
    name: 'align_monitor_dependency_open_requests',
    help: 'Calls of dependencies that are open now.',
    type: 'gauge',
    values: all.map(({ labels, open }) => ({ labels, value: open })),
  };
  yield {
    name: CALL_DURATION,
    help: 'Duration of calls of dependencies, from their begin to the end of the answer.',
    type: 'histogram',
    bounds: DURATION_BOUNDS_MS.map((ms) => ms / 1000),
    values: all.map(({ labels, buckets, sum }) => ({
      labels,
      counts: buckets,
      count: buckets.at(-1) ?? 0,
      sum: sum / 1000,
    })),
  };
}
