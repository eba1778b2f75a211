/**
 * Tracks requests for all adapters. A request begins with its headers and is counted when its response is closed; its
 * latency ends with the answer, however slowly the client takes that. One sweep a second finds requests without an
 * answer, instead of a timer for each.
 */

import type { ServerResponse } from 'node:http';
import { type Sample, UNMATCHED_ENDPOINT } from '../contract/index.js';
import type { ResolvedOptions } from '../options/monitor-options.js';
import type { TraceIds } from '../options/trace-url.js';
import { answerOf } from '../options/values.js';
import { RequestContext } from './request-context.js';
import { csrfOf } from './csrf.js';
import type { FoldedPaths } from './fold-path.js';
import type { RequestAdapter } from './request-adapter.js';
import { OpenRequest, OpenRequests } from './open-requests.js';
import { watchConnect } from './refused-connect.js';
import { endingOf, isEventStream } from './response-ending.js';
import { sessionIdOf, sessionOfCookie } from './session-id.js';
import { traceIdsOf } from './trace-ids.js';
import { SWITCHING_PROTOCOLS, watchUpgradeResponse } from './upgrade-response.js';
import { watchAnswer, watchBody } from './watch-times.js';

/** What is known of why a request ended as it did. */
export interface RequestErrors {
  /** What its handler threw. */
  thrown: unknown;
  /** What was reported meanwhile. */
  reported: readonly unknown[];
}

/** What the tracker needs from the monitor. */
export interface TrackerSettings {
  options: Pick<ResolvedOptions, 'ignore' | 'sessionId' | 'requestTimeoutSeconds' | 'levels' | 'failures'>;
  /** Monotonic milliseconds. */
  now: () => number;
  /** @param waits of the request, see `OpenRequest` */
  record: (sample: Sample, errors: RequestErrors | undefined, waits: object | undefined) => void;
  /** Called when a session goes on under another id, or has ended: then that is empty. */
  renameSession: (from: string, to: string) => void;
  /** Called with what the monitor itself, or a callback of the app's, throws. */
  onInternalError: (error: unknown) => void;
  /** Measures what the tracker and `record` cost for some of the requests; nobody does unless given. */
  cost?: RequestCost | undefined;
  /** Gives requests without a route template an endpoint; undefined unless the app wants that. */
  foldedPaths?: FoldedPaths | undefined;
}

/** A clock for the monitor's own processor time, in milliseconds. */
export interface RequestCost {
  /** The time if the next request is to be measured, otherwise -1. */
  sample: () => number;
  now: () => number;
  addRequest: (ms: number) => void;
}

/** An open request that has arrived whole and has no answer yet. */
export interface WaitingRequest {
  method: string;
  /** The route template, as far as it is known yet. */
  readonly endpoint: string;
  /** How long the server has had it, without the time of its upload. */
  ageMs: number;
}

/** Tracks requests from their arrival to the end of their response. */
export class Tracker {
  readonly #settings: TrackerSettings;
  readonly #open = new OpenRequests();
  /** Accepted upgrades whose route is not known yet. */
  readonly #upgraded = new Set<OpenRequest>();
  readonly #servers = new WeakSet<object>();
  readonly #context = new RequestContext<OpenRequest>();
  /** Whether any session was told by a cookie: of a mixture, the weakest source decides how far figures can be trusted. */
  hasCookieSessions = false;
  #adapters = 0;

  constructor(settings: TrackerSettings) {
    this.#settings = settings;
  }

  /** How many requests are open. */
  get inFlight(): number {
    return this.#open.size;
  }

