/**
 * Counts samples and returns figures. Every call takes `now` in monotonic milliseconds; nothing here reads a clock, starts
 * a timer or knows HTTP. A record call takes constant time.
 */

import { AffectedByEndpoint, type SessionCounts } from './affected-sessions.js';
import {
  classNumber,
  classOfStatus,
  ErrorClassTable,
  isServerFault,
  MAX_CLASSES,
  NO_ERROR,
} from './error-class-table.js';
import type { Endpoint } from './endpoints/endpoint.js';
import { Endpoints, type EndpointView } from './endpoints/endpoints.js';
import { FailingSessions } from './failing-sessions.js';
import { Features } from './features.js';
import { METHODS } from './methods.js';
import { CumulativeLatency } from './histogram/cumulative-latency.js';
import { RecentRequests, type RequestLinks } from './recent-requests.js';
import type { ReportedError, Sample } from '../contract/index.js';
import type { ExportedRequest } from '../options/exporter-options.js';
import type { FailureRule } from '../options/monitor-options.js';
import { type EndpointKey, isMeant } from '../options/endpoint-key.js';
import type { EndpointLimits } from '../options/endpoint-limits.js';
import { isPromise, isRecord, ownCopy } from '../options/values.js';
import { redact as redactAll, type Redact } from '../text/redact.js';
import { isValidSample, sanitize } from './sample.js';
import { Sessions, type SessionLimits } from './sessions.js';
import { type Slice, SliceWindow, type WindowView } from './window.js';
import { SLICE_SECONDS } from '../contract/index.js';

const ABORTED = classNumber('aborted');

/** What is known of why a request ended as it did. */
export interface RequestErrors {
  /** What its handler threw; undefined where nobody knows. */
  thrown: unknown;
  /** What was reported while it was handled. */
  reported: readonly unknown[];
}

/** A request that failed, or during which errors were reported. */
export interface FailedRequest {
  sample: Sample;
  /** The route template as it is kept. */
  endpoint: string;
  method: string;
  errorClass: string | null;
  /** Whether it counts in the error rate. */
  failed: boolean;
  /** The digest of its session. */
  session: string | undefined;
  errors: RequestErrors | undefined;
  links: RequestLinks | undefined;
}

/** Settings of a collector. */
export interface CollectorSettings {
  /** Length of the window. */
  windowSeconds: number;
  /** How far back figures are kept; the window unless given and longer. */
  keepSeconds?: number;
  failures: FailureRule;
  /** The percentiles include an aborted request that took longer than this. */
  abortedLatencyLimitMs: number;
  /**
   * Called with each slice when its time is over. The slice is reused afterwards.
   * @param endMs monotonic milliseconds
   */
  onSlice?: (slice: Slice, endMs: number) => void;
  /**
   * Called with what a function in `failures` throws; that sample is judged by the rule `server`. Called also when it
   * returns a promise, which like everything else but true means that the sample is no failure.
   */
  onError: (error: unknown) => void;
  /** Called with each request that was counted, when somebody wants them. It must not throw. */
  onRequest?: ((request: ExportedRequest) => void) | undefined;
  /**
   * Called with each request that the percentiles include, when somebody wants them. It must not throw.
   * @param slice number of the current slice
   * @param waits what the request waited for, as the tracker hands it on
   */
  onMeasured?:
    ((endpoint: Endpoint, sample: Sample, slice: number, waits: object | undefined, now: number) => void) | undefined;
  /** Called with each request that failed, or during which errors were reported. It must not throw. */
  onFailure?: ((request: FailedRequest) => void) | undefined;
  sessions?: SessionLimits;
  redact?: Redact;
  /** The limits that single endpoints have of their own; none unless given. */
  endpointLimits?: EndpointLimits | undefined;
  /** Endpoints that are counted by themselves, in this order; none unless given. */
  counted?: readonly EndpointKey[];
}

/** Counts since start. */
export interface Totals {
  requests: number;
  failed: number;
  /** By number of the error class. */
  classes: Float64Array;
  /** Of the requests that the percentiles include. */
  latency: CumulativeLatency;
  /** Invalid values in record calls. */
  rejected: number;
}

/** The figures of one app. */
export class Collector {
  readonly startedAt: number;
  /** Since when requests have been observed without a gap, monotonic milliseconds. */
  observedSince: number;
  readonly classes: ErrorClassTable;
  readonly endpoints: Endpoints;
  readonly features: Features;
  readonly recent = new RecentRequests();
  readonly sessions: Sessions;
  readonly failingSessions: FailingSessions;
  readonly #affectedByEndpoint: AffectedByEndpoint;
  readonly totals: Totals = {
    ...{ requests: 0, failed: 0, rejected: 0 },
    classes: new Float64Array(MAX_CLASSES),
    latency: new CumulativeLatency(),
  };
  readonly #settings: CollectorSettings;
  readonly #window: SliceWindow;

