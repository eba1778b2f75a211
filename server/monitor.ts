/** `createMonitor`: wires the parts together; alone knows them all, and owns the clock and the timer. */

import { hostname } from 'node:os';
import { apiRouter, asListener, asMiddleware, ownPaths } from './api/app.js';
import { healthJson } from './api/health.js';
import type { Report } from './api/ingest.js';
import { metricsJson } from './api/metrics.js';
import { requestsJson } from './api/requests.js';
import { systemClock } from './clock.js';
import { Collector } from './collector/collector.js';
import { isName, isReportedError, type ReportedError, type Sample } from './collector/sample.js';
import type { HealthDetailed, LastError, Metrics, RequestKind, RequestsAnswer } from './contract.js';
import { Faults } from './faults.js';
import { evaluateLevel, INITIAL_LEVEL_STATE, type LevelResult } from './health/level.js';
import { type MonitorOptions, type ResolvedOptions, resolveOptions } from './options.js';
import { type ConnectErrorMiddleware, type ConnectMiddleware, noteErrors, trackConnect } from './track/connect.js';
import { type FastifyPlugin, trackFastify } from './track/fastify.js';
import { pathOf } from './track/handled.js';
import { type HttpOptions, type HttpServer, trackHttp } from './track/http.js';
import { type KoaMiddleware, trackKoa } from './track/koa.js';
import type { OpenRequest } from './track/open-requests.js';
import { Tracker } from './track/tracker.js';
import { Vitals } from './vitals.js';

const SWEEP_EVERY_MS = 1000;
const EVALUATE_EVERY_SWEEPS = 5;
const CALLS_PER_READING = 64;
const MAX_MESSAGE_LENGTH = 500;

let latest: Monitor | undefined;

/**
 * Begins to monitor.
 * @throws TypeError naming each wrong option, its value and what is allowed
 */
export function createMonitor(options?: MonitorOptions): Monitor {
  latest = new Monitor(resolveOptions(options));
  return latest;
}

/** The monitor that was created last in this process and is not closed; undefined when there is none. */
export function getMonitor(): Monitor | undefined {
  return latest;
}

/** Watches one app. Made by `createMonitor`. */
export class Monitor {
  readonly #options: ResolvedOptions;
  readonly #faults: Faults;
  readonly #collector: Collector;
  readonly #tracker: Tracker;
  readonly #vitals = new Vitals();
  readonly #instance = `${hostname()}:${process.pid}`;
  readonly #timer: NodeJS.Timeout;
  #levelState = INITIAL_LEVEL_STATE;
  #lastError: LastError | null = null;
  #sweeps = 0;
  #isClosed = false;
  /** When the clock was last read for a record call, in whole milliseconds, and for how many more calls that holds. */
  #time = 0;
  #calls = 0;

