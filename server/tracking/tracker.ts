/**
 * Tracks requests for all adapters. A request begins when it arrives and ends when its response is closed. One sweep a
 * second finds requests without an answer, instead of a timer for each.
 */

import type { ServerResponse } from 'node:http';
import { type Sample, UNMATCHED_ENDPOINT } from '../contract/index.js';
import type { ResolvedOptions } from '../options/monitor-options.js';
import { RequestContext } from './request-context.js';
import { csrfOf } from './csrf.js';
import type { RequestAdapter } from './request-adapter.js';
import { OpenRequest, OpenRequests } from './open-requests.js';
import { endingOf, isEventStream, isStillComing } from './outcome.js';
import { sessionIdOf, sessionOfCookie } from './session-id.js';

/** What the tracker needs from the monitor. */
export interface TrackerSettings {
  options: Pick<ResolvedOptions, 'ignore' | 'sessionId' | 'requestTimeoutSeconds'>;
  /** Monotonic milliseconds. */
  now: () => number;
  record: (sample: Sample) => void;
  /** Called with the id of a session that has ended. */
  endSession: (sessionId: string) => void;
  /** Called with what the monitor itself, or a callback of the app's, throws. */
  onInternalError: (error: unknown) => void;
}

/** Tracks requests from their arrival to the end of their response. */
export class Tracker {
  readonly #settings: TrackerSettings;
  readonly #open = new OpenRequests();
  /** Requests that arrived while an earlier one of their connection was still being answered. */
  readonly #pipelined = new Set<OpenRequest>();
  readonly #servers = new WeakSet<object>();
  readonly #context = new RequestContext<OpenRequest>();
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

  /** Called by each adapter once. Two adapters may see the same request, so it is then looked up by its response. */
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

  /** Notes the error that led to the response of an open request. */
  note(response: ServerResponse, error: unknown): void {
    const open = this.#open.get(response);
    if (open !== undefined) open.error = error;
  }

  /** Leaves a request to the monitor's own endpoints out of the statistics. */
  disown(response: ServerResponse): void {
    const open = this.#open.get(response);
    if (open === undefined) return;
    open.isSettled = true;
    this.#forget(open);
  }

  /**
   * Begins to track a request. For a request that an outer adapter tracks already, this adapter takes its place.
   * @returns undefined when the request is ignored or could not be read
   */
  begin(adapter: RequestAdapter): OpenRequest | undefined {
    const { response, raw } = adapter;
    const outer = this.#open.isIndexed ? this.#open.get(response) : undefined;
    if (outer !== undefined) {
      outer.adapter = adapter;
      return outer;
    }
    if (this.#isIgnored(adapter)) return undefined;
    try {
      const open = new OpenRequest(adapter, this.#settings.now());
      response.on('close', () => this.#end(open));
      this.#open.add(open);
      if (response.socket === null && raw.httpVersionMajor === 1) this.#pipelined.add(open);
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

  /** Ends an upgrade, such as a websocket's. How long the connection then lives is no latency. */
  upgraded(open: OpenRequest, statusCode: number): void {
    this.#forget(open);
    if (open.isSettled) return;
    try {
      this.#settle(open, this.#settings.now() - open.startedAt, statusCode, undefined, true);
    } catch (error) {
      this.#settings.onInternalError(error);
    }
  }

  /** Counts each request that has waited too long for an answer as a timeout, once. */
  sweep(): void {
    const now = this.#settings.now();
    for (const open of this.#pipelined) if (hasLostSocket(open.adapter)) this.#end(open);
    const { shortest } = this.#settings.options.requestTimeoutSeconds;
    for (const open of this.#open) {
      // They are in the order of arrival: all that follow are younger.
      if (now - open.startedAt < shortest * 1000) return;
      // Once the answer has begun, its length in time depends on the client.
      if (open.isSettled || open.adapter.response.headersSent || isStillComing(open.adapter.raw)) continue;
      const latencyMs = this.#timeoutMs(open);
      if (now - open.startedAt >= latencyMs) this.#settle(open, latencyMs, 504, 'timeout', false);
    }
  }

  #isIgnored(adapter: RequestAdapter): boolean {
    try {
      return this.#settings.options.ignore?.(adapter) === true;
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
    const endpoint = byEndpoint.size === 0 ? undefined : this.#ask(adapter, 'endpoint');
    return 1000 * ((endpoint === undefined ? undefined : byEndpoint.get(endpoint)) ?? otherwise);
  }

  #forget(open: OpenRequest): void {
    this.#open.delete(open);
    if (this.#pipelined.size > 0) this.#pipelined.delete(open);
  }

  #end(open: OpenRequest): void {
    if (!open.isListed) return;
    this.#forget(open);
    if (open.isSettled) return;
    try {
      const { raw, response } = open.adapter;
      const isStream = isEventStream(response);
      const ending = isStream ? 'whole' : endingOf(raw, response);
      const known = ending === 'whole' ? undefined : ending === 'left' ? 'aborted' : '5xx';
      // The time that a client took to not send its request is no latency of the app.
      const unmeasured = isStream || (ending === 'left' && isStillComing(raw));
      this.#settle(open, this.#settings.now() - open.startedAt, response.statusCode, known, unmeasured);
    } catch (error) {
      this.#settings.onInternalError(error);
    }
  }

  #settle(
    open: OpenRequest,
    latencyMs: number,
    statusCode: number,
    known: string | undefined,
    streaming: boolean,
  ): void {
    open.isSettled = true;
    const { adapter } = open;
    this.#settings.record({
      endpoint: this.#ask(adapter, 'endpoint') ?? UNMATCHED_ENDPOINT,
      method: adapter.method,
      statusCode,
      latencyMs,
      sessionId: this.#sessionId(adapter),
      feature: this.#ask(adapter, 'feature'),
      errorClass:
        known ?? open.reportedClass ?? this.#ask(adapter, 'errorClass') ?? this.#csrfOf(open.error, statusCode),
      streaming,
    });
  }

  /** Asks the framework or the app. If that throws, the sample goes without this field. */
  #ask(adapter: RequestAdapter, question: 'endpoint' | 'feature' | 'errorClass'): string | undefined {
    try {
      return adapter[question]();
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
      if (typeof sessionId === 'function') return sessionId(adapter);
      const cookie = sessionId?.cookie ?? adapter.sessionCookie;
      if (cookie === undefined) return sessionIdOf(adapter);
      return sessionOfCookie(adapter, cookie, this.#settings.endSession);
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

/** Node does not close a pipelined response that still waits for its turn when its connection is lost. */
function hasLostSocket({ raw }: RequestAdapter): boolean {
  const { socket } = raw as { socket?: { destroyed: boolean } | null };
  return socket?.destroyed === true;
}
