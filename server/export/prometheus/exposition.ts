/**
 * What Prometheus reads of a monitor. Names are those of OpenTelemetry's conventions for HTTP and of Prometheus'
 * clients for a process; all others begin with `align_monitor_`. Counts never go back while the process lives.
 */

import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import type { Collector } from '../../collector/collector.js';
import { CumulativeLatency } from '../../collector/histogram/cumulative-latency.js';
import { DURATION_BOUNDS_MS } from '../../collector/endpoints/request-series.js';
import {
  type Alert,
  type CheckFigures,
  type Deploy,
  type Level,
  LEVELS,
  type ProcessFigures,
} from '../../contract/index.js';
import type { Dependencies } from '../../dependencies/dependencies.js';
import type { ExposedInstrument } from '../../instruments/instruments.js';
import type { JobTotals } from '../../jobs/jobs.js';
import type { Rule } from '../../options/rule.js';
import { dependencyMetrics } from './dependency-metrics.js';
import { instrumentMetrics, jobMetrics } from './own-metrics.js';
import { type HistogramValue, type Metric, metricText } from './text-format.js';

/** Of latencies, the bounds of the dense histogram: 2^(k/8) ms from 0.06 ms to 66 s. */
const LOWEST_MS = 2 ** -4;
const HIGHEST_MS = 2 ** 16;
/** The same text in every process, wherever the last digit of a power is rounded differently. */
const DIGITS = 6;
/** The series of all statuses and error classes beyond the bound, by the name that OpenTelemetry has for such. */
const OTHER = '_OTHER';

/** What the text is made of. */
export interface ExpositionInput {
  collector: Collector;
  level: Level;
  alerts: readonly Alert[];
  checks: readonly CheckFigures[];
  deploy: Deploy | null;
  rules: readonly Rule[];
  /** The app's version. */
  version: string | null;
  jobs: readonly JobTotals[];
  instruments: readonly ExposedInstrument[];
  process: ProcessFigures;
  /** User and system time of the process since its start, in seconds. */
  cpuSeconds: number;
  /** Errors of the monitor's own that were swallowed. */
  monitorErrors: number;
  /** How often a registry of the app's was left out. */
  droppedRegistries: number;
  /** Undefined while nothing is followed. */
  dependencies?: Dependencies | undefined;
  /** Monotonic milliseconds. */
  now: number;
}

/** So many parts are made before the event loop turns: with thousands of endpoints the text has megabytes. */
const PARTS_PER_TURN = 50;

/** The text, without what other registries add. */
export async function exposition(input: ExpositionInput): Promise<string> {
  let text = '';
  let parts = 0;
  const ofCalls = dependencyMetrics(input.dependencies);
  const ofApp = [jobMetrics(input.jobs), instrumentMetrics(input.instruments)];
  for (const metrics of [requestMetrics(input), ofCalls, stateMetrics(input), processMetrics(input), ...ofApp]) {
    for (const metric of metrics) {
      for (const part of metricText(metric)) {
        text += part;
        if (++parts % PARTS_PER_TURN === 0) await setImmediate();
      }
    }
  }
  return text;
}

function* requestMetrics({ collector, rules, process, now }: ExpositionInput): Generator<Metric> {
  const { totals, classes, endpoints, features, sessions } = collector;
  yield {
    name: 'http_server_request_duration_seconds',
    help: 'Duration of HTTP requests, also of streams and of those that the client has aborted.',
    type: 'histogram',
    bounds: DURATION_BOUNDS_MS.map((ms) => ms / 1000),
    values: routeHistograms(collector),
  };
  yield {
    name: 'http_server_active_requests',
    help: 'Requests that are open now.',
    type: 'gauge',
    values: [{ value: process.in_flight }],
  };
  yield {
    name: 'align_monitor_request_duration_seconds',
    help: 'Latency of the requests that percentiles include: streams have none, and most aborted requests.',
    type: 'histogram',
    bounds: denseBounds(),
    values: [denseHistogram(collector)],
  };
  yield counter('align_monitor_requests_total', 'Requests.', totals.requests);
  yield counter('align_monitor_failures_total', "Requests that failed by the server's fault.", totals.failed);
  yield {
    name: 'align_monitor_endpoint_failures_total',
    help: "Requests that failed by the server's fault, by endpoint.",
    type: 'counter',
    values: Array.from(endpoints.totals(), ({ endpoint, method, failed }) => ({
      labels: { http_request_method: method, http_route: endpoint },
      value: failed,
    })),
  };
  // Classes that rules count begin at 0, since the first error of a series that begins with it is no increase.
  const watched = rules.flatMap(({ errorClass }) => errorClass ?? []);
  yield {
    name: 'align_monitor_errors_total',
    help: 'Errors by class, also those that belong to no request.',
    type: 'counter',
    values: [...new Set([...classes.names, ...watched])].map((type) => ({
      labels: { type },
      value: totals.classes[classes.names.indexOf(type)] ?? 0,
    })),
  };
  yield {
    name: 'align_monitor_feature_used_total',
    help: 'Uses of features.',
    type: 'counter',
    values: features.entries().map(([feature, value]) => ({ labels: { feature }, value })),
  };
  yield gauge('align_monitor_active_sessions', 'Sessions that are active.', sessions.active(now));
  const { sessions: seen, affected } = collector.sessionCounts(now);
  if (seen !== null) yield gauge('align_monitor_window_sessions', 'Sessions with a request in the window.', seen);
  if (affected !== null) {
    yield gauge('align_monitor_affected_sessions', 'Sessions with a failure in the window.', affected);
  }
}