  /** Age of the oldest open request in seconds; null when none is open. */
  get oldestSeconds(): number | null {
    const { oldest } = this.#open;
    return oldest === undefined ? null : (this.#settings.now() - oldest.startedAt) / 1000;
  }

  /**
   * The request in whose handling the caller runs; undefined outside of requests, and for one that was counted already.
   * Before Node 24 requests are followed across awaits only from the first call on. For requests that began before it,
   * the answer is the only one that has no response yet, if there is exactly one.
   */
  get current(): OpenRequest | undefined {
    const open = this.#context.ask() ?? this.#open.onlyOne((candidate) => isUnfollowed(candidate));
    return open === undefined || open.isSettled ? undefined : open;
  }

  /** Whether requests are followed across awaits. */
  get isFollowing(): boolean {
    return this.#context.isFollowing;
  }

  /** Follows requests from now on. */
  follow(): void {
    this.#context.follow();
  }

  /** As `current`, as far as requests are followed. */
  get followed(): OpenRequest | undefined {
    const open = this.#context.followed;
    return open === undefined || open.isSettled ? undefined : open;
  }

  /** Called by each adapter once. Two adapters may see the same request, which is then looked up. */
  attach(): void {
    this.#adapters++;
    if (this.#adapters > 1) this.#open.index();
  }

  /** Marks a server as tracked; false when it was tracked already. */
  adopt(server: object): boolean {
    if (this.#servers.has(server)) return false;
    this.#servers.add(server);
    return true;
  }

  /** Notes the error that led to the response of an open request; hooks of frameworks may know of no response. */
  note(response: ServerResponse | undefined, error: unknown): void {
    const open = response && this.#open.get(response.req);
    if (open !== undefined) open.error = error;
  }

  /** Leaves a request to the monitor's own endpoints out of the statistics. */
  disown(response: ServerResponse): void {
    const open = this.#open.get(response.req);
    if (open === undefined) return;
    open.isSettled = true;
    this.#forget(open);
    open.release();
  }

  /**
   * Begins to track a request. For a request that an outer adapter tracks already, this adapter takes its place if it knows routes.
   * @returns undefined when the request is ignored or could not be read
   */
  begin(adapter: RequestAdapter): OpenRequest | undefined {
    const { response, raw } = adapter;
    const outer = this.#open.isIndexed ? this.#open.get(raw) : undefined;
    if (outer !== undefined) {
      if (adapter.hasRouter) outer.adapter = adapter;
      return outer;
    }
    if (this.#isIgnored(adapter)) return undefined;
    try {
      const { now, cost } = this.#settings;
      const begun = cost?.sample() ?? -1;
      const open = new OpenRequest(adapter, now());
      response.on('close', () => this.#end(open));
      watchAnswer(response, open, now);
      watchBody(raw, open, now);
      if (raw.httpVersionMajor === 1) watchConnect(raw.socket);
      this.#open.add(open);
      if (raw.headers.upgrade !== undefined) this.#watchUpgrade(open);
      if (cost !== undefined && begun >= 0) open.costMs = cost.now() - begun;
      return open;
    } catch (error) {
      this.#settings.onInternalError(error);
      return undefined;
    }
  }

  /** Runs the rest of the app with this request as `current`. */
  run<T>(open: OpenRequest, rest: () => T): T {
    if (this.#context.isFollowing) {
      open.isFollowed = true;
      const { method } = open.adapter.raw;
      if (method !== 'GET' && method !== 'HEAD') this.#keepForBody(open);
    }
    return this.#context.run(open, rest);
  }

  /** The machine was suspended for so many milliseconds: no part of that is the latency of an open request. */
  postpone(ms: number): void {
    for (const open of this.#open) open.postpone(ms);
  }

  /** Counts each request that has waited too long for an answer as a timeout, once. */
  sweep(): void {
    const now = this.#settings.now();
    for (const open of this.#upgraded) this.#endUpgrade(open);
    for (const open of this.#open) if (hasEnded(open.adapter)) this.#end(open);
    const { shortest } = this.#settings.options.requestTimeoutSeconds;
    for (const open of this.#waiting(now, shortest * 1000)) {
      const limitMs = this.#timeoutMs(open);
      if (open.serverMs(now) < limitMs) continue;
      this.#settle(open, 504, limitMs, 'timeout');
    }
  }

  /**
   * The open requests that have waited at least so long for an answer, oldest first: those that have arrived whole, or
   * whose body the app has not begun to read. Event streams, named long polls and upgrades wait by design and are left
   * out, and so are requests that were counted as timeouts. A request is either here or among the samples, so that the
   * sum of both holds each one once.
   * @param now monotonic milliseconds
   */
  *waiting(now: number, atLeastMs: number): Generator<WaitingRequest> {
    for (const open of this.#waiting(now, atLeastMs)) {
      const endpointOf = (): string => this.#endpointOf(open.adapter);
      yield {
        method: open.adapter.method,
        ageMs: open.serverMs(now),
        get endpoint() {
          return endpointOf();
        },
      };
    }
  }

  *#waiting(now: number, atLeastMs: number): Generator<OpenRequest> {
    for (const open of this.#open) {
      // They are in the order of arrival: all that follow are younger.
      if (now - open.startedAt < atLeastMs) return;
      if (open.isSettled || open.isBeingWritten || open.isUploading || open.serverMs(now) < atLeastMs) continue;
      if (!this.#isWaitingByDesign(open)) yield open;
    }
  }

  #isWaitingByDesign({ adapter }: OpenRequest): boolean {
    return isUpgrade(adapter) || this.#ask(adapter, 'streaming') === true || isEventStream(adapter.response);
  }

  #isIgnored(adapter: RequestAdapter): boolean {
    try {
      return answerOf('ignore', this.#settings.options.ignore?.(adapter)) === true;
    } catch (error) {
      this.#settings.onInternalError(error);
      return false;
    }
  }

  /** Body events are emitted by the connection, outside of the request's async context. */
  #keepForBody(open: OpenRequest): void {
    const { raw } = open.adapter;
    const emit = raw.emit.bind(raw);
    raw.emit = (...event: [string | symbol, ...unknown[]]) => this.#context.run(open, () => emit(...event));
  }

  #timeoutMs({ adapter }: OpenRequest): number {
    const { byEndpoint, otherwise } = this.#settings.options.requestTimeoutSeconds;
    const endpoint = byEndpoint.size === 0 ? undefined : this.#endpointOf(adapter);
    return 1000 * ((endpoint === undefined ? undefined : byEndpoint.get(endpoint)) ?? otherwise);
  }

  #forget(open: OpenRequest): void {
    this.#open.delete(open);
  }

  #end(open: OpenRequest): void {
    if (!open.isListed) return;
    if (open.isUpgraded) {
      this.#endUpgrade(open);
      return;
    }
    const { cost } = this.#settings;
    const begun = cost !== undefined && open.costMs >= 0 ? cost.now() : -1;
    this.#forget(open);
    if (!open.isSettled) this.#settleEnded(open);
    open.release();
    if (cost !== undefined && begun >= 0) cost.addRequest(open.costMs + cost.now() - begun);
  }

  #settleEnded(open: OpenRequest): void {
    try {
      const { raw, response } = open.adapter;
      const isNamed = this.#ask(open.adapter, 'streaming') === true;
      const isStream = isEventStream(response) || (isNamed && open.isBeingWritten);
      const ending = endingOf(raw, response);
      // Clients end streams. A stream that the app breaks off before its first byte is a failure like any other.
      const isWhole = ending === 'whole' || (isStream && (ending === 'left' || open.isBeingWritten));
      const now = this.#settings.now();
      const latencyMs = open.serverMs(now);
      const errorClass = isWhole ? undefined : ending === 'left' ? 'aborted' : '5xx';
      // Of a client that leaves, only the wait for a first byte may be the app's.
      const hasNoLatency =
        isNamed || (isStream && isWhole) || (ending === 'left' && (open.isBeingWritten || open.isUploading));
      this.#settle(open, response.statusCode, latencyMs, errorClass, hasNoLatency, now - open.startedAt - latencyMs);
    } catch (error) {
      this.#settings.onInternalError(error);
    }
  }

  /** The response to an upgrade may be written to the socket, past the response object. */
  #watchUpgrade(open: OpenRequest): void {
    const { raw, response } = open.adapter;
    const accepted = (): void => {
      open.isUpgraded = true;
      // The framework's plugin may pass the request on only now.
      setImmediate(() => this.#acceptUpgrade(open));
    };
    if (open.adapter.isUpgraded) accepted();
    else {
      watchUpgradeResponse(response.socket ?? raw.socket, (statusCode) => {
        if (statusCode === SWITCHING_PROTOCOLS) accepted();
        // What is written past the response refuses the upgrade; some libraries take it from an ordinary request.
        else if (isUpgrade(open.adapter) || (response.socket !== null && !response.headersSent)) {
          this.#endUpgrade(open, statusCode);
        }
      });
    }
  }

  #acceptUpgrade(open: OpenRequest): void {
    const { adapter } = open;
    if (adapter.hasRouter && this.#ask(adapter, 'endpoint') === undefined) this.#upgraded.add(open);
    else this.#endUpgrade(open);
  }

  /** Counts an upgrade, such as a websocket's. How long the connection then lives is no latency. */
  #endUpgrade(open: OpenRequest, statusCode = SWITCHING_PROTOCOLS): void {
    this.#forget(open);
    this.#upgraded.delete(open);
    if (!open.isSettled) this.#settle(open, statusCode, open.serverMs(this.#settings.now()), undefined, true);
    open.release();
  }

  #settle(
    open: OpenRequest,
    statusCode: number,
    latencyMs: number,
    known: string | undefined,
    streaming = false,
    transferMs?: number,
  ): void {
    open.isSettled = true;
    const { adapter, reported } = open;
    // A stream that fails behind the headers destroys the response with its error.
    const broken = known === '5xx' ? (adapter.response.errored ?? undefined) : undefined;
    const thrown = this.#ask(adapter, 'thrown') ?? open.error ?? broken;
    const errorClass =
      known ??
      open.reportedClass ??
      this.#ask(adapter, 'errorClass') ??
      this.#csrfOf(thrown ?? reported?.[0], statusCode) ??
      (statusCode >= 500 && !hasValidUrl(adapter) ? '4xx' : undefined) ??
      (statusCode < 400 ? open.reportedName : undefined);
    const isUnsuccessful = errorClass !== undefined || statusCode >= 400;
    const sample: Sample = {
      endpoint: this.#endpointOf(adapter, statusCode),
      method: adapter.method,
      statusCode,
      latencyMs,
      transferMs,
      sessionId: this.#sessionId(adapter),
      feature: this.#ask(adapter, 'feature'),
      errorClass,
      streaming,
      sentryEventId: open.sentryEventId,
      ...this.#traceIdsOf(adapter, isUnsuccessful, latencyMs),
    };
    const isKnown = thrown !== undefined || reported !== undefined;
    this.#settings.record(sample, isKnown ? { thrown, reported: reported ?? [] } : undefined, open.waits);
  }

