/** What the public is shown: the same fields as everybody's, but fewer. No names of the app's parts, people or machines. */

import type { Alert } from './alerts.js';
import type { ErrorCounts } from './error-classes.js';
import type { HealthDetailed } from './health.js';
import type { HistoryAnswer, HistoryStep } from './history.js';
import type { Reason } from './levels.js';
import type { Maintenance, Metrics, Performance, Series, Summary } from './metrics.js';

/** The level in a sentence: what every answer to the public begins with. */
export type PublicLevel = Pick<Metrics, 'audience' | 'timestamp' | 'status' | 'message' | 'since' | 'recovering'> & {
  view: 'level' | 'status';
};

/** Why the level is not healthy, without the names of checks, endpoints and what an alert rests on. */
export type PublicReason = Pick<Reason, 'what' | 'level' | 'unit' | 'recovering' | 'waiting'> &
  Partial<Pick<Reason, 'value' | 'limit'>>;

/** A firing alert. */
export type PublicAlert = Pick<Alert, 'type' | 'severity' | 'state' | 'time' | 'timestamp' | 'notified_at'>;

/** `GET /metrics` for the public; of the error classes the app's own are counted as `other`. */
export interface PublicMetrics extends PublicLevel {
  view: 'status';
  evaluated_at: string;
  /** An opaque name of the process, so that answers of several can be told apart; another one after each start. */
  instance: string;
  too_few_to_judge: boolean;
  window_seconds: number;
  /** See `Metrics`. */
  maintenance: Omit<Maintenance, 'endpoints'>[];
  reasons: PublicReason[];
  summary: Omit<Summary, 'in_flight' | 'unique_endpoints'>;
  errors: ErrorCounts;
  performance: Pick<Performance, 'mean_ms' | 'p95_ms' | 'p99_ms'>;
  alerts: PublicAlert[];
  series: Omit<Series, 'p50_ms'>;
}

/** `GET /metrics/history` for the public: the level of each step. */
export interface PublicHistory extends Pick<HistoryAnswer, 'audience' | 'range' | 'step_seconds' | 'start' | 'end'> {
  view: 'status';
  steps: Pick<HistoryStep, 't' | 'status' | 'seconds'>[];
  summary: Pick<HistoryAnswer['summary'], 'seconds'>;
}

/** `GET /health/detailed` for the public. */
export type PublicHealth = PublicLevel &
  Partial<Pick<HealthDetailed, 'error_rate_percent' | 'active_sessions' | 'p95_latency_ms' | 'recent_5xx' | 'alerts'>>;
