/** The options of `createMonitor` as they are given, and as the parts of the monitor get them. */

import type { IncomingMessage } from 'node:http';
import type { Sample } from '../contract/index.js';
import type { Clock } from '../runtime/clock.js';
import type { AccessOptions, ResolvedAccess } from './access-options.js';
import type { DependenciesOptions, ResolvedDependencies } from './dependencies.js';
import type { EndpointLimits, EndpointLimitsByKey, LimitPair } from './endpoint-limits.js';
import type { DatadogOptions, Exporter, LogOptions, SentryClient, SentryOptions } from './exporter-options.js';
import type { MaintenanceWindow } from './maintenance/maintenance.js';
import type { MaintenancePlan } from './maintenance/plan.js';
import type { NotifyTarget } from './notify-targets.js';
import type { RedactOptions } from '../text/redact.js';
import type { Objective, ObjectiveOptions } from './objectives.js';
import type { PrometheusOptions, PrometheusRegistry } from './prometheus.js';
import type { AlertRules, Rule } from './rule.js';

/** The limits at which the levels begin: [warning, degraded], rising. */
export interface LevelLimitOptions {
  errorRatePercent: LimitPair;
  p95Ms: LimitPair;
}

/** The same, and the limits that single endpoints have of their own. */
export interface LevelOptions extends LevelLimitOptions {
  endpoints?: EndpointLimits;
}

/** Decides whether a sample is a failure, which is what the error rate counts. */
export type FailureRule = 'server' | 'all' | ((sample: Sample) => boolean);

/** A request as options see it. */
export interface MonitoredRequest {
  /** Node's own request, with what a framework has added to it. */
  raw: IncomingMessage;
  method: string;
  /** The raw path without the query string. */
  path: string;
  headers: IncomingMessage['headers'];
  /** The framework's session object (`ctx.session`); undefined when there is none. */
  session: unknown;
  /** The value of a cookie. */
  cookie(name: string): string | undefined;
}

/** Where a request's session id comes from: a cookie, or a function. */
export type SessionSource = { cookie: string } | ((request: MonitoredRequest) => string | undefined);

/** Pages of other origins that may read what the monitor answers. */
export interface CorsOptions {
  /** At least one origin, each exactly as browsers send it: `https://tools.example`, `http://10.0.0.7:8080`. */
  origins: readonly string[];
}

/** Prometheus Alertmanagers, which get every alert. */
export interface AlertmanagerOptions {
  /** Such as `http://127.0.0.1:9093`, without `/api`; all of them get all alerts. */
  urls: string[];
  /** Added to `alertname` and `severity`, such as `{ job: 'portal' }`; `instance` is the host's name unless given. */
  labels?: Record<string, string> | undefined;
  /** Sent with every request, such as `authorization`. */
  headers?: Record<string, string> | undefined;
}

/** Regular requests to an outside service, which alerts when they stop. */
export interface HeartbeatOptions {
  /** Its path and query are treated as secret. */
  url: string;
  /** 5 to 3,600. */
  everySeconds: number;
}

