/** Alerts, their evidence, and how people respond to them. */

import type { ErrorGroup } from './error-groups.js';
import type { Unit } from './units.js';

/** The severities of an alert, worst last. */
export const SEVERITIES = ['warning', 'critical'] as const;
/** One of them. */
export type Severity = (typeof SEVERITIES)[number];

/** The states of an alert: the condition holds, but not yet long enough; people are notified; it is over. */
export const ALERT_STATES = ['pending', 'firing', 'resolved'] as const;
/** One of them. */
export type AlertState = (typeof ALERT_STATES)[number];

/** The figures that a rule can watch. */
export const RULE_METRICS = [
  'error_rate',
  'count',
  'p50',
  'p95',
  'p99',
  'slow_rate',
  'requests_per_second',
  'active_sessions',
  'affected_sessions',
  'event_loop_delay',
  'check',
  'instrument',
  'new_error',
] as const;
/** One of them. */
export type RuleMetric = (typeof RULE_METRICS)[number];

/** The figures that an alert can be about: those of rules, and those of the monitor's own alerts. */
export const ALERT_METRICS = [...RULE_METRICS, 'starts', 'overdue_job'] as const;
/** One of them. */
export type AlertMetric = (typeof ALERT_METRICS)[number];

/** How a figure is compared with the threshold. */
export const COMPARISONS = ['>', '>=', '<', '<='] as const;
/** One of them. */
export type Comparison = (typeof COMPARISONS)[number];

/** What an alert is about. */
export interface AlertCondition {
  metric: AlertMetric;
  comparison: Comparison;
  /** For the metric `count`: the class whose errors are counted. */
  error_class: string | null;
  /** For the metric `check`: the check's name. */
  check: string | null;
  /** Null: all endpoints. */
  endpoint: string | null;
  /** Null: all methods of the endpoint. */
  method: string | null;
  /** The dependency whose calls are watched instead of requests; missing for others. */
  dependency?: string | null | undefined;
  /** For the metric `instrument`: the app's own number; for `overdue_job`: the job. */
  name?: string | null | undefined;
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

/** The figures behind an alert. */
export interface AlertEvidence {
  /** The figure when it was at its worst. */
  value: number;
  threshold: number;
  window_seconds: number;
  /** Requests in the window; of latencies also those that were still open. */
  sample_size: number;
  /** How many of them the rule counts: failures, requests slower than the threshold, or errors of the class. */
  count: number;
  /** The three endpoints that contribute most, largest first; empty for rules that do not watch requests. */
  endpoints: AlertContribution[];
  /** The earliest request that the rule counts, of those that are still kept; null when there is none. */
  first: { time: string; endpoint: string; method: string } | null;
  /** For a rule about a dependency: the endpoints that wait for it longest, and how much of their time that is. */
  waiting?: { endpoint: string; method: string; percent: number }[] | undefined;
  /** Different sessions with a failure within the window; missing where it is not known, or not what the rule is about. */
  affected_sessions?: number | undefined;
  /** The error group with most of what the rule counts, over its window; missing where there is none. */
  error_group?:
    (Pick<ErrorGroup, 'id' | 'type' | 'message' | 'location'> & { count: number; sessions: number | null }) | undefined;
}

/** What an alert about requests has amounted to so far, from the first request that its rule counts to the last. */
export interface AlertImpact {
  /** When the first one came, to five seconds, ISO 8601. */
  from: string;
  /** When the last one came, to five seconds. */
  to: string;
  /** Requests between the two; of a rule about a dependency its calls. Those while no process ran are in none. */
  requests: number;
  /** How many of them the rule counts: failures, requests slower than the threshold, or errors of the class. */
  count: number;
  /** The three endpoints with most of them, largest first; empty for latencies and calls. */
  endpoints: { endpoint: string; method: string; count: number }[];
  /** Different sessions with a failure; null where it is not known, or not what the rule is about. */
  affected_sessions: number | null;
  /** It has lasted longer than sessions are told apart, so that there may be more. */
  is_minimum: boolean;
}

/** Someone has seen an alert; it ends when the alert does. */
export interface Acknowledgement {
  /** A person's name, as given. */
  by: string | null;
  note: string | null;
  at: string;
  /** The name of the credential that was used; null when there was none. */
  credential?: string | null;
}

/** While a rule is muted, its alerts are recorded but not sent. */
export interface Mute {
  /** The rule's name. */
  type: string;
  by: string | null;
  note: string | null;
  until: string;
  /** See `Acknowledgement`. */
  credential?: string | null;
  /** A silence of Alertmanager, which is ended there; missing for a mute of the monitor's own. */
  source?: 'alertmanager';
}

/** One time that a rule held. */
export interface Alert {
  /** Stable for as long as the alert is known, across restarts. */
  id: string;
  /** The rule's name. */
  type: string;
  severity: Severity;
  state: AlertState;
  /** One plain English sentence without a full stop, made from the values below. */
  message: string;
  /** Null for alerts that an earlier version has stored. */
  condition: AlertCondition | null;
  /** The figure at the last evaluation; its peak once the alert is resolved. */
  value: number;
  peak_value: number;
  unit: Unit;
  threshold: number;
  window_seconds: number;
  /** When it began to fire (while pending: when the condition began to hold), in seconds since 1970. */
  time: number;
  /** The same as ISO 8601. */
  timestamp: string;
  resolved_at: string | null;
  /** Null while pending. */
  evidence: AlertEvidence | null;
  /** Missing where the alert is not about requests, or none has been counted. */
  impact?: AlertImpact | undefined;
  /** It has ended, but no request has come since the last one that it counted; else missing. */
  ended_idle?: true | undefined;
  acknowledged: Acknowledgement | null;
  /** Until when the rule is muted, by a person or a maintenance window; null when it is not. */
  muted_until: string | null;
  /** It changed four times within 30 minutes and is kept as one alert. */
  flapping: boolean;
  /** How many of the requests behind `value` are still open, so that a latency is at least the value; else 0. */
  waiting: number;
  /**
   * False for an alert from before a restart or a gap until there are enough requests to tell: it may be over. As long as it is
   * not confirmed, it makes no level degraded.
   */
  confirmed: boolean;
  /** While firing: the newest minute is back within the threshold, and only the rest of the window still holds it. */
  recovering: boolean;
  /** When a notifier first accepted a message about the alert's outage; null while none has. */
  notified_at: string | null;
}

/** An alert's message and the values that it is made from. */
export type AlertMessage = Pick<
  Alert,
  | 'type'
  | 'message'
  | 'condition'
  | 'value'
  | 'unit'
  | 'threshold'
  | 'window_seconds'
  | 'flapping'
  | 'waiting'
  | 'confirmed'
>;
