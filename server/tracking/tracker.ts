/**
 * The part that all adapters share: which requests are open, and what becomes of each. A request begins when it
 * arrives and ends when its response is closed; a sweep, not a timer for each, finds those that get no answer.
 */

import type { ServerResponse } from 'node:http';
import { type Sample, UNMATCHED_ENDPOINT } from '../contract/index.js';
import type { ResolvedOptions } from '../options/options.js';
import { RequestContext } from './request-context.js';
import { csrfOf } from './csrf.js';
import type { HandledRequest } from './request-adapter.js';
import { OpenRequest, OpenRequests } from './open-requests.js';
import { endingOf, isEventStream, isStillComing } from './outcome.js';
import { sessionIdOf, sessionOfCookie } from './session-id.js';

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

/** Follows requests from their arrival to the end of their response. */
export class Tracker {
  readonly #settings: TrackerSettings;
  readonly #open = new OpenRequests();
  /** Those that arrived while an earlier one of their connection was being answered. */
  readonly #pipelined = new Set<OpenRequest>();
  readonly #servers = new WeakSet<object>();
  readonly #context = new RequestContext<OpenRequest>();
  #adapters = 0;

  constructor(settings: TrackerSettings) {
    this.#settings = settings;
  }

  /** Requests that are open now. */
  get inFlight(): number {
    return this.#open.size;
  }

  /** How long the oldest open request has been open, in seconds; null when none is. */
  get oldestSeconds(): number | null {
    const { oldest } = this.#open;
    return oldest === undefined ? null : (this.#settings.now() - oldest.startedAt) / 1000;
  }

  /**
   * The request in whose handling the caller runs; undefined outside of all, and when it has been counted already.
   * Before Node 24 requests are followed beyond their first wait only from the first such question on. Of those that
   * began before, it is then the one that has no answer yet, where there is only one.
   */
  get current(): OpenRequest | undefined {
    const open = this.#context.ask() ?? this.#open.onlyOne((candidate) => isUnfollowed(candidate));
    return open === undefined || open.isSettled ? undefined : open;
  }

  /** A request's endpoint, as far as it is known yet. */
  endpointOf(open: OpenRequest): string | undefined {
    return this.#ask(open.handled, 'endpoint');
  }

  /** An adapter begins to use this tracker. */
  attach(): void {
    this.#adapters++;
    if (this.#adapters > 1) this.#open.index();
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

  /** Leaves a request out of the statistics: it is the monitor's own. */
  disown(response: ServerResponse): void {
    const open = this.#open.get(response);
    if (open === undefined) return;
    open.isSettled = true;
    this.#forget(open);
  }

  /**
   * Begins to follow a request; one that an outer adapter follows already is from now on asked of this one.
   * @returns undefined when it is to be ignored, or could not be read
   */
  begin(handled: HandledRequest): OpenRequest | undefined {
    const { response, raw } = handled;
    const outer = this.#open.isIndexed ? this.#open.get(response) : undefined;
    if (outer !== undefined) {
      outer.handled = handled;
      return outer;
    }
    if (this.#isIgnored(handled)) return undefined;
    try {
      const open = new OpenRequest(handled, this.#settings.now());
      response.on('close', () => this.#end(open));
      this.#open.add(open);
      if (response.socket === null && raw.httpVersionMajor === 1) this.#pipelined.add(open);
      return open;
    } catch (error) {
      this.#settings.swallow(error);
      return undefined;
    }
  }

  /** Runs the rest of the app so that `current` is this request in it. */
  run<T>(open: OpenRequest, rest: () => T): T {
    if (this.#context.isFollowing) {
      open.isFollowed = true;
      const { method } = open.handled.raw;
      if (method !== 'GET' && method !== 'HEAD') this.#keepForBody(open);
    }
    return this.#context.run(open, rest);
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
    for (const open of this.#pipelined) if (hasLostSocket(open.handled)) this.#end(open);
    const { shortest } = this.#settings.options.requestTimeoutSeconds;
    for (const open of this.#open) {
      // They stand in the order of their arrival: all that follow are younger.
      if (now - open.startedAt < shortest * 1000) return;
      // An answer that has begun has come; how long a download or an event stream takes is the client's affair.
      if (open.isSettled || open.handled.response.headersSent || isStillComing(open.handled.raw)) continue;
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
    raw.emit = (...event: [string | symbol, ...unknown[]]) => this.#context.run(open, () => emit(...event));
  }

  #timeoutMs({ handled }: OpenRequest): number {
    const { byEndpoint, otherwise } = this.#settings.options.requestTimeoutSeconds;
    const endpoint = byEndpoint.size === 0 ? undefined : this.#ask(handled, 'endpoint');
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
      const { raw, response } = open.handled;
      const isStream = isEventStream(response);
      const ending = isStream ? 'whole' : endingOf(raw, response);
      const known = ending === 'whole' ? undefined : ending === 'left' ? 'aborted' : '5xx';
      // How long it took a client not to send its request is no latency of the app's.
      const unmeasured = isStream || (ending === 'left' && isStillComing(raw));
      this.#settle(open, this.#settings.now() - open.startedAt, response.statusCode, known, unmeasured);
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
      endpoint: this.#ask(handled, 'endpoint') ?? UNMATCHED_ENDPOINT,
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

/** Whether a request may be the one that a call comes from although it was not followed. */
function isUnfollowed({ isFollowed, isSettled, handled }: OpenRequest): boolean {
  return !isFollowed && !isSettled && !handled.response.headersSent;
}

/** A response that still waits for its turn is never closed when the connection is. */
function hasLostSocket({ raw }: HandledRequest): boolean {
  const { socket } = raw as { socket?: { destroyed: boolean } | null };
  return socket?.destroyed === true;
}
