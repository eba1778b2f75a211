/** align-monitor: the package's public names. */

export type { Notification } from './alerts/notify/message.js';
export type { HeartbeatOptions, NotifyTarget } from './alerts/notify/settings.js';
export type { AlertRules, RuleOptions } from './alerts/rules.js';
export type { Clock } from './clock.js';
export type { FailureRule } from './collector/collector.js';
export type { ReportedError, Sample } from './collector/sample.js';
export type * from './contract.js';
export type { CheckFunction, CheckOptions } from './health/checks.js';
export { checkDiskSpace, checkHttp, checkTcp } from './health/probes.js';
export { createMonitor, getMonitor, type Monitor } from './monitor.js';
export type { MaintenanceWindow, MonitoredRequest, MonitorOptions } from './options.js';
export type { CorsOptions } from './origins.js';
export { createServer, type MonitorServer, type ServerOptions } from './standalone.js';
export type { ConnectErrorMiddleware, ConnectMiddleware } from './track/connect.js';
export type { FastifyPlugin } from './track/fastify.js';
export type { HttpOptions, HttpServer } from './track/http.js';
export type { KoaContext, KoaMiddleware } from './track/koa.js';
