/** align-monitor: the package's public names. */

export type { HeartbeatOptions, NotifyTarget } from './options/notify.js';
export type { AlertRules, RuleOptions } from './options/rules.js';
export type { Clock } from './runtime/clock.js';
export type * from './contract/index.js';
export type { CheckFunction, CheckOptions } from './checks/checks.js';
export { checkDiskSpace, checkHttp, checkTcp } from './checks/probes.js';
export { createMonitor, getMonitor, type Monitor } from './monitor.js';
export type { FailureRule, MaintenanceWindow, MonitoredRequest, MonitorOptions } from './options/options.js';
export type { CorsOptions } from './options/cors.js';
export { createServer, type MonitorServer, type ServerOptions } from './standalone.js';
export type { ConnectErrorMiddleware, ConnectMiddleware } from './adapters/connect.js';
export type { FastifyPlugin } from './adapters/fastify.js';
export type { HttpOptions, HttpServer } from './adapters/http.js';
export type { KoaContext, KoaMiddleware } from './adapters/koa.js';