  constructor(settings: CollectorSettings, now: number) {
    this.#settings = settings;
    this.startedAt = now;
    this.observedSince = now;
    const keepSeconds = Math.max(settings.windowSeconds, settings.keepSeconds ?? 0);
    const { redact = redactAll, endpointLimits, counted = [] } = settings;
    this.classes = new ErrorClassTable(redact);
    this.features = new Features(redact);
    this.endpoints = new Endpoints(keepSeconds, redact, (of) => ({
      limits: endpointLimits?.of(of),
      places: counted.flatMap((key, place) => (isMeant(key, of) ? place : [])),
    }));
    this.sessions = new Sessions(settings.sessions, (key) => this.#window.current.sessions.add(key));
    this.failingSessions = new FailingSessions(keepSeconds / SLICE_SECONDS);
    this.#affectedByEndpoint = new AffectedByEndpoint(keepSeconds / SLICE_SECONDS);
    this.#window = new SliceWindow(
      keepSeconds,
      now,
      (slice, endMs) => {
        slice.activeSessions = this.sessions.active(endMs);
        settings.onSlice?.(slice, endMs);
      },
      { counted: counted.length, hasOwnLimits: endpointLimits !== undefined },
    );
  }

  /** The endpoints that are counted by themselves. */
  get counted(): readonly EndpointKey[] {
    return this.#settings.counted ?? [];
  }

  /** What its tables take, about. */
  get bytes(): number {
    const people = this.sessions.bytes + this.#affectedByEndpoint.bytes;
    return this.recent.bytes + this.endpoints.bytes + people + this.#window.bytes;
  }

  /** Length of the window. */
  get windowSeconds(): number {
    return this.#settings.windowSeconds;
  }

  /** Counts one finished request. Never throws: invalid values are counted as rejected. */
  recordRequest(given: Sample, now: number, errors?: RequestErrors, waits?: object): void {
    if (!isRecord(given)) {
      this.totals.rejected++;
      return;
    }
    if (isValidSample(given)) {
      this.#count(given, now, errors, waits);
      return;
    }
    const sanitized = sanitize(given);
    this.totals.rejected += sanitized.rejected;
    this.#count(sanitized, now, errors, waits);
  }

  /** Counts an error that belongs to no request: in the counts of its class, never in those of requests. */
  recordError(error: ReportedError, now: number): void {
    const slice = this.#window.at(now);
    const errorClass = this.classes.indexOf(error.type);
    this.#countClass(errorClass, slice);
    this.failingSessions.recordError(slice.number, undefined, errorClass, false);
  }

  /** Starts a session, keeps it active, or ends it. */
  recordSession(sessionId: string, event: 'start' | 'end', now: number): void {
    this.#window.at(now);
    if (event === 'start') this.sessions.start(sessionId, now);
    else this.sessions.end(sessionId);
  }

  /** A session goes on under another id. */
  renameSession(from: string, to: string, now: number): void {
    this.#window.at(now);
    this.sessions.rename(from, to);
  }

  /** Counts one use of a feature. */
  recordFeature(feature: string): void {
    this.features.record(feature);
  }

  /** Sums over the last `seconds`, as far as they are kept. */
  window(now: number, seconds: number = this.#settings.windowSeconds): WindowView {
    return this.#window.view(now, seconds);
  }

  /**
   * The busiest endpoints over the last `seconds`, as far as they are kept, busiest first.
   * @param failing see `Endpoints.busiest`
   */
  busiest(now: number, limit: number, seconds = this.#settings.windowSeconds, failing = 0): EndpointView[] {
    return this.endpoints.busiest(this.sliceNumber(now), seconds / SLICE_SECONDS, limit, failing);
  }

  /** Different sessions over the last `seconds`, as far as they are kept. */
  sessionCounts(now: number, seconds: number = this.#settings.windowSeconds): SessionCounts {
    this.#window.at(now);
    // Looks at the ids that wait.
    this.sessions.active(now);
    return this.#window.sessions(now, seconds);
  }

  /** Different sessions with a failure at an endpoint over the window, of which `failed` is known; null where it is not known. */
  affectedAt({ method, endpoint, failed }: Pick<EndpointView, 'method' | 'endpoint' | 'failed'>, now: number) {
    const slices = this.#settings.windowSeconds / SLICE_SECONDS;
    return this.#affectedByEndpoint.count(method, endpoint, this.sliceNumber(now), slices, failed);
  }

  /** The slices of the window, oldest first; undefined before the start. The sessions of the newest are those of now. */
  slices(now: number): (Slice | undefined)[] {
    this.#window.at(now).activeSessions = this.sessions.active(now);
    return this.#window.history(now).slice(-this.#settings.windowSeconds / SLICE_SECONDS);
  }

  /** The number of the current slice. */
  sliceNumber(now: number): number {
    return this.#window.at(now).number;
  }

  /** Ends the current slice early. Nothing may be recorded afterwards, unless `resume` is called. */
  end(now: number): void {
    this.#window.end(now);
  }

  /** Empties all windows after a gap; totals, sessions and the last requests stay. */
  resume(now: number): void {
    this.#window.clear(now);
    this.endpoints.clear();
    this.failingSessions.clear();
    this.#affectedByEndpoint.clear();
    this.observedSince = now;
  }

