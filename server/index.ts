/** align-monitor: the package's public names. */

export type { Clock } from './clock.js';
export type { FailureRule } from './collector/collector.js';
export type { ReportedError, Sample } from './collector/sample.js';
export type * from './contract.js';
export { createMonitor, getMonitor, type Monitor } from './monitor.js';
export type { MonitoredRequest, MonitorOptions } from './options.js';
export { createServer, type MonitorServer, type ServerOptions } from './standalone.js';
export type { ConnectErrorMiddleware, ConnectMiddleware } from './track/connect.js';
export type { FastifyPlugin } from './track/fastify.js';
export type { HttpOptions, HttpServer } from './track/http.js';
export type { KoaContext, KoaMiddleware } from './track/koa.js';
