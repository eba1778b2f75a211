/**
 * Outgoing HTTP calls as Node itself tells of them through `diagnostics_channel`: those of `fetch` and undici, and those of
 * `node:http` and `node:https`. Nothing is patched. A call ends when the body of its answer does. Each redirect that
 * `fetch` follows is a call. Not seen are HTTP/2 sessions of `node:http2`, the global `WebSocket`, and tunnels (CONNECT).
 *
 * Before Node 22.12 a call of `node:http` begins when its request has been written, not when it is made: the wait for a
 * free connection of an agent is missing then.
 */

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { CallFailure } from '../contract/index.js';
import { isRecord } from '../options/values.js';
import { type Call, failureOfError } from './call.js';
import type { Dependencies } from './dependencies.js';
import type { HostNames } from './host-names.js';

/** What is needed of the monitor. */
export interface OutgoingCallsSettings {
  dependencies: Dependencies;
  names: HostNames;
  /** Monotonic milliseconds. */
  now: () => number;
  /** Whether a call is the monitor's own; without a request, whether the running code is. */
  isOwn: (request?: object) => boolean;
  onError: (error: unknown) => void;
}

/** The request of undici, as far as its versions since 5 agree. */
interface UndiciRequest {
  origin?: unknown;
  method?: unknown;
  upgrade?: unknown;
}

/** Its response. */
interface UndiciResponse {
  statusCode: number;
}

/** Calls over a socket file have no host. */
const SOCKET_FILE = '(unix socket)';
const FIRST_FINAL_STATUS = 200;

type Handler = (message: unknown) => void;

/** Follows the calls of this process, from its construction to `close`. */
export class OutgoingCalls {
  readonly #settings: OutgoingCallsSettings;
  readonly #subscriptions: [channel: string, handler: Handler][] = [];
  /** Whether Node tells when a request of `node:http` is made. */
  #tellsCreated = false;

  constructor(settings: OutgoingCallsSettings) {
    this.#settings = settings;
    this.#on('undici:request:create', ({ request }: { request: UndiciRequest }) => this.#beginUndici(request));
    this.#on('undici:request:headers', ({ request, response }: { request: object; response: UndiciResponse }) => {
      // Early hints come before the answer.
      if (response.statusCode < FIRST_FINAL_STATUS) return;
      this.#callOf(request)?.answer(response.statusCode, this.#settings.now());
    });
    this.#on('undici:request:trailers', ({ request }: { request: object }) => this.#end(this.#callOf(request)));
    this.#on('undici:request:error', ({ request, error }: { request: object; error: unknown }) =>
      this.#fail(this.#callOf(request), failureOfError(error)),
    );
    this.#on('http.client.request.created', ({ request }: { request: ClientRequest }) => {
      this.#tellsCreated = true;
      this.#beginHttp(request);
    });
    this.#on('http.client.request.start', ({ request }: { request: ClientRequest }) => {
      if (!this.#tellsCreated) this.#beginHttp(request);
    });
    this.#on(
      'http.client.response.finish',
      ({ request, response }: { request: ClientRequest; response: IncomingMessage }) =>
        this.#answerHttp(request, response),
    );
    this.#on('http.client.request.error', ({ request, error }: { request: ClientRequest; error: unknown }) =>
      this.#failHttp(request, error),
    );
  }

  /** Ends it. Calls that are open are not counted. */
  close(): void {
    for (const [channel, handler] of this.#subscriptions) unsubscribe(channel, handler);
  }

  /** A subscriber that throws would end the process. */
  #on(channel: string, handle: (message: never) => void): void {
    const handler = (message: unknown): void => {
      try {
        handle(message as never);
      } catch (error) {
        this.#settings.onError(error);
      }
    };
    this.#subscriptions.push([channel, handler]);
    subscribe(channel, handler);
  }

  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#settings.onError(error);
    }
  }

  #beginUndici(request: UndiciRequest): void {
    const { origin, method, upgrade } = request;
    // No channel tells of the end of an upgrade.
    if (method === 'CONNECT' || Boolean(upgrade) || this.#settings.isOwn()) return;
    this.#begin(request, typeof origin === 'string' ? origin : String(origin));
  }

  #beginHttp(request: ClientRequest): void {
    if (request.method === 'CONNECT' || this.#settings.isOwn(request)) return;
    const call = this.#begin(request, originOf(request));
    request.on('timeout', () => (call.isTimedOut = true));
    request.on('close', () => {
      // An upgrade has no answer that ends.
      if (call.answeredAt < 0) this.#guarded(() => this.#end(call));
    });
  }

  #begin(request: object, origin: string): Call {
    const { dependencies, names, now } = this.#settings;
    const kind = origin.startsWith('https:') ? 'https' : 'http';
    return dependencies.begin(kind, origin === '' ? SOCKET_FILE : names.nameOf(origin), now(), request);
  }

  #callOf(request: object): Call | undefined {
    return this.#settings.dependencies.callOf(request);
  }

  #answerHttp(request: ClientRequest, response: IncomingMessage): void {
    const call = this.#callOf(request);
    if (call === undefined) return;
    call.answer(response.statusCode ?? 0, this.#settings.now());
    response.on('close', () => this.#guarded(() => this.#closeHttp(call, request.socket, response)));
  }

  #closeHttp(call: Call, socket: Socket | null, response: IncomingMessage): void {
    if (response.complete) this.#end(call);
    else this.#fail(call, isBroken(socket) ? 'refused' : 'aborted');
  }

  #failHttp(request: ClientRequest, error: unknown): void {
    // `destroy()` looks like a reset, but nothing has happened to the connection.
    const isHangUp = isRecord(error) && error['code'] === 'ECONNRESET' && !isBroken(request.socket);
    this.#fail(this.#callOf(request), isHangUp ? 'aborted' : failureOfError(error));
  }

  #end(call: Call | undefined): void {
    if (call !== undefined) this.#settings.dependencies.end(call, this.#settings.now());
  }

  #fail(call: Call | undefined, failure: CallFailure | 'aborted'): void {
    if (call === undefined) return;
    const { dependencies, now } = this.#settings;
    // The usual answer to the event `timeout` is `destroy()`.
    const why = call.isTimedOut && (failure === 'aborted' || failure === 'other') ? 'timeout' : failure;
    if (why === 'aborted') dependencies.giveUp(call, now());
    else dependencies.end(call, now(), why);
  }
}

/** Whether the other side has ended a connection, or it has failed. */
function isBroken(socket: Socket | null): boolean {
  return socket !== null && (socket.readableEnded || Boolean(socket.errored));
}

/** The origin of a request; empty for a socket file. A `Host` header that names another host may be a client's own. */
function originOf(request: ClientRequest): string {
  const { protocol, host } = request;
  if (typeof (request as { socketPath?: unknown }).socketPath === 'string') return '';
  const authority = host.includes(':') ? `[${host}]` : host;
  const header = request.getHeader('host');
  const isSame =
    typeof header === 'string' && header.startsWith(authority) && /^(:\d+)?$/.test(header.slice(authority.length));
  return `${protocol}//${isSame ? header : authority}`;
}
