/**
 * The JSON that the HTTP API answers, as types: the one thing that server and widget share.
 * Names are snake_case and fixed, because other programs read them: fields may be added, never renamed.
 */

/** How things are, worst last. */
export type Level = 'healthy' | 'warning' | 'degraded';

/** The unit of a figure: percent, milliseconds, requests per second, or a plain count. */
export type Unit = '%' | 'ms' | '/s' | 'count';

/** Why the level is not `healthy`: a figure that is over its limit, an alert that fires or a check that fails. */
export interface Reason {
  /** The figure's name, for example `error_rate_percent` or `p95_ms`; `alert:` and a rule, or `check:` and a check. */
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

/** An endpoint's part in an alert. */
export interface AlertContribution {
  endpoint: string;
  method: string;
  /** Failures, slow requests or whatever the rule counts, over the rule's window. */
  count: number;
  /** Of all that the rule counted, 0 to 100. */
  share_percent: number;
}

/** What an alert rests on. */
export interface AlertEvidence {
  /** The figure when it was at its worst. */
  value: number;
  threshold: number;
  window_seconds: number;
  /** Requests in the window. */
  sample_size: number;
  /** How many of them the rule counts: failures, requests slower than the threshold, of the class. */
  count: number;
  /** The three that contribute most, most first; empty for rules that are about no requests. */
  endpoints: AlertContribution[];
  /** The first request that the rule counts of those that are still known; null when none is. */
  first: { time: string; endpoint: string; method: string } | null;
}

/** Someone has seen an alert; it ends when the alert does. */
export interface Acknowledgement {
  /** A person's name, as given. */
  by: string | null;
  note: string | null;
  at: string;
}

/** Alerts of a rule are recorded but not sent. */
export interface Mute {
  /** The rule's name. */
  type: string;
  by: string | null;
  note: string | null;
  until: string;
}

/** How an alert is ranked. */
export type Severity = 'warning' | 'critical';

/** One time that a rule held. */
export interface Alert {
  /** Stable for as long as the alert is known, across restarts. */
  id: string;
  /** The rule's name. */
  type: string;
  severity: Severity;
  state: 'pending' | 'firing' | 'resolved';
  message: string;
  /** The figure as it was evaluated last; of a resolved one, its peak. */
  value: number;
  peak_value: number;
  unit: Unit;
  threshold: number;
  window_seconds: number;
  /** When it began to fire (while pending: when it began to hold), in seconds since 1970, and the same as ISO 8601. */
  time: number;
  timestamp: string;
  resolved_at: string | null;
  /** Null while pending. */
  evidence: AlertEvidence | null;
  acknowledged: Acknowledgement | null;
  /** Until when the rule is muted, by a person or a maintenance window; null when it is not. */
  muted_until: string | null;
  /** It changed four times within 30 minutes and is held as one alert. */
  flapping: boolean;
}

/** The window in steps, oldest first, for sparklines; null where nothing was measured. */
export interface Series {
  /** Start of the first step, ISO 8601. */
  start: string;
  step_seconds: number;
  requests: (number | null)[];
  failed: (number | null)[];
  /** By error class, only those that occurred. */
  errors: Record<string, (number | null)[]>;
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

/** One named probe of something that the app depends on. */
export interface CheckFigures {
  name: string;
  status: CheckStatus;
  /** Whether its failing makes the level degraded; otherwise warning. */
  critical: boolean;
  /** What the last failure said; null while the last run succeeded or there was none. */
  message: string | null;
  /** How long the last run took; null before the first one has ended. */
  duration_ms: number | null;
  last_run: string | null;
  /** Since when it has been in this status. */
  since: string | null;
}

/** Where history is kept. */
export interface StorageFigures {
  kept: 'on disk' | 'in memory';
  /** What is wrong, or worth knowing; null when nothing is. */
  message: string | null;
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
  /** Firing first, then newest; at most ten of a type. */
  alerts: Alert[];
  /** Rules that are muted now. */
  mutes: Mute[];
  /** In the order in which they were added. */
  checks: CheckFigures[];
  /** The last one; null when none is known. */
  deploy: Deploy | null;
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
  storage: StorageFigures;
  uptime_seconds: number;
  version: string | null;
  timestamp: string;
}

/** Whether things are better or worse than they were. */
export type Verdict = 'no difference' | 'worse' | 'better' | 'too early to say';

/** One figure before and after a deploy. */
export interface DeployComparison {
  /** Null when nothing was measured. */
  before: number | null;
  after: number | null;
  verdict: Verdict;
}

/** How an app does since a deploy, beside the 30 minutes before it. */
export interface DeployVerdict {
  verdict: Verdict;
  /** One sentence with the figures. */
  message: string;
  requests_before: number;
  requests_after: number;
  /** How much of the 30 minutes after has passed. */
  seconds_after: number;
  error_rate_percent: DeployComparison;
  p95_ms: DeployComparison;
  /** Only those that became worse or better, worst first. */
  endpoints: {
    endpoint: string;
    method: string;
    error_rate_percent: DeployComparison;
    p95_ms: DeployComparison;
    requests_before: number;
    requests_after: number;
  }[];
}

/** A version went into service. */
export interface Deploy {
  version: string;
  note: string | null;
  time: string;
  /** Null when what was measured around it is no longer kept. */
  comparison: DeployVerdict | null;
}

/** How far `GET /metrics/history` reaches back. */
export type HistoryRange = '15m' | '1h' | '6h' | '24h';

/** One step of history; all is null where the process was down. */
export interface HistoryStep {
  /** Start of the step. */
  t: string;
  /** The worst level that was held for at least 30 s. */
  status: Level | null;
  /** How many of the step's seconds the process was there for; fewer in the step that is under way. */
  seconds: number | null;
  requests: number | null;
  failed: number | null;
  /** By error class, only those that occurred. */
  errors: Record<string, number> | null;
  p50_ms: number | null;
  p95_ms: number | null;
  p99_ms: number | null;
  /** At the end of the step. */
  active_sessions: number | null;
}

/** An alert's place in history. */
export interface HistoryAlert {
  id: string;
  type: string;
  severity: Severity;
  message: string;
  from: string;
  /** Null while it fires. */
  to: string | null;
}

/** `GET /metrics/history`. */
export interface HistoryAnswer {
  range: HistoryRange;
  step_seconds: number;
  /** Start of the first step and end of the last. */
  start: string;
  end: string;
  /** Oldest first. */
  steps: HistoryStep[];
  /** Over the whole range; percentiles come from merged sketches. */
  summary: {
    requests: number;
    failed: number;
    error_rate_percent: number;
    p50_ms: number | null;
    p95_ms: number | null;
    p99_ms: number | null;
    /** Seconds spent in each level; the rest of the range the process was down. */
    seconds: Record<Level, number>;
  };
  alerts: HistoryAlert[];
  /** Oldest first. */
  deploys: Deploy[];
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
  /** How many requests are kept, of all kinds and endpoints; among these was looked. */
  kept: number;
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
