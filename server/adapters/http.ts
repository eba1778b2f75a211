/** A bare `node:http`, `https` or `http2` server of any framework: its events are seen before the app sees them. */

import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { foldPath } from '../tracking/fold-path.js';
import { HandledRequest } from '../tracking/request-adapter.js';
import type { OpenRequest } from '../tracking/open-requests.js';
import type { Tracker } from '../tracking/tracker.js';
import { onAnswer } from './upgrade-response.js';

/** What is used of a server; `http2`'s in its compatibility form has the same. */
export interface HttpServer {
  emit(event: string, ...values: unknown[]): boolean;
}

/** How to follow a server. */
export interface HttpOptions {
  /**
   * The route template, asked when the response is over; unless given, the path with identifiers folded to `:id`.
   * Where the framework knows it but not the request, a middleware can note it by request (Hono: `c.env.incoming`).
   */
  endpoint?: ((request: IncomingMessage) => string | undefined) | undefined;
}

/** Answers a request of the monitor's own; false when it is none. */
type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Node has a name of its own for requests with an `Expect` header, for servers that listen to it. */
const REQUEST_EVENTS = new Set(['request', 'checkContinue', 'checkExpectation']);

/** Follows the server's requests and upgrades; a server that is followed already stays as it is. */
export function trackHttp(tracker: Tracker, server: HttpServer, options: HttpOptions, answer: Answer): void {
  if (!tracker.adopt(server)) return;
  tracker.attach();
  const emit = server.emit.bind(server);
  const pass = (open: OpenRequest | undefined, event: string, values: unknown[]): boolean =>
    open === undefined ? emit(event, ...values) : tracker.run(open, () => emit(event, ...values));
  server.emit = (event, ...values) => {
    if (event === 'upgrade') {
      const [request, socket] = values as [IncomingMessage, Duplex];
      return pass(beginUpgrade(tracker, request, socket, options), event, values);
    }
    if (!REQUEST_EVENTS.has(event)) return emit(event, ...values);
    const [request, response] = values as [IncomingMessage, ServerResponse];
    if (answer(request, response)) return true;
    return pass(tracker.begin(new BareRequest(request, response, options)), event, values);
  };
}

/** An upgrade has no response: one of its own stands for the answer that the app writes to the socket. */
function beginUpgrade(
  tracker: Tracker,
  request: IncomingMessage,
  socket: Duplex,
  options: HttpOptions,
): OpenRequest | undefined {
  const response = new ServerResponse(request);
  const open = tracker.begin(new UpgradeRequest(request, response, options));
  if (open === undefined) return undefined;
  onAnswer(socket, (statusCode) => {
    response.statusCode = statusCode;
    tracker.upgraded(open, statusCode);
  });
  return open;
}

class BareRequest extends HandledRequest {
  readonly #options: HttpOptions;

  constructor(request: IncomingMessage, response: ServerResponse, options: HttpOptions) {
    super(request, response);
    this.#options = options;
  }

  override endpoint(): string | undefined {
    const { endpoint } = this.#options;
    if (endpoint !== undefined) return endpoint(this.raw);
    return this.response.statusCode === 404 ? undefined : foldPath(this.path);
  }
}

class UpgradeRequest extends BareRequest {
  /** Whatever the code of a refusal, nobody knows whether there is such an address. */
  override endpoint(): string | undefined {
    return this.response.statusCode < 400 ? super.endpoint() : undefined;
  }
}
