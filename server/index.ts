/** align-monitor: the package's public names. */

export type { AlertRules, RuleOptions } from './options/rule.js';
export type { Clock } from './runtime/clock.js';
export type * from './contract/index.js';
export type { CheckFunction, CheckOptions } from './checks/checks.js';
export { checkDiskSpace, checkHttp, checkTcp } from './checks/probes.js';
export type { InstrumentCounter, InstrumentHistogram, InstrumentOptions } from './instruments/instruments.js';
export type { JobOptions } from './jobs/jobs.js';
export { createMonitor, getMonitor, type Monitor } from './monitor.js';
export type { DependenciesOptions } from './options/dependencies.js';
export type {
  AlertChange,
  DatadogOptions,
  ExportedRequest,
  Exporter,
  LogOptions,
  SentryOptions,
} from './options/exporter-options.js';
export type {
  AlertmanagerOptions,
  CorsOptions,
  FailureRule,
  HeartbeatOptions,
  MonitoredRequest,
  MonitorOptions,
} from './options/monitor-options.js';
export type {
  MaintenanceWindow,
  OneMaintenance,
  RecurringMaintenance,
  Weekday,
} from './options/maintenance/maintenance.js';
export type {
  EmailTarget,
  MailTransport,
  NotifyTarget,
  PagerDutyTarget,
  WebhookTarget,
} from './options/notify-targets.js';
export type { PrometheusOptions, PrometheusRegistry } from './options/prometheus.js';
export type { AccessDecision, AccessOptions, Credential } from './options/access-options.js';
export { createServer, type MonitorServer, type ServerOptions } from './standalone.js';
export type { ConnectErrorMiddleware, ConnectMiddleware } from './adapters/connect.js';
export type { FastifyPlugin, FastifyRoutesPlugin } from './adapters/fastify.js';
export type { HttpListener, HttpOptions, HttpServer } from './adapters/http.js';
export type { KoaContext, KoaMiddleware } from './adapters/adapter.js';
export type { RoutesOptions, ServeOptions } from './options/adapter-options.js';
