/**
 * The part that all adapters share: which requests are open, and what becomes of each. A request begins when it
 * arrives and ends when its response is closed; a sweep, not a timer for each, finds those that get no answer.
 */

import { AsyncLocalStorage } from 'node:async_hooks';
import type { ServerResponse } from 'node:http';
import { type Sample, UNMATCHED } from '../collector/sample.js';
import type { ResolvedOptions } from '../options.js';
import { csrfOf } from './csrf.js';
import type { HandledRequest } from './handled.js';
import { isBrokenOff, isComplete, isEventStream } from './outcome.js';
import { sessionIdOf, sessionOfCookie } from './session.js';

/** What the tracker needs from the monitor. */
export interface TrackerSettings {
  options: Pick<ResolvedOptions, 'ignore' | 'sessionId' | 'requestTimeoutSeconds'>;
  /** Monotonic milliseconds. */
  now: () => number;
  record: (sample: Sample) => void;
  /** Told of a session that is no more. */
  endSession: (sessionId: string) => void;
  /** Told of what the monitor itself, or a callback of the app's, throws. */
  swallow: (error: unknown) => void;
}

/** An open request. */
export class OpenRequest {
  /** As the innermost adapter knows it: the one that stands nearest to the routes. */
  handled: HandledRequest;
  /** The error that a handler threw, if any. */
  error: unknown = undefined;
  /** The class that `recordError` gave it. */
  reportedClass: string | undefined = undefined;
  /** Whether it has been counted. */
  isSettled = false;
  /** Monotonic milliseconds. */
  readonly startedAt: number;

  constructor(handled: HandledRequest, startedAt: number) {
    this.handled = handled;
    this.startedAt = startedAt;
  }
}

/** Follows requests from their arrival to the end of their response. */
export class Tracker {
  readonly #settings: TrackerSettings;
  /** In the order of their arrival. */
  readonly #open = new Map<ServerResponse, OpenRequest>();
  /** Those that arrived while an earlier one of their connection was being answered. */
  readonly #pipelined = new Set<OpenRequest>();
  readonly #servers = new WeakSet<object>();
  readonly #current = new AsyncLocalStorage<OpenRequest>();
  readonly #onClose = closeListener((response) => this.#end(response));

  constructor(settings: TrackerSettings) {
    this.#settings = settings;
  }

  /** Requests that are open now. */
  get inFlight(): number {
    return this.#open.size;
  }