/** All optional. */
export interface MonitorOptions {
  /** Length of the window in seconds: 60 to 900 in steps of 5; 300 unless given. */
  windowSeconds?: number | undefined;
  /**
   * Where the levels begin, [warning, degraded]; 1 and 5 %, 200 and 500 ms unless given. `endpoints` has limits for
   * single ones, such as `{ 'POST /reflection/:id/step': { p95Ms: [3000, 8000] }, 'GET /poll': false }`.
   */
  levels?: (Partial<LevelLimitOptions> & { endpoints?: EndpointLimitsByKey | undefined }) | undefined;
  /** What the error rate counts: the server's faults (unless given), all error classes, or what a function decides. */
  failures?: FailureRule | undefined;
  /** `(request) => boolean`: requests that are not counted at all, such as assets and probes. */
  ignore?: ((request: MonitoredRequest) => boolean) | undefined;
  /**
   * Counts requests without a route template under their path, with numbers, dates, UUIDs, hashes, tokens and e-mail
   * addresses as `:id`, once that path has been answered with 2xx or 3xx three times; otherwise they are `(unmatched)`.
   * Off unless given: what looks like no identifier, such as a name in `/people/anna`, is then shown to everybody who
   * may see endpoints.
   */
  foldPaths?: boolean | undefined;
  /** The path that the monitor's own endpoints lie under, such as `/internal`; none unless given. */
  basePath?: string | undefined;
  /**
   * A folder with a copy of `dist/browser` of this package, for an app that is bundled into a file of its own. Unless
   * given, the files are those in the package.
   */
  elementDir?: string | undefined;
  /**
   * Who may see and change what. The public sees the status unless given. `'local'`: clients on the same machine are
   * operators, as they are where `NODE_ENV` is `development`; for a developer's own machine, never behind a proxy.
   */
  access?: AccessOptions | 'local' | undefined;
  /** The address at which browsers reach the app, such as `https://portal.example`; the `Host` header unless given. */
  url?: string | undefined;
  /**
   * How many proxies in front of the app set `X-Forwarded-For` and `X-Forwarded-Proto`; `true` is one. Unless given, these
   * headers count for nothing.
   */
  trustProxy?: boolean | number | undefined;
  /** The other origins whose pages may read what the monitor answers, such as `{ origins: ['https://tools.example'] }`. */
  cors?: CorsOptions | undefined;
  /**
   * Where a request's session id comes from: `{ cookie: 'portal.sid' }`, or a function of the request. Unless given, it is
   * the id of the framework's session object.
   */
  sessionId?: SessionSource | undefined;
  /**
   * Seconds after which a request without an answer is a timeout: above 0 up to 3,600; 60 unless given. By endpoint:
   * `{ default: 60, '/export': 300 }`.
   */
  requestTimeoutSeconds?: number | Record<string, number> | undefined;
  /**
   * What messages call the app, such as `Instructor portal`. Unless given, the name in the `package.json` nearest to the
   * started file, or else to the current folder.
   */
  name?: string | undefined;
  /** The app's version, as shown. A start with another version is a deploy. */
  version?: string | undefined;
  /** The folder for history and alerts, created when missing. Unless given, they are kept in memory only. */
  metricsDir?: string | undefined;
  /** The app's own rules, changes to the default rules, and `false` for those that are not wanted. */
  alertRules?: AlertRules | undefined;
  /** A JSON file of the same form. A rule of the same name in `alertRules` takes precedence. */
  alertsFile?: string | undefined;
  /** How many requests are to succeed over hours; none unless given. */
  objectives?: readonly ObjectiveOptions[] | undefined;
  /** Planned times, once or again and again, in which alerts are recorded but not sent; readers are told of them. */
  maintenance?: readonly MaintenanceWindow[] | undefined;
  /** Where alerts are sent; nowhere unless given. */
  notify?: NotifyTarget | readonly NotifyTarget[] | undefined;
  /** Alertmanagers that alerts are sent to, and whose silences mute rules; none unless given. */
  alertmanager?: AlertmanagerOptions | undefined;
  /** An address that is requested while this process lives, since a dead process cannot alert. */
  heartbeat?: HeartbeatOptions | undefined;
  /** Objects of the app's own that are told of requests, evaluations, alerts and deploys; none unless given. */
  exporters?: readonly Exporter[] | undefined;
  /** Alerts become issues in Sentry, and requests carry the events that the app reports there. Off unless given. */
  sentry?: SentryOptions | undefined;
  /** Figures go to Datadog by DogStatsD, with the package `hot-shots`. Off unless given. */
  datadog?: DatadogOptions | undefined;
  /** Requests, alerts and deploys are logged for Elasticsearch, with the packages `pino` and `@elastic/ecs-pino-format`. */
  logs?: LogOptions | undefined;
  /**
   * Where failed and slow requests are shown, such as `https://tempo.example/trace/{trace_id}`: `{trace_id}` is the
   * trace id of `traceparent`, `{request_id}` the `x-request-id`.
   */
  traceUrl?: string | undefined;
  /** What Prometheus is told beside the monitor's own metrics. */
  prometheus?: PrometheusOptions | undefined;
  /** What is told of the app's outgoing calls; `false` for nothing. */
  dependencies?: DependenciesOptions | false | undefined;
  /** What is redacted in free text beside secrets: e-mail addresses, unless `{ emails: false }`. */
  redact?: Partial<RedactOptions> | undefined;
  /** The source of time, for tests. */
  clock?: Clock | undefined;
}

/** When a request without an answer is a timeout, in seconds. */
export interface RequestTimeouts {
  otherwise: number;
  /** By route template. */
  byEndpoint: ReadonlyMap<string, number>;
  /** The shortest of them all. */
  shortest: number;
}

/** The options with their defaults. */
export interface ResolvedOptions {
  windowSeconds: number;
  levels: LevelOptions;
  failures: FailureRule;
  ignore: ((request: MonitoredRequest) => boolean) | undefined;
  foldPaths: boolean;
  basePath: string;
  elementDir: string | undefined;
  access: ResolvedAccess;
  /** The origin at which browsers reach the app; undefined when it is not known. */
  origin: string | undefined;
  /** How many proxies are trusted. */
  trustedProxies: number;
  /** Origins whose pages may read, without duplicates. */
  origins: readonly string[];
  sessionId: SessionSource | undefined;
  requestTimeoutSeconds: RequestTimeouts;
  /** Of the app. */
  name: string;
  version: string | null;
  metricsDir: string | undefined;
  rules: readonly Rule[];
  objectives: readonly Objective[];
  maintenance: MaintenancePlan;
  notify: readonly NotifyTarget[];
  alertmanager: AlertmanagerOptions | undefined;
  heartbeat: HeartbeatOptions | undefined;
  exporters: readonly Exporter[];
  sentry: { client: SentryClient; projectUrl?: string | undefined } | undefined;
  datadog: DatadogOptions | undefined;
  logs: (LogOptions & { sampleRate: number }) | undefined;
  traceUrl: string | undefined;
  prometheus: { registries: readonly PrometheusRegistry[] };
  /** Undefined: nothing is followed. */
  dependencies: ResolvedDependencies | undefined;
  redact: RedactOptions;
  clock: Clock;
}
