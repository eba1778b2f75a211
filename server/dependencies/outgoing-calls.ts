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
import { type CallFailure, OTHER_DEPENDENCIES } from '../contract/index.js';
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

/** Calls over a socket file have no host. */
const SOCKET_FILE = '(unix socket)';
const FIRST_FINAL_STATUS = 200;

type Handler = (message: unknown) => void;

/** Follows the calls of this process, from its construction to `close`. */
export class OutgoingCalls {
  readonly #settings: OutgoingCallsSettings;
  readonly #subscriptions: [channel: string, handler: Handler][] = [];
  /** By the request of either library; null for those that are left out. */
  readonly #calls = new WeakMap<object, Call | null>();

  constructor(settings: OutgoingCallsSettings) {
    this.#settings = settings;
    this.#on<{ request: UndiciRequest }>('undici:request:create', ({ request }) => this.#beginUndici(request));
    this.#on<{ request: object; response: { statusCode: number } }>(
      'undici:request:headers',
      ({ request, response }) => {
        // Early hints come before the answer.
        if (response.statusCode < FIRST_FINAL_STATUS) return;
        this.#calls.get(request)?.answer(response.statusCode, this.#settings.now());
      },
    );
    this.#on<{ request: object }>('undici:request:trailers', ({ request }) => this.#end(this.#calls.get(request)));
    this.#on<{ request: object; error: unknown }>('undici:request:error', ({ request, error }) =>
      this.#fail(this.#calls.get(request), failureOfError(error)),
    );
    this.#on<{ request: ClientRequest }>('http.client.request.created', ({ request }) => this.#beginHttp(request));
    this.#on<{ request: ClientRequest }>('http.client.request.start', ({ request }) => this.#beginHttp(request));
    this.#on<{ request: ClientRequest; response: IncomingMessage }>('http.client.response.finish', (message) =>
      this.#answerHttp(message.request, message.response),
    );
    this.#on<{ request: ClientRequest; error: unknown }>('http.client.request.error', ({ request, error }) =>
      this.#failHttp(request, error),
    );
  }

  /** Ends it. Calls that are open are not counted. */
  close(): void {
    for (const [channel, handler] of this.#subscriptions) unsubscribe(channel, handler);
  }

  /** A subscriber that throws would end the process. */
  #on<Message>(channel: string, handle: (message: Message) => void): void {
    const handler = (message: unknown): void => this.#guarded(() => handle(message as Message));
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
    this.#begin(request, String(origin));
  }

  #beginHttp(request: ClientRequest): void {
    if (this.#calls.has(request)) return;
    if (request.method === 'CONNECT' || this.#settings.isOwn(request)) {
      this.#calls.set(request, null);
      return;
    }
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
    const call = dependencies.begin(kind, origin === '' ? SOCKET_FILE : names.nameOf(origin), now());
    this.#calls.set(request, call);
    return call;
  }

  #answerHttp(request: ClientRequest, response: IncomingMessage): void {
    const call = this.#calls.get(request);
    if (!call) return;
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
    this.#fail(this.#calls.get(request), isHangUp ? 'aborted' : failureOfError(error));
  }

  #end(call: Call | null | undefined): void {
    if (call) this.#settings.dependencies.end(call, this.#settings.now());
  }

  #fail(call: Call | null | undefined, failure: CallFailure | 'aborted'): void {
    if (!call) return;
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
  return `${protocol}//${isSame ? header : authority}` || OTHER_DEPENDENCIES;
}
