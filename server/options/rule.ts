/** An alert rule: its options, and the rule with its defaults. */

import type { Comparison, RuleMetric, Severity } from '../contract/index.js';
import type { EndpointKey } from './endpoint-key.js';
import type { EndpointLimits } from './endpoint-limits.js';
import type { Gate } from '../statistics/evidence-gate.js';

/** The fields of a rule, all optional for a default rule. */
export interface RuleOptions {
  /**
   * What is watched: a built-in figure, or the name of one of the app's own numbers. Required for an own rule; a default
   * rule keeps its metric.
   */
  metric?: Exclude<RuleMetric, 'instrument'> | (string & {}) | undefined;
  /** For the metric `count`: the error class that is counted. */
  errorClass?: string | undefined;
  /** For the metric `check`: the check's name. The alert fires while the check is degraded. */
  check?: string | undefined;
  /** `>=` for the metrics `count` and `affected_sessions`, `>` for all others unless given. */
  comparison?: Comparison | undefined;
  /** A share for the error rate and the slow rate (0.05 is 5 %), milliseconds for percentiles and the event-loop delay. */
  threshold?: number | undefined;
  /** Seconds, a multiple of 5 from 5 to 900; 300 for counts of errors, people and new errors, 60 for all others unless given. */
  window?: number | undefined;
  /** `warning` unless given. */
  severity?: Severity | undefined;
  /** How long the condition must hold before the rule fires; 0 unless given. */
  forSeconds?: number | undefined;
  /** How long the condition must no longer hold before the alert is resolved; 0 unless given. */
  keepFiringSeconds?: number | undefined;
  /** The rule fires only with at least this many requests in the window; 0 unless given. */
  minRequests?: number | undefined;
  /**
   * How sure the rule must be that its figure is no chance, from 0 (the bare threshold) to below 1. Unless given, 0 for
   * own counts and 0.999999 for error rates and percentiles.
   */
  confidence?: number | undefined;
  /** The only endpoint that is watched: a route template, or method and template such as `GET /items/:id`. */
  endpoint?: string | undefined;
  /**
   * Watches the calls of a dependency instead of requests: a host, as it is shown, or a name given to `monitor.time`. Of
   * `count` the error class is then `status`, `refused`, `dns`, `timeout` or `other`.
   */
  dependency?: string | undefined;
}

/** Rules by name; `false` switches one off. */
export type AlertRules = Record<string, RuleOptions | false>;

/** A rule with its defaults. */
export interface Rule {
  name: string;
  metric: RuleMetric;
  /** Null except for the metric `count`. */
  errorClass: string | null;
  /** Null except for the metric `check`. */
  check: string | null;
  /** The app's own number; null except for the metric `instrument`. */
  instrument: string | null;
  comparison: Comparison;
  /** In the unit of the metric, which is percent for the error rate and the slow rate. */
  threshold: number;
  /** Seconds; 0 for metrics that have no window. */
  window: number;
  severity: Severity;
  forSeconds: number;
  keepFiringSeconds: number;
  minRequests: number;
  /** Null when the threshold alone decides. */
  gate: Gate | null;
  /** Null for the whole app; a null method means all methods. */
  endpoint: EndpointKey | null;
  /** The dependency whose calls are watched; null for requests. */
  dependency: string | null;
  /** Endpoints with limits of their own are judged by these and not by this rule; missing where the rule is for all. */
  endpointLimits?: EndpointLimits | undefined;
  /** For the metric `slow_rate`: the latency limit of all other endpoints in milliseconds. */
  limitMs?: number | undefined;
}

/** The quantile of the metrics that are percentiles. */
export const QUANTILES: Partial<Record<RuleMetric, number>> = { p50: 0.5, p95: 0.95, p99: 0.99 };

/** The type of the alert about a restart loop. */
export const RESTART_LOOP = 'restart_loop';
/** What the types of the alerts about overdue jobs begin with; the job's name follows. */
export const OVERDUE_JOB = 'overdue_job:';

/** Whether a name is that of an alert that no rule raises. */
export function isReservedName(name: string): boolean {
  return name === RESTART_LOOP || name.startsWith(OVERDUE_JOB);
}
