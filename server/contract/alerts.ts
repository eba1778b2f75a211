/** Alerts, what they rest on, and what people have done about them. */

import type { Unit } from './units.js';

/** How an alert is ranked, worst last. */
export const SEVERITIES = ['warning', 'critical'] as const;
/** One of them. */
export type Severity = (typeof SEVERITIES)[number];

/** What becomes of an alert: its condition holds, it is told, it is over. */
export const ALERT_STATES = ['pending', 'firing', 'resolved'] as const;
/** One of them. */
export type AlertState = (typeof ALERT_STATES)[number];

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

/** One time that a rule held. */
export interface Alert {
  /** Stable for as long as the alert is known, across restarts. */
  id: string;
  /** The rule's name. */
  type: string;
  severity: Severity;
  state: AlertState;
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