  #count(sample: Sample, now: number, errors: RequestErrors | undefined, waits: object | undefined): void {
    const slice = this.#window.at(now);
    const errorClass = this.#classOf(sample);
    const failed = this.#isFailure(sample, errorClass);
    slice.requests++;
    this.totals.requests++;
    if (failed) {
      slice.failed++;
      this.totals.failed++;
    }
    if (errorClass !== NO_ERROR) this.#countClass(errorClass, slice);
    const isMeasured = this.#isMeasured(sample, errorClass);
    const bucket = isMeasured ? slice.latency.record(sample.latencyMs) : -1;
    if (isMeasured) this.totals.latency.record(bucket, sample);
    const { number } = slice;
    const endpoint = this.endpoints.record(sample.endpoint, sample.method, number, failed, errorClass, bucket);
    this.endpoints.series.record(endpoint, sample, errorClass);
    const { limits, places } = endpoint.settings;
    slice.own?.record(limits, sample.latencyMs, isMeasured, failed, errorClass);
    for (const place of places) {
      slice.counted[2 * place] = (slice.counted[2 * place] ?? 0) + 1;
      if (failed) slice.counted[2 * place + 1] = (slice.counted[2 * place + 1] ?? 0) + 1;
    }
    if (isMeasured) this.#settings.onMeasured?.(endpoint, sample, number, waits, now);
    // Whole milliseconds are small integers, which V8 passes on without an allocation.
    const at = Math.floor(now);
    const id = sample.sessionId;
    const hasSession = id !== undefined && id !== '';
    if (hasSession) {
      this.sessions.touch(id, at);
      this.failingSessions.countRequest(number);
    }
    const isWrong = errorClass !== NO_ERROR || failed;
    const session = hasSession && isWrong ? this.sessions.keyOf(id) : undefined;
    if (isWrong) {
      this.failingSessions.recordError(number, session, errorClass, failed);
      if (failed && session !== undefined) this.#countAffected(session, slice, endpoint);
    }
    const named = sample.feature;
    const feature = named !== undefined && named !== '' ? this.features.record(named) : undefined;
    const links = this.#linksOf(sample);
    this.recent.record(at, endpoint, sample, errorClass, failed, isMeasured, feature, links);
    if (failed || errors !== undefined) {
      this.#settings.onFailure?.({
        ...{ sample, failed, errors, links, endpoint: endpoint.template, method: METHODS[endpoint.method] ?? '_OTHER' },
        errorClass: this.classes.names[errorClass] ?? null,
        session,
      });
    }
    this.#settings.onRequest?.({
      endpoint: endpoint.template,
      method: METHODS[endpoint.method] ?? '_OTHER',
      statusCode: Number.isNaN(sample.statusCode) ? null : sample.statusCode,
      latencyMs: isMeasured ? sample.latencyMs : null,
      errorClass: this.classes.names[errorClass] ?? null,
      failed,
      feature: feature ?? null,
    });
  }

  /** What stands in an `x-request-id` is up to the client; nearly all are hexadecimal. */
  #linksOf({ sentryEventId, traceId, requestId }: Sample): RequestLinks | undefined {
    if (sentryEventId === undefined && traceId === undefined && requestId === undefined) return undefined;
    const isPlain = requestId === undefined || /^[\da-f-]+$/i.test(requestId);
    const { redact = redactAll } = this.#settings;
    return { sentryEventId, traceId, requestId: isPlain ? requestId : ownCopy(redact(requestId, requestId.length)) };
  }

  #classOf(sample: Sample): number {
    if (sample.errorClass !== undefined && sample.errorClass !== '') return this.classes.indexOf(sample.errorClass);
    return Number.isNaN(sample.statusCode) ? NO_ERROR : classOfStatus(sample.statusCode);
  }

  #isFailure(sample: Sample, errorClass: number): boolean {
    const rule = this.#settings.failures;
    // An aborted request is never the server's failure, whatever status was on its way.
    if (errorClass === ABORTED) return false;
    if (errorClass === NO_ERROR && typeof rule === 'string') return false;
    if (rule === 'server') return isServerFault(errorClass, sample.statusCode);
    if (rule === 'all') return true;
    try {
      const answer: unknown = rule(sample);
      if (isPromise(answer)) this.#settings.onError(new TypeError('The function failures returned a promise'));
      return answer === true;
    } catch (error) {
      this.#settings.onError(error);
      return isServerFault(errorClass, sample.statusCode);
    }
  }

  #isMeasured(sample: Sample, errorClass: number): boolean {
    if (Number.isNaN(sample.latencyMs) || sample.streaming === true || sample.statusCode === 101) return false;
    return errorClass !== ABORTED || sample.latencyMs > this.#settings.abortedLatencyLimitMs;
  }

  #countAffected(session: string, slice: Slice, { method, template }: Endpoint): void {
    slice.affected.add(session);
    this.#affectedByEndpoint.add(METHODS[method] ?? '_OTHER', template, slice.number, session);
  }

  #countClass(errorClass: number, slice: Slice): void {
    slice.classes[errorClass] = (slice.classes[errorClass] ?? 0) + 1;
    this.totals.classes[errorClass] = (this.totals.classes[errorClass] ?? 0) + 1;
  }
}
