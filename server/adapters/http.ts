/** `node:http`, `https` and `http2` servers of any framework. Their events are seen before the app sees them. */

import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { foldPath } from '../tracking/fold-path.js';
import { RequestAdapter } from '../tracking/request-adapter.js';
import type { OpenRequest } from '../tracking/open-requests.js';
import type { Tracker } from '../tracking/tracker.js';
import type { AdapterContext } from './adapter.js';
import { watchUpgradeResponse } from './upgrade-response.js';

/** What is used of a server; the compatibility API of `http2` has it too. */
export interface HttpServer {
  emit(event: string, ...values: unknown[]): boolean;
}

/** How a server is tracked. */
export interface HttpOptions {
  /**
   * The route template, asked when the response is over; unless given, the path with identifiers folded to `:id`.
   * Where the framework knows it but not the request, a middleware can note it by request (Hono: `c.env.incoming`).
   */
  endpoint?: ((request: IncomingMessage) => string | undefined) | undefined;
}

/** Node emits requests with an `Expect` header under names of their own if the server listens to them. */
const REQUEST_EVENTS = new Set(['request', 'checkContinue', 'checkExpectation']);

/** Follows the server's requests and upgrades; does nothing to a server that is followed already. */
export function httpAdapter({ tracker, routes }: AdapterContext, server: HttpServer, options: HttpOptions): void {
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
    if (routes.listener(request, response)) return true;
    return pass(tracker.begin(new BareRequest(request, response, options)), event, values);
  };
}

/** An upgrade has no response object: this creates one for the response that the app writes to the socket. */
function beginUpgrade(
  tracker: Tracker,
  request: IncomingMessage,
  socket: Duplex,
  options: HttpOptions,
): OpenRequest | undefined {
  const response = new ServerResponse(request);
  const open = tracker.begin(new UpgradeRequest(request, response, options));
  if (open === undefined) return undefined;
  watchUpgradeResponse(socket, (statusCode) => {
    response.statusCode = statusCode;
    tracker.upgraded(open, statusCode);
  });
  return open;
}

class BareRequest extends RequestAdapter {
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
  /** A refused upgrade says nothing about whether the path exists. */
  override endpoint(): string | undefined {
    return this.response.statusCode < 400 ? super.endpoint() : undefined;
  }
}
