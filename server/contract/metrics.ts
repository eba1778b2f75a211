/** `GET /metrics`. */

import type { Alert, Mute } from './alerts.js';
import type { Audience, View } from './audiences.js';
import type { CheckFigures } from './checks.js';
import type { DependencyFigures } from './dependencies.js';
import type { Deploy } from './deploys.js';
import type { EndpointFigures } from './endpoints.js';
import type { ErrorCounts } from './error-classes.js';
import type { ErrorGroupsFigures } from './error-groups.js';
import type { HealthSummary } from './health.js';
import type { InstrumentFigures } from './instruments.js';
import type { JobFigures } from './jobs.js';
import type { Level, Reason } from './levels.js';
import type { LevelLimits } from './limits.js';
import type { ObjectiveFigures } from './objectives.js';

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
  /** A session has been seen since start: otherwise the counts of sessions say nothing. */
  sessions_known: boolean;
  unique_endpoints: number;
  /** Different sessions with a request in the window, exact below 100; null where no request carries a session. */
  window_sessions: number | null;
  /** Those of them that had at least one failure. */
  affected_sessions: number | null;
  /** Sessions are told apart by cookies, which clients can forge; false where the app says whose a request is. */
  sessions_by_cookie: boolean;
  /** Requests slower than the limit of their own endpoint, 0 to 100; null unless endpoints have limits of their own. */
  slow_percent: number | null;
}

/** Latency over the window in milliseconds; null when nothing was measured. */
export interface Performance {
  min_ms: number | null;
  max_ms: number | null;
  mean_ms: number | null;
  median_ms: number | null;
  p95_ms: number | null;
  p99_ms: number | null;
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
  /** Different sessions that had a failure within the step. */
  affected_sessions: (number | null)[];
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
  /** The version of this package; null where it is not known, as in a bundle. */
  version?: string | null;
  cost: MonitorCost;
}

/** What the monitor costs, measured by itself; null until it is known. */
export interface MonitorCost {
  /**
   * The time that it is busy with a request in microseconds, from its headers to its sample, without what its wrappers of
   * the response take: the median of 100 requests, each the 32nd of those that an adapter has seen.
   */
  request_us: number | null;
  /** An estimate of what it holds in memory: the sizes of its large tables, without its code. */
  memory_bytes: number | null;
  /** The files of history and alerts in its folder, also those of other processes; null without a folder. */
  disk_bytes: number | null;
  /** How long the last evaluation took. */
  evaluation_ms: number | null;
}

/** A planned time in which alerts are recorded but not sent. */
export interface Maintenance {
  from: string;
  to: string;
  /** The option's, for everybody. */
  note: string | null;
  /** The only endpoints that it is about, as the option names them; null for the whole app. */
  endpoints?: string[] | null;
}

/** The whole answer. */
export interface Metrics {
  /** Who was answered; in the process itself an operator. */
  audience: Audience;
  /** `all`; the public may be shown less, see `PublicMetrics`. */
  view: View;
  /** When it was answered, ISO 8601. */
  timestamp: string;
  /** When level, reasons, alerts, checks and deploy were evaluated; the figures are those of `timestamp`. */
  evaluated_at: string;
  /** Which process answers: host name and process id. */
  instance: string;
  /** The option `version`. */
  version: string | null;
  /** `healthy`, `warning` or `degraded`. */
  status: Level;
  /** The status in plain English, for somebody who uses the app. */
  message: string;
  /** Since when this process has found this status. */
  since: string;
  /** Worst first; empty when healthy. */
  reasons: Reason[];
  /**
   * All reasons are recovering, and no other figure is over its limits: the level ends by itself if that stays so.
   */
  recovering: boolean;
  /** Where the levels begin, [warning, degraded]. */
  limits: LevelLimits;
  /** True while the window holds too few requests for any figure to pass the evidence gate. */
  too_few_to_judge: boolean;
  /** The length of the window. */
  window_seconds: number;
  /** Since the start of the process. */
  uptime_seconds: number;
  /** Counts since start, over the window, and now. */
  summary: Summary;
  /** Errors by class, over the window (`recent_…`) and since start (`total_…`). */
  errors: ErrorCounts;
  /** Latency over the window in milliseconds; null when nothing was measured. */
  performance: Performance;
  /** Whether the app and each of its checks is healthy, and the last error. */
  health: HealthSummary;
  /** Method and template → requests since start; the five largest, largest first. */
  top_endpoints: Record<string, number>;
  /** The 20 busiest over the window, in which the 10 with most failures have a place; busiest first. */
  endpoints: EndpointFigures[];
  /** Uses of features since start. */
  feature_usage: Record<string, number>;
  /** Firing first, then newest; at most ten of a type. */
  alerts: Alert[];
  /** Errors by cause. */
  error_groups: ErrorGroupsFigures;
  /** What the app waits for, most of the time first; at most 20. */
  dependencies: DependencyFigures[];
  /** What `monitor.job` has run. */
  jobs: JobFigures[];
  /** The app's own numbers, in the order in which they were made. */
  instruments: InstrumentFigures[];
  /** What is left of error budgets. */
  objectives: ObjectiveFigures[];
  /** Rules that are muted now. */
  mutes: Mute[];
  /** What runs, and what begins within 7 days, by its begin; at most ten. */
  maintenance: Maintenance[];
  /** In the order in which they were added. */
  checks: CheckFigures[];
  /** The last one; null when none is known. */
  deploy: Deploy | null;
  /** The window in steps of 5 s, for sparklines. */
  series: Series;
  /** The answering process: event loop, processor, memory, open requests. */
  process: ProcessFigures;
  /** The monitor itself: its errors, and in `cost` its time per request, memory, disk and time per evaluation. */
  monitor: MonitorFigures;
}
