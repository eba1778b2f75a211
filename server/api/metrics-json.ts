/** `GET /metrics`: the collector's and the level's figures in the API's JSON. */

import type { Collector } from '../collector/collector.js';
import type { WindowView } from '../collector/window.js';
import { SLICE_SECONDS } from '../contract/index.js';
import {
  type Alert,
  type CheckFigures,
  type Deploy,
  ERROR_CLASS_NAMES,
  type ErrorCounts,
  type HealthSummary,
  type LastError,
  type Metrics,
  type Mute,
  OTHER_CLASSES,
  type Performance,
  type ProcessFigures,
  type Series,
  type Summary,
} from '../contract/index.js';
import type { LevelOptions } from '../options/options.js';
import type { OverallLevel } from '../evaluation/overall-level.js';

const TOP_ENDPOINTS = 5;
const BUSIEST_ENDPOINTS = 20;

/** What the answer is made of. */
export interface MetricsInput {
  collector: Collector;
  /** The collector's whole window. */
  window: WindowView;
  level: OverallLevel;
  tooFewToJudge: boolean;
  alerts: Alert[];
  mutes: Mute[];
  checks: CheckFigures[];
  deploy: Deploy | null;
  limits: LevelOptions;
  lastError: LastError | null;
  process: ProcessFigures;
  instance: string;
  version: string | null;
  windowSeconds: number;
  monitorErrors: number;
  /** Monotonic milliseconds. */
  now: number;
  /** The same moment in milliseconds since 1970. */
  wall: number;
}

/** Makes the answer; the input is not changed. */
export function metricsJson(input: MetricsInput): Metrics {
  const { collector, level, window, now } = input;
  const timestamp = new Date(input.wall).toISOString();
  const uptimeSeconds = (now - collector.startedAt) / 1000;
  return {
    timestamp,
    instance: input.instance,
    version: input.version,
    status: level.level,
    reasons: level.reasons,
    limits: { error_rate_percent: [...input.limits.errorRatePercent], p95_ms: [...input.limits.p95Ms] },
    too_few_to_judge: input.tooFewToJudge,
    window_seconds: input.windowSeconds,
    uptime_seconds: rounded(uptimeSeconds),
    summary: summaryOf(input, uptimeSeconds),
    errors: errorCountsOf(collector, window),
    performance: performanceOf(window),
    health: healthOf(input, timestamp),
    top_endpoints: Object.fromEntries(
      collector.endpoints.top(TOP_ENDPOINTS).map(({ method, endpoint, total }) => [`${method} ${endpoint}`, total]),
    ),
    endpoints: collector.busiest(now, BUSIEST_ENDPOINTS).map(({ latency: latencyOf, ...figures }) => {
      const latency = latencyOf();
      return {
        endpoint: figures.endpoint,
        method: figures.method,
        requests: figures.requests,
        failed: figures.failed,
        error_rate_percent: percent(figures.failed, figures.requests),
        errors: endpointErrorsOf(figures.classes),
        p50_ms: roundedOrNull(latency.quantile(0.5)),
        p95_ms: roundedOrNull(latency.quantile(0.95)),
        p99_ms: roundedOrNull(latency.quantile(0.99)),
      };
    }),
    feature_usage: Object.fromEntries(collector.features.entries()),
    alerts: input.alerts,
    mutes: input.mutes,
    checks: input.checks,
    deploy: input.deploy,
    series: seriesOf(input),
    process: input.process,
    monitor: { monitor_errors: input.monitorErrors, rejected_values: collector.totals.rejected },
  };
}

function summaryOf({ collector, window, windowSeconds, process, now }: MetricsInput, uptimeSeconds: number): Summary {
  const { requests, failed } = collector.totals;
  // In the first second the rate is that of one second, else a single request would read as thousands.
  const seconds = Math.max(1, Math.min(windowSeconds, uptimeSeconds));
  return {
    total_requests: requests,
    successful_requests: requests - failed,
    failed_requests: failed,
    window_requests: window.requests,
    window_failed: window.failed,
    error_rate_percent: percent(window.failed, window.requests),
    requests_per_second: rounded(window.requests / seconds),
    in_flight: process.in_flight,
    active_sessions: collector.sessions.active(now),
    active_sessions_capped: collector.sessions.isCapped(now),
    unique_endpoints: collector.endpoints.size,
  };
}

function errorCountsOf(collector: Collector, window: WindowView): ErrorCounts {
  const names = collector.classes.names;
  const counts = (prefix: string, values: Float64Array): [string, number][] =>
    names.map((name, index) => [`${prefix}_${name}`, values[index] ?? 0]);
  const entries = [...counts('recent', window.classes), ...counts('total', collector.totals.classes)];
  const builtIn = Object.fromEntries(
    ERROR_CLASS_NAMES.flatMap((name) => [
      [`recent_${name}`, 0],
      [`total_${name}`, 0],
    ]),
  ) as ErrorCounts;
  return { ...builtIn, ...Object.fromEntries(entries) };
}

/** Only those that occurred: most endpoints have none. */
function endpointErrorsOf(classes: number[]): Record<string, number> {
  const named = classes.map((count, index): [string, number] => [ERROR_CLASS_NAMES[index] ?? OTHER_CLASSES, count]);
  return Object.fromEntries(named.filter(([, count]) => count > 0));
}

function performanceOf({ latency }: WindowView): Performance {
  const isEmpty = latency.count === 0;
  return {
    min_ms: isEmpty ? null : rounded(latency.min),
    max_ms: isEmpty ? null : rounded(latency.max),
    mean_ms: roundedOrNull(latency.mean()),
    median_ms: roundedOrNull(latency.quantile(0.5)),
    p95_ms: roundedOrNull(latency.quantile(0.95)),
    p99_ms: roundedOrNull(latency.quantile(0.99)),
  };
}

function healthOf({ level, lastError, checks }: MetricsInput, timestamp: string): HealthSummary {
  const byName = Object.fromEntries(checks.map(({ name, status }) => [name, status]));
  return { ...byName, app: level.level, last_error: lastError, last_check: timestamp };
}

function seriesOf({ collector, now, wall }: MetricsInput): Series {
  const slices = collector.slices(now);
  const oldest = (collector.sliceNumber(now) - slices.length + 1) * SLICE_SECONDS * 1000;
  return {
    start: new Date(wall - (now - oldest)).toISOString(),
    step_seconds: SLICE_SECONDS,
    requests: slices.map((slice) => slice?.requests ?? null),
    failed: slices.map((slice) => slice?.failed ?? null),
    errors: Object.fromEntries(
      collector.classes.names
        .map((name, index) => [name, slices.map((slice) => slice?.classes[index] ?? null)] as const)
        .filter(([, counts]) => counts.some((count) => count !== null && count > 0)),
    ),
    p50_ms: slices.map((slice) => roundedOrNull(slice?.latency.quantile(0.5))),
    p95_ms: slices.map((slice) => roundedOrNull(slice?.latency.quantile(0.95))),
    p99_ms: slices.map((slice) => roundedOrNull(slice?.latency.quantile(0.99))),
    active_sessions: slices.map((slice) => slice?.activeSessions ?? null),
  };
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : rounded((100 * part) / whole);
}

/** Three decimals: microseconds for latencies, and enough for every percentage. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function roundedOrNull(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : rounded(value);
}
