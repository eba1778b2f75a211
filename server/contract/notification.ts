/** What people and other systems are told about an outage. */

import type { Alert, Severity } from './alerts.js';

/** The forms of a webhook's body: the notification itself, and what chat systems take at their incoming webhooks. */
export const WEBHOOK_FORMATS = ['json', 'slack', 'teams', 'discord', 'mattermost'] as const;
/** One of them. */
export type WebhookFormat = (typeof WEBHOOK_FORMATS)[number];

/** The formats of all targets that are no functions. */
export const NOTIFICATION_FORMATS = [...WEBHOOK_FORMATS, 'email', 'pagerduty'] as const;
/** One of them. */
export type NotificationFormat = (typeof NOTIFICATION_FORMATS)[number];

/**
 * A message about one outage: what function targets are called with, and the body that a webhook of format `json` is
 * sent. Fields may be added, never renamed.
 */
export interface Notification {
  /**
   * The same on every attempt, also after a restart. A message that grew after a first attempt has a new one, because
   * the first may have arrived.
   */
  id: string;
  /** The same in all messages about one outage. */
  outage: string;
  /** `resolved` when all of the outage's alerts have ended; they are all in that message, each with its own times. */
  kind: 'firing' | 'resolved';
  /** That of `first`. */
  severity: Severity;
  /** An earlier message about the outage was less severe. */
  escalated: boolean;
  /** `summary`, and where to look: the address of the page, where it is known. */
  text: string;
  /**
   * One or two sentences in plain English, without a full stop at the end: what is broken, since when and for whom; at the
   * end what it was, for how long, and how much. Times are by the clocks of the process, which are named.
   */
  summary: string;
  /** What the app is called, see the option `name`. */
  app: string;
  /** Which process tells: host name and process id. */
  instance: string;
  /** The address of the page; missing where the option `url` does not say it. */
  monitoring_url?: string;
  /** When the first alert began, ISO 8601. */
  started_at: string;
  /** When the last alert ended; null while one fires. */
  resolved_at: string | null;
  /** What broke first: of those that still fire (else of all), of the worst severity, the earliest. */
  first: Alert;
  /** The outage's other alerts in the same order. */
  others: Alert[];
  /** Alerts of this outage that are left out, because there are too many. */
  omitted: number;
  /** Messages to this target that were dropped since it last took one. */
  dropped: number;
}

/** What became of a test message. */
export interface NotifyTestResult {
  /** Without what is secret in its address. */
  target: string;
  /** `failed`: it may succeed later; `refused`: it would fail again. */
  result: 'accepted' | 'failed' | 'refused';
  /** Null when it was accepted. */
  reason: string | null;
}
