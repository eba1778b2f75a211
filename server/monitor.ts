/** `createMonitor`, and what it returns: the one object that an app holds. */

import type { AdapterContext, KoaMiddleware } from './adapters/adapter.js';
import {
  connectAdapter,
  connectErrorAdapter,
  connectRoutes,
  type ConnectErrorMiddleware,
  type ConnectMiddleware,
} from './adapters/connect.js';
import { fastifyAdapter, type FastifyPlugin, fastifyRoutes, type FastifyRoutesPlugin } from './adapters/fastify.js';
import { httpAdapter, type HttpListener, type HttpOptions, httpRoutes, type HttpServer } from './adapters/http.js';
import { koaAdapter, koaRoutes } from './adapters/koa.js';
import type { RequestsFilter } from './api/json/requests-json.js';
import type { ErrorsFilter } from './api/json/errors-json.js';
import type { CheckFunction, CheckOptions } from './checks/checks.js';
import {
  HISTORY_RANGE_NAMES,
  HISTORY_RANGES,
  type ErrorsAnswer,
  type HealthDetailed,
  type HistoryAnswer,
  LONGEST_RANGE,
  type Metrics,
  type NotifyTestResult,
  type RequestsAnswer,
  type Sample,
} from './contract/index.js';
import type { InstrumentCounter, InstrumentHistogram, InstrumentOptions } from './instruments/instruments.js';
import type { JobOptions } from './jobs/jobs.js';
import type { RoutesOptions, ServeOptions } from './options/adapter-options.js';
import { invalidValue } from './options/invalid-value.js';
import type { MonitorOptions } from './options/monitor-options.js';
import { resolveOptions } from './options/options.js';
import { sharedState } from './runtime/shared-state.js';
import { createParts, type MonitorParts } from './wiring.js';

const { state: shared, isAlone } = sharedState<Monitor>();

/**
 * Begins to monitor.
 * @throws TypeError naming each wrong option, its value and what is allowed
 */
export function createMonitor(options?: MonitorOptions): Monitor {
  const monitor = new Monitor(createParts(resolveOptions(options)));
  if (isAlone) {
    console.warn(
      'align-monitor: another version of this module is loaded, whose getMonitor() does not find this monitor.',
    );
  } else if (shared.latest !== undefined && !(shared.latest instanceof Monitor)) {
    console.warn('align-monitor: two copies of this module are loaded, and each has a monitor: is it installed twice?');
  }
  shared.latest = monitor;
  return monitor;
}

/**
 * The monitor that was created last in this process and is not closed, also by another copy of this module; undefined when
 * there is none.
 */
export function getMonitor(): Monitor | undefined {
  return shared.latest;
}

/** Monitors one app. Made by `createMonitor`. */
export class Monitor {
  readonly #parts: MonitorParts;
  #closing: Promise<void> | undefined;

  /** @internal */
  constructor(parts: MonitorParts) {
    this.#parts = parts;
  }

  /** Settles when what was kept on disk has been read; nobody has to wait for it, and it never rejects. */
  get started(): Promise<void> {
    return this.#parts.started;
  }

  /**
   * Counts one finished request. Never throws: what cannot be used is counted as `rejected_values`.
   * @param error what made it fail, such as the `Error` that its handler threw; it names the error group
   */
  recordRequest(sample: Sample, error?: unknown): void {
    this.#parts.recorder.recordRequest(sample, error === undefined ? undefined : { thrown: error, reported: [] });
  }

  /**
   * Reports an error. While a request is being handled, the `type` becomes that request's error class, and an `Error` is
   * its cause: its name is the class only where the status is below 400. Outside of requests it changes its class's
   * counts and `last_error`, never the requests' counts; there the class of an `Error` is its name. Never throws: what is neither is counted as rejected.
   * @param error a `ReportedError` (`{ type, message, endpoint }`), or what a `catch` clause has caught
   */
  recordError(error: unknown): void {
    this.#parts.recorder.recordError(error);
  }

  /** Begins, keeps alive or ends a session; requests with a session id do the first two by themselves. Never throws. */
  recordSession(sessionId: string, event: 'start' | 'end'): void {
    this.#parts.recorder.recordSession(sessionId, event);
  }

  /** Counts one use of a feature. Never throws. */
  recordFeature(feature: string): void {
    this.#parts.recorder.recordFeature(feature);
  }