  /** @param statusCode of the answer, from which folded paths are learned */
  #endpointOf(adapter: RequestAdapter, statusCode?: number): string {
    return (
      this.#ask(adapter, 'template') ??
      this.#settings.foldedPaths?.endpointOf(adapter.path, statusCode) ??
      this.#ask(adapter, 'endpoint') ??
      UNMATCHED_ENDPOINT
    );
  }

  /** Asks the framework or the app. If that throws, the sample goes without this field. */
  #ask<Question extends 'endpoint' | 'template' | 'feature' | 'errorClass' | 'streaming' | 'thrown'>(
    adapter: RequestAdapter,
    question: Question,
  ): ReturnType<RequestAdapter[Question]> | undefined {
    try {
      return adapter[question]() as ReturnType<RequestAdapter[Question]>;
    } catch (error) {
      this.#settings.onInternalError(error);
      return undefined;
    }
  }

  /** Fast successful requests pay nothing for it. Which of them fail a function of the app's is not known yet. */
  #traceIdsOf({ raw, response }: RequestAdapter, isError: boolean, latencyMs: number): TraceIds | undefined {
    const { levels, failures } = this.#settings.options;
    if (!isError && latencyMs < levels.p95Ms[0] && typeof failures !== 'function') return undefined;
    try {
      return traceIdsOf(raw, response);
    } catch (error) {
      this.#settings.onInternalError(error);
      return undefined;
    }
  }

  #csrfOf(error: unknown, statusCode: number): string | undefined {
    if (error === undefined) return undefined;
    try {
      return csrfOf(error, statusCode);
    } catch (fault) {
      this.#settings.onInternalError(fault);
      return undefined;
    }
  }

  #sessionId(adapter: RequestAdapter): string | undefined {
    try {
      const { sessionId } = this.#settings.options;
      if (typeof sessionId === 'function') return answerOf('sessionId', sessionId(adapter));
      const cookie = sessionId?.cookie ?? adapter.sessionCookie;
      const id =
        cookie === undefined ? sessionIdOf(adapter) : sessionOfCookie(adapter, cookie, this.#settings.renameSession);
      if (id !== undefined) this.hasCookieSessions = true;
      return id;
    } catch (error) {
      this.#settings.onInternalError(error);
      return undefined;
    }
  }
}