  /** @internal */
  constructor(options: ResolvedOptions) {
    this.#options = options;
    this.#faults = new Faults(options.clock);
    this.#collector = new Collector(
      {
        windowSeconds: options.windowSeconds,
        failures: options.failures,
        abortedLatencyLimitMs: options.levels.p95Ms[1],
        onFault: this.#faults.swallow,
      },
      this.#now(),
    );
    this.#tracker = new Tracker({
      options,
      now: () => this.#now(),
      record: (sample) => this.recordRequest(sample),
      endSession: (sessionId) => this.recordSession(sessionId, 'end'),
      swallow: this.#faults.swallow,
    });
    this.#timer = setInterval(() => this.#faults.run(() => this.#tick(), undefined), SWEEP_EVERY_MS);
    this.#timer.unref();
  }

  /** Counts one finished request. Never throws: what cannot be used is counted as `rejected_values`. */
  recordRequest(sample: Sample): void {
    if (this.#isClosed) return;
    // Written out: a closure for each request would be garbage for each request.
    try {
      this.#collector.recordRequest(sample, this.#recordTime());
    } catch (error) {
      this.#faults.swallow(error);
    }
  }

  /**
   * Reports an error. While a request is being handled it becomes that request's error class; otherwise it changes its
   * class's counts and `last_error`, never the requests' counts. Never throws.
   */
  recordError(error: ReportedError): void {
    this.#record(() => this.#noteError(error, this.#tracker.current));
  }

  /** Begins, keeps alive or ends a session; requests with a session id do the first two by themselves. Never throws. */
  recordSession(sessionId: string, event: 'start' | 'end'): void {
    this.#record(() => {
      if (!isName(sessionId) || !['start', 'end'].includes(event)) return false;
      this.#collector.recordSession(sessionId, event, this.#now());
      return true;
    });
  }

  /** Counts one use of a feature. Never throws. */
  recordFeature(feature: string): void {
    this.#record(() => {
      if (!isName(feature)) return false;
      this.#collector.recordFeature(feature);
      return true;
    });
  }

  /** What `GET /metrics` answers. */
  metrics(): Metrics {
    const { clock, windowSeconds, levels, version } = this.#options;
    const now = this.#now();
    const window = this.#collector.window(now);
    return metricsJson({
      collector: this.#collector,
      window,
      level: this.#evaluate(window, now),
      limits: levels,
      lastError: this.#lastError,
      process: this.#vitals.figures(this.#tracker.inFlight, this.#tracker.oldestSeconds),
      instance: this.#instance,
      version,
      windowSeconds,
      monitorErrors: this.#faults.count,
      now,
      wall: clock.wall(),
    });
  }

  /** What `GET /health/detailed` answers. */
  health(): HealthDetailed {
    return healthJson(this.metrics());
  }

  /** What `GET /metrics/requests` answers: the newest failures, the newest of all, or the slowest that are kept. */
  requests({ kind, limit }: { kind: RequestKind; limit: number }): RequestsAnswer {
    return requestsJson(this.#collector, kind, limit, this.#now(), this.#options.clock.wall());
  }

  /**
   * The Koa middleware: put it in front of the app. It follows every request and answers the monitor's own endpoints;
   * with `serve: false` it only follows, and `routes()` answers. An error that a handler of your own catches behind it
   * is not seen: where that swallows the refusals of a CSRF guard, set `ctx.state.errorClass = 'csrf'`.
   */
  koa({ serve = true }: { serve?: boolean } = {}): KoaMiddleware {
    const track = trackKoa(this.#tracker);
    if (!serve) return track;
    const routes = this.routes();
    const isOwn = ownPaths(this.#options.basePath);
    return (context, next) =>
      isOwn(pathOf(context.req.url)) ? routes(context, () => track(context, next)) : track(context, next);
  }

  /** The monitor's own endpoints as a Koa middleware, to be put behind the host's own login. */
  routes(): KoaMiddleware {
    return asMiddleware(this.#router());
  }

  /**
   * The middleware for Express, Connect and Polka: put it in front of the app. It follows every request and answers
   * the monitor's own endpoints. Connect and Polka keep no route template: there the path counts, with parameters and
   * identifiers as `:id`.
   */
  connect(): ConnectMiddleware {
    const answer = this.#answer();
    const track = trackConnect(this.#tracker);
    return (request, response, next) => {
      if (!answer(request, response)) track(request, response, next);
    };
  }

  /**
   * The error middleware for Express before 5.3, and for Connect: put it behind the routes and in front of your own
   * error handlers, so that the refusals of a CSRF guard are told from other client errors (later versions of Express
   * tell of their errors by themselves). In Polka call it in `onError`. The error is passed on unchanged.
   */
  connectErrors(): ConnectErrorMiddleware {
    return noteErrors(this.#tracker);
  }

  /**
   * The Fastify plugin: `app.register(monitor.fastify)` before the routes and other plugins. Websockets and URLs that
   * cannot be decoded never reach a plugin; `monitor.http(app.server)` beside it sees them.
   */
  get fastify(): FastifyPlugin {
    return trackFastify(this.#tracker, this.#answer());
  }

  /**
   * Follows a bare `node:http`, `https` or `http2` server of any framework, its upgrades too, and answers the
   * monitor's own endpoints on it. Of an `http2` server it sees what the compatibility API sees ('request'). Beside
   * another adapter of this monitor it counts nothing twice: it adds the upgrades, and the other knows the routes.
   */
  http(server: HttpServer, options: HttpOptions = {}): void {
    trackHttp(this.#tracker, server, options, this.#answer());
  }

  /** Ends the monitor: it records no more, and its timer is gone. Calling it again does nothing. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.#vitals.stop();
    if (latest === this) latest = undefined;
    await Promise.resolve();
  }

  /** Runs a record call; one that answers false was given what it cannot use. */
  #record(call: () => boolean): void {
    if (this.#isClosed) return;
    if (!this.#faults.run(call, true)) this.#collector.totals.rejected++;
  }

  /** @param current the request that it is to be the class of; without one it is counted apart */
  #noteError(error: ReportedError, current: OpenRequest | undefined): boolean {
    if (!isReportedError(error)) return false;
    const known = current === undefined ? undefined : this.#tracker.endpointOf(current);
    this.#lastError = {
      type: error.type,
      message: error.message.slice(0, MAX_MESSAGE_LENGTH),
      endpoint: error.endpoint ?? known ?? null,
      timestamp: new Date(this.#options.clock.wall()).toISOString(),
    };
    if (current === undefined) this.#collector.recordError(error, this.#now());
    else current.reportedClass = error.type;
    return true;
  }

  #router(): ReturnType<typeof apiRouter> {
    const source = {
      now: () => this.#now(),
      metrics: () => this.metrics(),
      health: () => this.health(),
      processState: () => ({ isDraining: this.#isClosed, isStalled: this.#vitals.isStalled }),
      requests: (kind: RequestKind, limit: number) => this.requests({ kind, limit }),
      report: (report: Report) => this.#take(report),
    };
    return apiRouter(source, this.#options.basePath, (response) => this.#tracker.disown(response));
  }

  #answer(): ReturnType<typeof asListener> {
    const answer = asListener(this.#router(), ownPaths(this.#options.basePath));
    return (request, response) => {
      try {
        return answer(request, response);
      } catch (error) {
        this.#faults.swallow(error);
        return false;
      }
    };
  }

  #take(report: Report): void {
    switch (report.kind) {
      case 'request':
        return this.recordRequest(report);
      case 'error':
        return this.#record(() => this.#noteError(report, undefined));
      case 'session':
        return this.recordSession(report.sessionId, report.event);
      case 'feature':
        return this.recordFeature(report.feature);
    }
  }

  #now(): number {
    return this.#options.clock.monotonic();
  }

  /**
   * The time for a record call. Reading the clock costs as much as half of all the rest, so with the system's own it is
   * read every second and for every 64th call: slices are five seconds long.
   */
  #recordTime(): number {
    if (this.#calls-- > 0) return this.#time;
    this.#calls = this.#options.clock === systemClock ? CALLS_PER_READING - 1 : 0;
    this.#time = Math.floor(this.#now());
    return this.#time;
  }

  #tick(): void {
    this.#calls = 0;
    this.#tracker.sweep();
    this.#sweeps++;
    if (this.#sweeps % EVALUATE_EVERY_SWEEPS !== 0) return;
    this.#vitals.roll();
    const now = this.#now();
    this.#evaluate(this.#collector.window(now), now);
  }

  #evaluate(window: ReturnType<Collector['window']>, now: number): LevelResult {
    const result = evaluateLevel(window, this.#levelState, this.#options.levels, now);
    this.#levelState = result.state;
    return result;
  }
}
