/** The JSON of `GET /metrics`. */

import type { Collector } from '../../collector/collector.js';
import type { EndpointView } from '../../collector/endpoints/endpoints.js';
import type { SessionCounts } from '../../collector/affected-sessions.js';
import type { WindowView } from '../../collector/window.js';
import { SLICE_SECONDS } from '../../contract/index.js';
import {
  ERROR_CLASS_NAMES,
  type EndpointFigures,
  type ErrorCounts,
  type ErrorGroupsFigures,
  type HealthSummary,
  type InstrumentFigures,
  type JobFigures,
  type LastError,
  type LevelLimits,
  type Maintenance,
  type Metrics,
  type MonitorCost,
  OTHER_CLASSES,
  type Performance,
  type ProcessFigures,
  type Series,
  type Summary,
} from '../../contract/index.js';
import type { DependencyParts } from '../../dependencies/dependency-parts.js';
import type { EvaluationState } from '../../evaluation/evaluator.js';
import { slowRequests } from '../../alerts/rules/slow-requests.js';
import { overLimit } from '../../evaluation/level.js';
import type { LimitPair } from '../../options/endpoint-limits.js';
import { endpointNames } from '../../options/maintenance/plan.js';
import { packageVersion } from '../../runtime/package-files.js';
import type { ResolvedOptions } from '../../options/monitor-options.js';
import { plainSentence } from './plain-sentence.js';

const TOP_ENDPOINTS = 5;
const SHOWN_ENDPOINTS = 20;
/** So many of them are those with most failures, however few requests these have. */
const FAILING_ENDPOINTS = 10;
const MAX_MAINTENANCE = 10;
/** Maintenance is announced so long before. */
const MAINTENANCE_DAYS = 7;

/** What the answer is made of. */
export interface MetricsInput {
  options: Pick<ResolvedOptions, 'levels' | 'maintenance' | 'version' | 'windowSeconds'>;
  instance: string;
  collector: Collector;
  dependencies: DependencyParts;
  /** The newest evaluation: level, reasons and everything else that is judged comes from it alone. */
  state: EvaluationState;
  errorGroups: ErrorGroupsFigures;
  lastError: LastError | null;
  jobs: JobFigures[];
  instruments: InstrumentFigures[];
  cost: MonitorCost;
  process: ProcessFigures;
  /** Whether any session was told by a cookie. */
  hasCookieSessions: boolean;
  monitorErrors: number;
  /** Monotonic milliseconds. */
  now: number;
  /** The same time in milliseconds since 1970. */
  wall: number;
}

/** Makes the answer. */
export function metricsJson(input: MetricsInput): Metrics {
  const { options, collector, dependencies, state, now } = input;
  const window = collector.window(now);
  const people = collector.sessionCounts(now);
  const evaluatedAt = new Date(state.evaluatedAt).toISOString();
  return {
    audience: 'operator',
    view: 'all',
    timestamp: new Date(input.wall).toISOString(),
    evaluated_at: evaluatedAt,
    instance: input.instance,
    version: options.version,
    status: state.level,
    message: plainSentence(state, {
      ...people,
      requests: collector.totals.requests,
      windowRequests: window.requests,
      windowSeconds: options.windowSeconds,
    }),
    since: new Date(state.since).toISOString(),
    reasons: [...state.reasons],
    recovering: state.recovering,
    limits: limitsOf(options.levels),
    too_few_to_judge: state.tooFewToJudge,
    window_seconds: options.windowSeconds,
    uptime_seconds: rounded((now - collector.startedAt) / 1000),
    summary: summaryOf(input, window, people),
    errors: errorCountsOf(collector, window),
    performance: performanceOf(window),
    health: healthOf(input, evaluatedAt),
    top_endpoints: Object.fromEntries(
      collector.endpoints.top(TOP_ENDPOINTS).map(({ method, endpoint, total }) => [`${method} ${endpoint}`, total]),
    ),
    endpoints: shownEndpoints(input).map(({ latency: latencyOf, ...figures }) => {
      const latency = latencyOf();
      const limits = endpointLimitsOf(options.levels, figures);
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
        ...overLimit({ ...figures, latency }, limits),
        limits,
        // How many sessions had a request is not known: to count that for each endpoint would be felt.
        ...{ sessions: null, affected_sessions: collector.affectedAt(figures, now) },
        waiting: dependencies.waitingOf(figures.key, collector.sliceNumber(now)),
      };
    }),
    feature_usage: Object.fromEntries(collector.features.entries()),
    alerts: [...state.alerts],
    error_groups: input.errorGroups,
    dependencies: dependencies.figures(now, window.latency.sum),
    jobs: input.jobs,
    instruments: input.instruments,
    objectives: [...state.objectives],
    mutes: [...state.mutes],
    maintenance: maintenanceOf(options.maintenance, input.wall),
    checks: [...state.checks],
    deploy: state.deploy,
    series: seriesOf(input),
    process: input.process,
    monitor: {
      monitor_errors: input.monitorErrors,
      rejected_values: collector.totals.rejected,
      version: VERSION,
      cost: input.cost,
    },
  };
}