/** Whether a call may come from this request although its async context was not followed. */
function isUnfollowed({ isFollowed, isSettled, adapter }: OpenRequest): boolean {
  return !isFollowed && !isSettled && !adapter.response.headersSent;
}

/** Whether Node gave the request to listeners of `upgrade`. Without any, it is a request like others, as from h2c clients. */
function isUpgrade({ raw }: RequestAdapter): boolean {
  return 'upgrade' in raw && raw.upgrade === true;
}

/**
 * Whether the response has ended although nobody told the tracker: the app has removed its listener, or the response was
 * pipelined, waited for its turn and lost its connection, when Node does not close it.
 */
function hasEnded({ raw, response }: RequestAdapter): boolean {
  if (raw.httpVersionMajor !== 1) return (response as { stream?: { closed?: boolean } }).stream?.closed === true;
  const { socket } = raw as { socket?: { destroyed?: boolean } | null };
  return response.writableFinished || socket?.destroyed === true;
}

/** Some frameworks answer 500 to URLs that cannot be decoded or parsed, which only a client can cause. */
function hasValidUrl({ path, raw }: RequestAdapter): boolean {
  try {
    decodeURIComponent(path);
    return URL.canParse(raw.url ?? '/', 'http://localhost');
  } catch {
    return false;
  }
}
