/** What passes figures on to other systems: the interface of an exporter, and the options of those that are built in. */

import type { Alert, Deploy, Metrics } from '../contract/index.js';

/** One finished request as an exporter sees it: no session, no raw path, no query string. */
export interface ExportedRequest {
  /** The route template; `(unmatched)` where there is none, `(other)` beyond the 2,000 that are kept apart. */
  readonly endpoint: string;
  /** A method of HTTP, or `_OTHER`. */
  readonly method: string;
  /** Null when the app reported an invalid one. */
  readonly statusCode: number | null;
  /** The server's own time in milliseconds; null for what has none, such as upgrades and event streams. */
  readonly latencyMs: number | null;
  /** Null when the request was successful. */
  readonly errorClass: string | null;
  /** Whether it counts in the error rate. */
  readonly failed: boolean;
  readonly feature: string | null;
}

/** An alert begins to fire, or is resolved. */
export interface AlertChange {
  readonly kind: 'firing' | 'resolved';
  readonly alert: Alert;
}

/**
 * Passes on what happens to another system. All functions but the name are optional, and each is called on its object.
 * Whatever they throw and reject is counted in `monitor_errors` and changes nothing else; nobody waits for a promise,
 * except for that of `close`, at most a second.
 *
 * An exporter that takes more than 500 ms of the process within five seconds, or has 1,000 promises open, gets no
 * requests and evaluations for a minute. Alerts and deploys are always passed on.
 */
export interface Exporter {
  /** Names it in error messages. */
  readonly name: string;
  /** Each request that was counted, just after it ended. */
  request?(request: ExportedRequest): unknown;
  /** Once in five seconds, what `monitor.metrics()` returns. */
  evaluation?(metrics: Metrics): unknown;
  /** An alert that began to fire or was resolved. Muted ones are passed on when the mute has ended and they still fire. */
  alert?(change: AlertChange): unknown;
  /** A version that went into service: a start with another version than before, or a deploy that somebody marked. */
  deploy?(deploy: Deploy): unknown;
  /** The monitor closes; nothing is passed on afterwards. */
  close?: (() => unknown) | undefined;
}

/** What is used of a client of `@sentry/node`. */
export interface SentryClient {
  captureEvent(event: Record<string, unknown>): unknown;
  on(hook: 'preprocessEvent', callback: (event: SentryEvent, hint?: { event_id?: string }) => void): unknown;
}

/** What is read of an event that the app reports. */
export interface SentryEvent {
  event_id?: string | undefined;
  exception?: unknown;
}

/** The option `sentry`. */
export interface SentryOptions {
  /** The app's own `@sentry/node` after its `init`: the module's namespace, or a client. */
  client: SentryClient | { getClient(): SentryClient | undefined };
  /**
   * The address of the project, such as `https://acme.sentry.io/organizations/acme/projects/portal`: requests are then
   * linked to their events.
   */
  projectUrl?: string | undefined;
}

/** The tags of a metric or an event. */
export type DogStatsDTags = Record<string, string>;

/** What is used of a client of `hot-shots`. */
export interface DogStatsDClient {
  increment(name: string, value: number, tags: DogStatsDTags): void;
  gauge(name: string, value: number, tags: DogStatsDTags): void;
  distribution(name: string, value: number, tags: DogStatsDTags): void;
  event(title: string, text: string, options: DogStatsDEventOptions, tags: DogStatsDTags): void;
}

/** What is said of an event. */
export interface DogStatsDEventOptions {
  alert_type: 'info' | 'warning' | 'success' | 'error';
  aggregation_key: string;
  date_happened: Date;
}

/** The option `datadog`: the app's own client of `hot-shots`, or where the agent is. */
export interface DatadogOptions {
  /** The app's own client; the other options are then its own. */
  client?: DogStatsDClient | undefined;
  /** `DD_AGENT_HOST`, or else `localhost`, unless given. */
  host?: string | undefined;
  /** `DD_DOGSTATSD_PORT`, or else 8125, unless given. */
  port?: number | undefined;
  /** Tags of everything, such as `{ env: 'production', service: 'portal' }`, beside those of `DD_ENV` and `DD_SERVICE`. */
  tags?: DogStatsDTags | undefined;
}

/** What is used of a logger of `pino`. */
export interface EcsLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** The option `logs`: lines of JSON in the Elastic Common Schema, to the standard output unless a file or logger is given. */
export interface LogOptions {
  /** The app's own `pino` logger with `@elastic/ecs-pino-format`. */
  logger?: EcsLogger | undefined;
  /** The path of a file, created when missing and appended to. */
  file?: string | undefined;
  /** `service.name` of each line, unless the app's own logger sets it. */
  service?: string | undefined;
  /** The share of requests without a failure that is logged, 0 to 1; 0.01 unless given. Failures always are. */
  sampleRate?: number | undefined;
}