  /** How long the oldest open request has been open, in seconds; null when none is. */
  get oldestSeconds(): number | null {
    for (const open of this.#open.values()) return (this.#settings.now() - open.startedAt) / 1000;
    return null;
  }

  /** The request in whose handling the caller runs. */
  get current(): OpenRequest | undefined {
    return this.#current.getStore();
  }

  /** That request's endpoint, as far as it is known yet. */
  get currentEndpoint(): string | undefined {
    const { current } = this;
    return current === undefined ? undefined : this.#ask(current.handled, 'endpoint');
  }

  /** Whether a server is not followed yet; from now on it is. */
  adopt(server: object): boolean {
    if (this.#servers.has(server)) return false;
    this.#servers.add(server);
    return true;
  }

  /** Notes the error with which an open request was answered. */
  note(response: ServerResponse, error: unknown): void {
    const open = this.#open.get(response);
    if (open !== undefined) open.error = error;
  }

  /** Leaves the current request out of the statistics: it is the monitor's own. */
  disown(): void {
    const open = this.current;
    if (open !== undefined) this.#forget(open);
  }

  /**
   * Begins to follow a request; one that an outer adapter follows already is from now on asked of this one.
   * @returns undefined when it is to be ignored, or could not be read
   */
  begin(handled: HandledRequest): OpenRequest | undefined {
    const { response, raw } = handled;
    const outer = this.#open.get(response);
    if (outer !== undefined) {
      outer.handled = handled;
      return outer;
    }
    if (this.#isIgnored(handled)) return undefined;
    try {
      const open = new OpenRequest(handled, this.#settings.now());
      response.on('close', this.#onClose);
      this.#open.set(response, open);
      if (raw.httpVersionMajor === 1 && response.socket === null) this.#pipelined.add(open);
      return open;
    } catch (error) {
      this.#settings.swallow(error);
      return undefined;
    }
  }

  /** Runs the rest of the app so that `current` is this request in it. */
  run<T>(open: OpenRequest, rest: () => T): T {
    const { raw } = open.handled;
    if (raw.method !== 'GET' && raw.method !== 'HEAD') this.#keepForBody(open);
    return this.#current.run(open, rest);
  }

  /** Ends an upgrade, as a websocket's; how long the connection then lives is nobody's latency. */
  upgraded(open: OpenRequest, statusCode: number): void {
    this.#forget(open);
    if (open.isSettled) return;
    try {
      this.#settle(open, this.#settings.now() - open.startedAt, statusCode, undefined, true);
    } catch (error) {
      this.#settings.swallow(error);
    }
  }

  /** Counts, once each, the requests that have had no answer for too long. */
  sweep(): void {
    const now = this.#settings.now();
    for (const { handled } of this.#pipelined) if (hasLostSocket(handled)) this.#end(handled.response);
    const { shortest } = this.#settings.options.requestTimeoutSeconds;
    for (const open of this.#open.values()) {
      // They stand in the order of their arrival: all that follow are younger.
      if (now - open.startedAt < shortest * 1000) return;
      // An answer that has begun has come; how long a download or an event stream takes is the client's affair.
      if (open.isSettled || open.handled.response.headersSent) continue;
      const latencyMs = this.#timeoutMs(open);
      if (now - open.startedAt >= latencyMs) this.#settle(open, latencyMs, 504, 'timeout', false);
    }
  }

  #isIgnored(handled: HandledRequest): boolean {
    try {
      return this.#settings.options.ignore?.(handled) === true;
    } catch (error) {
      this.#settings.swallow(error);
      return false;
    }
  }

  /** A body comes in events of the connection, which know nothing of the request in whose handling they are awaited. */
  #keepForBody(open: OpenRequest): void {
    const { raw } = open.handled;
    const emit = raw.emit.bind(raw);
    raw.emit = (...event: [string | symbol, ...unknown[]]) => this.#current.run(open, () => emit(...event));
  }

  #timeoutMs({ handled }: OpenRequest): number {
    const { byEndpoint, otherwise } = this.#settings.options.requestTimeoutSeconds;
    const endpoint = byEndpoint.size === 0 ? undefined : this.#ask(handled, 'endpoint');
    return 1000 * ((endpoint === undefined ? undefined : byEndpoint.get(endpoint)) ?? otherwise);
  }

  #forget(open: OpenRequest): void {
    this.#open.delete(open.handled.response);
    if (this.#pipelined.size > 0) this.#pipelined.delete(open);
  }

  #end(response: ServerResponse): void {
    const open = this.#open.get(response);
    if (open === undefined) return;
    this.#forget(open);
    if (open.isSettled) return;
    try {
      const streaming = isEventStream(response);
      const lost = isBrokenOff(response) ? '5xx' : 'aborted';
      const known = streaming || isComplete(response) ? undefined : lost;
      this.#settle(open, this.#settings.now() - open.startedAt, response.statusCode, known, streaming);
    } catch (error) {
      this.#settings.swallow(error);
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
    const { handled } = open;
    this.#settings.record({
      endpoint: this.#ask(handled, 'endpoint') ?? UNMATCHED,
      method: handled.method,
      statusCode,
      latencyMs,
      sessionId: this.#sessionId(handled),
      feature: this.#ask(handled, 'feature'),
      errorClass:
        known ?? open.reportedClass ?? this.#ask(handled, 'errorClass') ?? this.#csrfOf(open.error, statusCode),
      streaming,
    });
  }

  /** Asks the framework or the app; what it throws costs this one answer and not the sample. */
  #ask(handled: HandledRequest, question: 'endpoint' | 'feature' | 'errorClass'): string | undefined {
    try {
      return handled[question]();
    } catch (error) {
      this.#settings.swallow(error);
      return undefined;
    }
  }

  #csrfOf(error: unknown, statusCode: number): string | undefined {
    if (error === undefined) return undefined;
    try {
      return csrfOf(error, statusCode);
    } catch (fault) {
      this.#settings.swallow(fault);
      return undefined;
    }
  }

  #sessionId(handled: HandledRequest): string | undefined {
    try {
      const { sessionId } = this.#settings.options;
      if (typeof sessionId === 'function') return sessionId(handled);
      const cookie = sessionId?.cookie ?? handled.sessionCookie;
      if (cookie === undefined) return sessionIdOf(handled);
      return sessionOfCookie(handled, cookie, this.#settings.endSession);
    } catch (error) {
      this.#settings.swallow(error);
      return undefined;
    }
  }
}

/** A response that still waits for its turn is never closed when the connection is. */
function hasLostSocket({ raw }: HandledRequest): boolean {
  const { socket } = raw as { socket?: { destroyed: boolean } | null };
  return socket?.destroyed === true;
}

/** One listener for all responses: it learns from `this` which one has closed. */
function closeListener(end: (response: ServerResponse) => void): (this: ServerResponse) => void {
  return function onClose() {
    end(this);
  };
}
