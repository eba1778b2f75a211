/** `createMonitor`: wires the parts together; alone knows them all, and owns the clock and the timer. */

import { hostname } from 'node:os';
import { type AdapterParts, Adapters } from './adapters.js';
import type { ApiSource } from './api/app.js';
import { healthJson } from './api/routes/health.js';
import type { Report } from './api/routes/ingest.js';
import { metricsJson } from './api/metrics-json.js';
import { requestsJson, type RequestsFilter } from './api/routes/requests.js';
import { systemClock } from './runtime/clock.js';
import { Collector } from './collector/collector.js';
import { isReportedError } from './collector/sample.js';
import { isNonEmptyText } from './options/values.js';
import {
  HISTORY_RANGE_NAMES,
  HISTORY_RANGES,
  LONGEST_RANGE,
  type HealthDetailed,
  type HistoryAnswer,
  type HistoryRange,
  type LastError,
  type Metrics,
  type ReportedError,
  type RequestsAnswer,
  type Sample,
} from './contract/index.js';
import { Faults } from './runtime/internal-errors.js';
import { wrongArgument } from './options/invalid-value.js';
import type { CheckFunction, CheckOptions } from './checks/checks.js';
import { type MonitorOptions, type ResolvedOptions, resolveOptions } from './options/options.js';
import type { OpenRequest } from './tracking/open-requests.js';
import { Tracker } from './tracking/tracker.js';
import { Vitals } from './runtime/process-metrics.js';
import { Watch } from './watch.js';

const SWEEP_EVERY_MS = 1000;
const EVALUATE_EVERY_SWEEPS = 5;
const CALLS_PER_READING = 64;
const MAX_MESSAGE_LENGTH = 500;
const RANGES = new Map<number, HistoryRange>(HISTORY_RANGE_NAMES.map((name) => [HISTORY_RANGES[name].seconds, name]));
/** Snapshots of history sum up the endpoints over so long. */
const SNAPSHOT_SECONDS = 300;

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
export class Monitor extends Adapters {
  readonly #options: ResolvedOptions;
  readonly #faults: Faults;
  readonly #collector: Collector;
  readonly #tracker: Tracker;
  readonly #vitals = new Vitals();
  readonly #instance = `${hostname()}:${process.pid}`;
  readonly #timer: NodeJS.Timeout;
  readonly #watch: Watch;
  #lastError: LastError | null = null;
  #sweeps = 0;
  #isClosed = false;
  #closing: Promise<void> | undefined;
  /** When the clock was last read for a record call, in whole milliseconds, and for how many more calls that holds. */
  #time = 0;
  #calls = 0;

  /** @internal */
  constructor(options: ResolvedOptions) {
    super();
    this.#options = options;
    this.#faults = new Faults(options.clock);
    this.#watch = new Watch({
      options,
      collector: () => this.#collector,
      instance: this.#instance,
      vitals: this.#vitals,
      faults: this.#faults,
    });
    this.#collector = new Collector(
      {
        windowSeconds: options.windowSeconds,
        keepSeconds: Math.max(SNAPSHOT_SECONDS, ...options.rules.map((rule) => rule.window)),
        onSlice: (slice, endMs) => this.#watch.take(slice, endMs),
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

  /** Settles when what was kept on disk has been read; nobody has to wait for it, and it never rejects. */
  get started(): Promise<void> {
    return this.#watch.started;
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
      if (!isNonEmptyText(sessionId) || !['start', 'end'].includes(event)) return false;
      this.#collector.recordSession(sessionId, event, this.#now());
      return true;
    });
  }

  /** Counts one use of a feature. Never throws. */
  recordFeature(feature: string): void {
    this.#record(() => {
      if (!isNonEmptyText(feature)) return false;
      this.#collector.recordFeature(feature);
      return true;
    });
  }

  /** What `GET /metrics` answers. */
  metrics(): Metrics {
    const { clock, windowSeconds, levels, version } = this.#options;
    const now = this.#now();
    const wall = clock.wall();
    return metricsJson({
      collector: this.#collector,
      window: this.#collector.window(now),
      ...this.#watch.figures(now, wall),
      limits: levels,
      lastError: this.#lastError,
      process: this.#vitals.figures(this.#tracker.inFlight, this.#tracker.oldestSeconds),
      instance: this.#instance,
      version,
      windowSeconds,
      monitorErrors: this.#faults.count,
      now,
      wall,
    });
  }

  /** What `GET /health/detailed` answers. */
  health(): HealthDetailed {
    return healthJson(this.metrics(), this.#watch.storage());
  }

  /**
   * What `GET /metrics/history` answers.
   * @param options.rangeSeconds how far back: 900, 3,600, 21,600 or 86,400, which is a day
   * @throws TypeError for another range
   */
  history({ rangeSeconds = HISTORY_RANGES[LONGEST_RANGE].seconds }: { rangeSeconds?: number } = {}): HistoryAnswer {
    const range = RANGES.get(rangeSeconds);
    if (range === undefined) throw wrongArgument('history: rangeSeconds', rangeSeconds, [...RANGES.keys()].join(', '));
    return this.#watch.history(range, this.#wall());
  }

  /**
   * Adds a probe of something that the app depends on; it runs at once and then every so often. Three failed runs in a
   * row make it degraded, two good ones healthy again.
   * @throws TypeError naming what is wrong, its value and what is allowed
   */
  addCheck(name: string, probe: CheckFunction, options?: CheckOptions): void {
    this.#watch.checks.add(name, probe, options);
  }

  /** What `GET /metrics/requests` answers: the newest failures, the newest of all, or the slowest that are kept. */
  requests(filter: RequestsFilter): RequestsAnswer {
    return requestsJson(this.#collector, filter, this.#now(), this.#options.clock.wall());
  }

  /**
   * Ends the monitor within two seconds: it records no more, its timer is gone, and what is kept is on disk. Calling it
   * again waits for the same.
   */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.#vitals.stop();
    if (latest === this) latest = undefined;
    this.#faults.run(() => this.#collector.end(this.#now()), undefined);
    await this.#watch.close().catch(this.#faults.swallow);
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

  /** What the adapters and the endpoints ask. */
  protected override get parts(): AdapterParts {
    return {
      tracker: this.#tracker,
      source: this.#source,
      basePath: this.#options.basePath,
      origins: this.#options.origins,
      swallow: this.#faults.swallow,
    };
  }

  get #source(): ApiSource {
    return {
      now: () => this.#now(),
      metrics: () => this.metrics(),
      health: () => this.health(),
      history: (range) => this.#watch.history(range, this.#wall()),
      requests: (filter) => this.requests(filter),
      processState: () => ({
        isStarting: this.#watch.isStarting,
        isDraining: this.#isClosed,
        isStalled: this.#vitals.isStalled,
      }),
      report: (report) => this.#take(report),
      deployed: (version, note) => this.#watch.deployed(version, note, this.#wall()),
      acknowledge: (id, remark) => this.#watch.acknowledge(id, remark, this.#wall()),
      mute: (type, minutes, remark) => this.#watch.mute(type, minutes, remark, this.#wall()),
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

  #wall(): number {
    return this.#options.clock.wall();
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
    const now = this.#now();
    const wall = this.#wall();
    // Ends the slices that are over also when nobody comes.
    this.#collector.sliceNumber(now);
    this.#sweeps++;
    if (this.#sweeps % EVALUATE_EVERY_SWEEPS === 0) {
      this.#vitals.roll();
      this.#watch.evaluate(now, wall);
    }
    this.#watch.tick(now, wall);
  }
}