  /**
   * Measures what the app waits for: a promise, or a function that is called at once. Returns what comes of it, and throws
   * what it throws; of a promise, or a thenable such as a query, a promise of the same. It appears beside the hosts of
   * outgoing HTTP calls, which are measured without this. Never throws by itself.
   * @param name such as `postgres`; never a query or an address with secrets
   * @example const rows = await monitor.time('postgres', () => pool.query(sql));
   */
  time<T>(name: string, work: PromiseLike<T> | (() => PromiseLike<T>)): Promise<T>;
  time<T>(name: string, work: () => T): T;
  time(name: string, work: unknown): unknown {
    return this.#parts.timer.time(name, work);
  }

  /**
   * Adds a probe of something that the app depends on; it runs at once and then every so often. Three failed runs in a
   * row make it degraded, two good ones healthy again.
   * @throws TypeError naming what is wrong, its value and what is allowed
   */
  addCheck(name: string, probe: CheckFunction, options?: CheckOptions): void {
    this.#parts.addCheck(name, probe, options);
  }

  /**
   * Runs a job and records the run; a failure is reported as by `recordError`. With `everySeconds`, an alert fires when
   * its last start is longer ago than that and `graceSeconds`, also when this process was not there at that time. At most
   * 50 jobs with names of at most 64 characters are kept; more are run, but not recorded.
   * @returns what the job returns; rejects with what it throws
   * @throws TypeError naming what is wrong, its value and what is allowed
   */
  job<T>(name: string, work: () => T | PromiseLike<T>, options?: JobOptions): Promise<T> {
    return this.#parts.jobs.run(name, work, options);
  }

  /**
   * Forgets a job that was renamed or removed, and ends its alert. Jobs that nobody has started for seven days, and for
   * ten times as long as they were expected, are forgotten by themselves.
   * @throws TypeError for what is no name
   */
  forgetJob(name: string): void {
    this.#parts.jobs.forget(name);
  }

  /**
   * One of the app's own numbers, which a function answers at once; it is asked every five seconds. Undefined and null mean
   * that there is none at the time. Numbers are in `GET /metrics`, history and Prometheus, and rules watch them by their
   * name: `{ metric: 'queue_length', threshold: 50 }`. At most 50; names are those of OpenTelemetry's instruments, up to
   * 100 characters.
   * @throws TypeError naming what is wrong, its value and what is allowed
   */
  gauge(name: string, callback: () => number | null | undefined, options?: InstrumentOptions): void {
    this.#parts.instruments.gauge(name, callback, options);
  }

  /**
   * As `gauge`, for what is counted: `monitor.counter('uploads').add()`. Its value is the rate per minute over the window.
   * Asked for again, it is the same counter.
   */
  counter(name: string, options?: InstrumentOptions): InstrumentCounter {
    return this.#parts.instruments.counter(name, options);
  }

  /**
   * As `gauge`, for values whose percentiles matter: `monitor.histogram('tokens').record(1840)`. Its value is their P95
   * over the window, within 2.2 %.
   */
  histogram(name: string, options?: InstrumentOptions): InstrumentHistogram {
    return this.#parts.instruments.histogram(name, options);
  }

  /** What `GET /metrics` answers. */
  metrics(): Metrics {
    return this.#parts.reader.metrics();
  }

  /** What `GET /health/detailed` answers. */
  health(): HealthDetailed {
    return this.#parts.reader.health();
  }

  /**
   * What `GET /metrics/history` answers.
   * @param options.rangeSeconds the length of a range of `HISTORY_RANGES`; the longest unless given
   * @throws TypeError for another length
   */
  history({ rangeSeconds = HISTORY_RANGES[LONGEST_RANGE].seconds }: { rangeSeconds?: number } = {}): HistoryAnswer {
    const range = HISTORY_RANGE_NAMES.find((name) => HISTORY_RANGES[name].seconds === rangeSeconds);
    if (range === undefined) {
      const allowed = HISTORY_RANGE_NAMES.map((name) => HISTORY_RANGES[name].seconds).join(', ');
      throw invalidValue('history: rangeSeconds', rangeSeconds, allowed);
    }
    return this.#parts.reader.history(range);
  }

  /** What `GET /metrics/errors` answers: all error groups, one of them, or those of one state. */
  errors(filter?: ErrorsFilter): ErrorsAnswer {
    return this.#parts.reader.errors(filter);
  }

  /** What `GET /metrics/requests` answers: the newest failures, the newest of all, or the slowest that are kept. */
  requests(filter: RequestsFilter): RequestsAnswer {
    return this.#parts.reader.requests(filter);
  }