function* routeHistograms({ endpoints, classes }: Collector): Generator<HistogramValue> {
  for (const { endpoint, method, series } of endpoints.totals()) {
    for (const { status, errorClass, sum, buckets } of series) {
      yield {
        labels: {
          http_request_method: method,
          http_route: endpoint,
          http_response_status_code: status ?? OTHER,
          error_type: status === null ? OTHER : (classes.names[errorClass] ?? null),
        },
        counts: buckets,
        count: buckets.at(-1) ?? 0,
        sum: sum / 1000,
      };
    }
  }
}

function denseHistogram({ totals: { latency } }: Collector): HistogramValue {
  const counts = latency.buckets(LOWEST_MS, HIGHEST_MS).map(({ count }) => count);
  return { counts, count: latency.count, sum: latency.sum / 1000 };
}

/** The bounds of the dense histogram in seconds, rising. */
export function denseBounds(): number[] {
  return new CumulativeLatency().buckets(LOWEST_MS, HIGHEST_MS).map(({ upTo }) => secondsOf(upTo));
}

/** A bound of the dense histogram as Prometheus is told it. */
function secondsOf(milliseconds: number): number {
  return Number((milliseconds / 1000).toPrecision(DIGITS));
}

function* stateMetrics(input: ExpositionInput): Generator<Metric> {
  const { level, alerts, checks, deploy, rules, collector } = input;
  yield {
    name: 'align_monitor_health',
    help: 'The level: 1 for the one that holds.',
    type: 'gauge',
    values: LEVELS.map((status) => ({ labels: { status }, value: Number(status === level) })),
  };
  const states = new Map(rules.map(({ name, severity }) => [name, { severity, firing: 0 }]));
  for (const { type, severity, state } of alerts) {
    if (state === 'firing') states.set(type, { severity, firing: 1 });
  }
  yield {
    name: 'align_monitor_alert_firing',
    help: 'Alert rules: 1 while the alert fires.',
    type: 'gauge',
    values: Array.from(states, ([alertname, { severity, firing }]) => ({
      labels: { alertname, severity },
      value: firing,
    })),
  };
  yield {
    name: 'align_monitor_check_up',
    help: 'Checks: 1 while it is healthy, 0 while it is degraded.',
    type: 'gauge',
    values: checks
      .filter(({ status }) => status !== 'unknown')
      .map(({ name, status }) => ({ labels: { check: name }, value: Number(status === 'healthy') })),
  };
  yield {
    name: 'align_monitor_deploy_timestamp_seconds',
    help: 'When the last deploy was marked.',
    type: 'gauge',
    values: deploy === null ? [] : [{ labels: { version: deploy.version }, value: Date.parse(deploy.time) / 1000 }],
  };
  yield {
    name: 'align_monitor_build_info',
    help: 'The version of the app.',
    type: 'gauge',
    values: [{ labels: { version: input.version, node_version: process.version }, value: 1 }],
  };
  yield {
    name: 'align_monitor_dropped_total',
    help: 'What the monitor could not use: values that it was given, and registries that did not answer.',
    type: 'counter',
    values: [
      { labels: { reason: 'invalid_value' }, value: collector.totals.rejected },
      { labels: { reason: 'registry' }, value: input.droppedRegistries },
    ],
  };
  yield counter('align_monitor_internal_errors_total', 'Errors of the monitor itself.', input.monitorErrors);
}

function* processMetrics({ process, cpuSeconds }: ExpositionInput): Generator<Metric> {
  yield counter('process_cpu_seconds_total', 'User and system time of the process.', cpuSeconds);
  yield gauge('process_resident_memory_bytes', 'Resident memory.', process.rss_bytes);
  yield gauge('process_start_time_seconds', 'When the process was started.', performance.timeOrigin / 1000);
  yield gauge('nodejs_heap_size_used_bytes', 'Memory in use on the heap.', process.heap_used_bytes);
  yield gauge(
    'nodejs_eventloop_lag_p99_seconds',
    'How late the event loop turned, 99th percentile of five seconds.',
    process.event_loop_delay_p99_ms / 1000,
  );
  yield gauge(
    'nodejs_eventloop_utilization',
    'Share of the last five seconds in which the event loop was busy.',
    process.event_loop_utilization,
  );
}

function counter(name: string, help: string, value: number): Metric {
  return { name, help, type: 'counter', values: [{ value }] };
}

function gauge(name: string, help: string, value: number): Metric {
  return { name, help, type: 'gauge', values: [{ value }] };
}
