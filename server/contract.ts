/**
 * The JSON that the HTTP API answers, as types: the one thing that server and widget share.
 * Names are snake_case and fixed, because other programs read them: fields may be added, never renamed.
 */

/** How things are, worst last. */
export type Level = 'healthy' | 'warning' | 'degraded';

/** The unit of a figure: percent, milliseconds, requests per second, or a plain count. */
export type Unit = '%' | 'ms' | '/s' | 'count';

/** Why the level is not `healthy`: one figure that is over its limit. */
export interface Reason {
  /** The figure's name, for example `error_rate_percent` or `p95_ms`. */
  what: string;
  value: number;
  limit: number;
  unit: Unit;
  level: Exclude<Level, 'healthy'>;
  /** The same in one plain English sentence without a full stop. */
  message: string;
}

/** Counts since start, over the window, and now. */
export interface Summary {
  /** Since start; failed are failures (the server's fault), successful are all others. */
  total_requests: number;
  successful_requests: number;
  failed_requests: number;
  /** Over the window. */
  window_requests: number;
  window_failed: number;
  /** Failures divided by requests over the window, 0 to 100; 0 when the window is empty. */
  error_rate_percent: number;
  /** Over the window, or over the uptime while that is shorter. */
  requests_per_second: number;
  /** Requests that are open now. */
  in_flight: number;
  active_sessions: number;
  /** True when `active_sessions` is a lower bound, because there are more sessions than are kept apart. */
  active_sessions_capped: boolean;
  unique_endpoints: number;
}

/** The error classes that always have their own counts. */
export type ErrorClassName = '5xx' | 'csrf' | '4xx' | 'timeout' | 'aborted';

/** Counts by error class: `recent_…` over the window, `total_…` since start; an app's own classes follow in the same form. */
export type ErrorCounts = Record<`recent_${ErrorClassName}` | `total_${ErrorClassName}`, number> &
  Record<`recent_${string}` | `total_${string}`, number>;

/** Latency over the window in milliseconds; null when nothing was measured. */
export interface Performance {
  min_ms: number | null;
  max_ms: number | null;
  mean_ms: number | null;
  median_ms: number | null;
  p95_ms: number | null;
  p99_ms: number | null;
}

/** The last error that was reported with `recordError`. */
export interface LastError {
  type: string;
  message: string;
  endpoint: string | null;
  timestamp: string;
}

/** A named dependency probe's result. */
export type CheckStatus = 'healthy' | 'degraded' | 'unknown';

/** The app's level (`app`), the last reported error, when the level was last evaluated, and one key per check. */
export interface HealthSummary {
  app: Level;
  last_error: LastError | null;
  last_check: string;
  [check: string]: Level | CheckStatus | LastError | string | null;
}

/** One endpoint over the window. */
export interface EndpointFigures {
  /** The route template, `(unmatched)` where no route matched, `(other)` for all beyond the cap. */
  endpoint: string;
  method: string;
  requests: number;
  failed: number;
  error_rate_percent: number;
  /** Counts by error class, only those that occurred; an app's own words together as `other`. */
  errors: Record<string, number>;
  p50_ms: number | null;
  p95_ms: number | null;
  p99_ms: number | null;
}

/** One time that a rule held. */
export interface Alert {
  id: string;
  /** The rule's name. */
  type: string;
  severity: 'warning' | 'critical';
  state: 'pending' | 'firing' | 'resolved';
  message: string;
  value: number;
  unit: Unit;
  threshold: number;
  window_seconds: number;
  /** When it began, in seconds since 1970, and the same as ISO 8601. */
  time: number;
  timestamp: string;
  resolved_at: string | null;
}

/** The window in steps, oldest first, for sparklines; null where nothing was measured. */
export interface Series {
  /** Start of the first step, ISO 8601. */
  start: string;
  step_seconds: number;
  requests: (number | null)[];
  failed: (number | null)[];
  p50_ms: (number | null)[];
  p95_ms: (number | null)[];
  p99_ms: (number | null)[];
  active_sessions: (number | null)[];
}

/** The limits that the levels use: [warning, degraded]. */
export interface LevelLimits {
  error_rate_percent: [number, number];
  p95_ms: [number, number];
}

/** How the answering process is; event loop and processor over the last five seconds. */
export interface ProcessFigures {
  /** How late the event loop turned, beyond the timer's own grain. */
  event_loop_delay_p99_ms: number;
  /** Share of the time that the event loop was busy, 0 to 1. */
  event_loop_utilization: number;
  /** Processor time per elapsed time; above 1 when several cores are used. */
  cpu_share: number;
  heap_used_bytes: number;
  rss_bytes: number;
  /** Requests that are open now. */
  in_flight: number;
  /** How long the oldest of them has been; null when there is none. */
  oldest_request_seconds: number | null;
}

/** How the monitor itself is doing. */
export interface MonitorFigures {
  /** Errors of the monitor's own that were swallowed, since start. */
  monitor_errors: number;
  /** Values given to the record calls that could not be used, since start. */
  rejected_values: number;
}

/** `GET /metrics`. */
export interface Metrics {
  timestamp: string;
  /** Which process answers: host name and process id. */
  instance: string;
  version: string | null;
  status: Level;
  /** Worst first; empty when healthy. */
  reasons: Reason[];
  limits: LevelLimits;
  /** True while the window holds too few requests for any figure to pass the evidence gate. */
  too_few_to_judge: boolean;
  window_seconds: number;
  uptime_seconds: number;
  summary: Summary;
  errors: ErrorCounts;
  performance: Performance;
  health: HealthSummary;
  /** Method and template → requests since start; the five largest, largest first. */
  top_endpoints: Record<string, number>;
  /** The 20 busiest over the window, busiest first. */
  endpoints: EndpointFigures[];
  feature_usage: Record<string, number>;
  /** Firing first, then newest. */
  alerts: Alert[];
  series: Series;
  process: ProcessFigures;
  monitor: MonitorFigures;
}

/** `GET /health/detailed`: 200 when healthy or warning, 503 when degraded. */
export interface HealthDetailed {
  status: Level;
  reasons: Reason[];
  error_rate_percent: number;
  active_sessions: number;
  p95_latency_ms: number | null;
  recent_5xx: number;
  /** How many alerts are firing. */
  alerts: number;
  checks: Record<string, CheckStatus>;
  uptime_seconds: number;
  version: string | null;
  timestamp: string;
}

/** Which of the last requests are asked for. */
export type RequestKind = 'failed' | 'slow' | 'recent';

/** One request that ended. */
export interface RequestSummary {
  /** When it ended, ISO 8601. */
  time: string;
  method: string;
  /** The route template. */
  endpoint: string;
  status: number;
  latency_ms: number | null;
  error_class: string | null;
  feature: string | null;
}

/** `GET /metrics/requests`. */
export interface RequestsAnswer {
  kind: RequestKind;
  requests: RequestSummary[];
}

/** `POST /monitoring/ingest`. */
export interface IngestAnswer {
  accepted: number;
  /** Line numbers begin with 1; at most 100 lines are named. */
  rejected: { line: number; message: string }[];
  /** How many were rejected, named or not. */
  rejected_count: number;
}

/** What every refusal looks like. */
export interface ApiError {
  error: { code: string; message: string };
}