  /**
   * The Koa middleware: put it in front of the app. It follows every request and answers the monitor's own endpoints;
   * with `serve: false` it only follows, and `routes()` answers. An error that a handler of your own catches behind it
   * is not seen: pass it to `recordError`, and where that swallows the refusals of a CSRF guard, set
   * `ctx.state.errorClass = 'csrf'`. A long poll is
   * named with `ctx.state.streaming = true`. With koa-websocket, use it as `app.ws.use(monitor.koa())` too.
   */
  koa(options?: ServeOptions): KoaMiddleware {
    return koaAdapter(this.#adapters, options);
  }

  /**
   * The monitor's own endpoints as a Koa middleware, to be put behind the app's own login: with `audience`, everybody who
   * gets to them is a viewer or an operator.
   * @throws TypeError naming what is wrong, its value and what is allowed; the other adapters too
   */
  routes(options?: RoutesOptions): KoaMiddleware {
    return koaRoutes(this.#adapters, options);
  }

  /**
   * The middleware for Express, Connect and Polka: put it in front of the app. It follows every request and answers
   * the monitor's own endpoints. Connect keeps no route templates: there requests are `(unmatched)`, unless the option
   * `foldPaths` is set. `response.locals.streaming = true` names a long poll. With `serve: false` it only follows, and
   * `connectRoutes()` answers.
   */
  connect(options?: ServeOptions): ConnectMiddleware {
    return connectAdapter(this.#adapters, options);
  }

  /** As `routes`, for Express, Connect and Polka. */
  connectRoutes(options?: RoutesOptions): ConnectMiddleware {
    return connectRoutes(this.#adapters, options);
  }

  /**
   * The error middleware for Connect: put it behind the routes and in front of your own error handlers, so that errors
   * are known, and the refusals of a CSRF guard are told from other client errors. Express needs it no more. In Polka
   * call it in `onError`, in Nest in an exception filter. The error is passed on unchanged.
   */
  connectErrors(): ConnectErrorMiddleware {
    return connectErrorAdapter(this.#adapters);
  }

  /**
   * The Fastify plugin: `app.register(monitor.fastify)` before the routes and other plugins. It sees the websockets of
   * `@fastify/websocket`; `monitor.http(app.server)` beside it sees those of other libraries. The configuration
   * `{ config: { streaming: true } }` of a route names a long poll. With the option `serve: false` it only follows, and
   * `fastifyRoutes` answers.
   */
  get fastify(): FastifyPlugin {
    return fastifyAdapter(this.#adapters);
  }

  /** As `routes`, for Fastify: `app.register(monitor.fastifyRoutes, { audience: 'viewer' })` beside the app's own hooks. */
  get fastifyRoutes(): FastifyRoutesPlugin {
    return fastifyRoutes(this.#adapters);
  }

  /**
   * Follows a bare `node:http`, `https` or `http2` server of any framework, its upgrades too, and answers the
   * monitor's own endpoints on it. Of an `http2` server it sees what the compatibility API sees ('request'). Beside
   * another adapter of this monitor it counts nothing twice: it adds the upgrades, and the other knows the routes.
   */
  http(server: HttpServer, options: HttpOptions = {}): void {
    httpAdapter(this.#adapters, server, options);
  }

  /** As `routes`, for servers that `http` follows: answers a request and returns true, or returns false. */
  httpRoutes(options?: RoutesOptions): HttpListener {
    return httpRoutes(this.#adapters, options);
  }

  /**
   * Sends a test message to every target of `notify` and `alertmanager`, and says what became of each. Takes at most
   * 20 s; never rejects.
   */
  notifyTest(): Promise<NotifyTestResult[]> {
    return this.#parts.notifyTest();
  }

  /**
   * Says that the process is about to end: from now on `/health/ready` and `/health/detailed?for=lb` answer 503, so that
   * load balancers send no more requests. Everything else goes on until `close()`.
   */
  drain(): void {
    this.#parts.drain();
  }

  /**
   * Ends the monitor within two seconds: it records no more, its timer is gone, and what is kept is on disk. Calling it
   * again waits for the same.
   */
  close(): Promise<void> {
    if (shared.latest === this) shared.latest = undefined;
    this.#closing ??= this.#parts.close();
    return this.#closing;
  }

  get #adapters(): AdapterContext {
    return this.#parts.adapters;
  }
}