const VERSION = packageVersion();

function limitsOf({ errorRatePercent, p95Ms }: ResolvedOptions['levels']): LevelLimits {
  return { error_rate_percent: [...errorRatePercent], p95_ms: [...p95Ms] };
}

function endpointLimitsOf(
  { errorRatePercent, p95Ms, endpoints }: ResolvedOptions['levels'],
  of: { endpoint: string; method: string },
): EndpointFigures['limits'] {
  const own = endpoints?.of(of);
  const pairOf = (given: LimitPair | null | undefined, ofApp: LimitPair): [number, number] | null => {
    const pair = given === undefined ? ofApp : given;
    return pair && [...pair];
  };
  return {
    error_rate_percent: pairOf(own?.errorRatePercent, errorRatePercent),
    p95_ms: pairOf(own?.p95Ms, p95Ms),
  };
}

/** By the limits of the level degraded, and without the requests that are still open. */
function slowPercentOf({ p95Ms, endpoints }: ResolvedOptions['levels'], { own }: WindowView): number | null {
  if (own === undefined || endpoints?.hasLatencies !== true) return null;
  const slow = slowRequests(own, { endpoints, which: 1, otherwiseMs: p95Ms[1] }, [], 0);
  return percent(slow.count, slow.total);
}

/** What runs and what comes next, at most ten. */
function maintenanceOf(plan: ResolvedOptions['maintenance'], wall: number): Maintenance[] {
  return plan
    .upcoming(wall, MAINTENANCE_DAYS)
    .slice(0, MAX_MAINTENANCE)
    .map((window) => ({
      from: new Date(window.from).toISOString(),
      to: new Date(window.to).toISOString(),
      note: window.note,
      endpoints: endpointNames(window),
    }));
}

function summaryOf(input: MetricsInput, window: WindowView, { sessions, affected }: SessionCounts): Summary {
  const { collector, options, process, hasCookieSessions, now } = input;
  const { requests, failed } = collector.totals;
  // In the first second the rate is that of a whole second: a single request would otherwise read as thousands.
  const seconds = Math.max(1, Math.min(options.windowSeconds, (now - collector.observedSince) / 1000));
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
    sessions_known: collector.sessions.isKnown,
    unique_endpoints: collector.endpoints.size,
    ...{ window_sessions: sessions, affected_sessions: affected, sessions_by_cookie: hasCookieSessions },
    slow_percent: slowPercentOf(options.levels, window),
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

function shownEndpoints({ collector, options, now }: MetricsInput): EndpointView[] {
  return collector.busiest(now, SHOWN_ENDPOINTS, options.windowSeconds, FAILING_ENDPOINTS);
}

/** Only classes that occurred: most endpoints have none. */
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

function healthOf({ state, lastError }: MetricsInput, evaluatedAt: string): HealthSummary {
  const byName = Object.fromEntries(state.checks.map(({ name, status }) => [name, status]));
  return { ...byName, app: state.level, last_error: lastError, last_check: evaluatedAt };
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
    affected_sessions: slices.map((slice) => slice?.affectedSessions ?? null),
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
