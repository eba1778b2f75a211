/** `node:http`, `https` and `http2` servers of any framework. Their events are seen before the app sees them. */

import { type IncomingMessage, ServerResponse } from 'node:http';
import {
  type NameEndpoint,
  resolveAudience,
  resolveHttp,
  type RoutesOptions,
  type ServeOptions,
} from '../options/adapter-options.js';
import { answerOf } from '../options/values.js';
import { RequestAdapter } from '../tracking/request-adapter.js';
import type { OpenRequest } from '../tracking/open-requests.js';
import type { AdapterContext } from './adapter.js';

/** What is used of a server; the compatibility API of `http2` has it too. */
export interface HttpServer {
  emit(event: string, ...values: unknown[]): boolean;
}

/** How a server is tracked. */
export interface HttpOptions extends ServeOptions {
  /**
   * Whether a request is a stream or a long poll, which waits by design and stays out of the percentiles; asked when the
   * response is over, and of requests that have waited long. Event streams and upgrades need not be named.
   */
  streaming?: ((request: IncomingMessage) => boolean) | undefined;
}

/** Answers a request and returns true, or leaves it alone and returns false. */
export type HttpListener = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Node emits requests with an `Expect` header under names of their own if the server listens to them. */
const REQUEST_EVENTS = new Set(['request', 'checkContinue', 'checkExpectation']);

/** Follows the server's requests and upgrades; does nothing to a server that is followed already. */
export function httpAdapter({ tracker, routes }: AdapterContext, server: HttpServer, options: HttpOptions): void {
  const { endpoint, streaming, serve } = resolveHttp(options);
  const answer = serve ? routes.for('public').listener : undefined;
  if (!tracker.adopt(server)) return;
  tracker.attach();
  const emit = server.emit.bind(server);
  const pass = (open: OpenRequest | undefined, event: string, values: unknown[]): boolean =>
    open === undefined ? emit(event, ...values) : tracker.run(open, () => emit(event, ...values));
  server.emit = (event, ...values) => {
    if (event === 'upgrade') {
      const [request] = values as [IncomingMessage];
      // An upgrade has no response object; the app writes the response to the socket.
      return pass(
        tracker.begin(new BareRequest(request, new ServerResponse(request), endpoint, streaming)),
        event,
        values,
      );
    }
    if (!REQUEST_EVENTS.has(event)) return emit(event, ...values);
    const [request, response] = values as [IncomingMessage, ServerResponse];
    if (answer?.(request, response) === true) return true;
    return pass(tracker.begin(new BareRequest(request, response, endpoint, streaming)), event, values);
  };
}

/** Makes the listener that answers the endpoints, behind a guard of the app's own. */
export function httpRoutes({ routes }: AdapterContext, options: RoutesOptions | undefined): HttpListener {
  return routes.for(resolveAudience(options, 'httpRoutes')).listener;
}

class BareRequest extends RequestAdapter {
  readonly #streaming: HttpOptions['streaming'];

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    named: NameEndpoint | undefined,
    streaming: HttpOptions['streaming'],
  ) {
    super(request, response, named);
    this.#streaming = streaming;
  }

  override endpoint(): undefined {
    return undefined;
  }

  override streaming(): boolean {
    return answerOf('streaming', this.#streaming?.(this.raw)) === true;
  }

  override get hasRouter(): boolean {
    return false;
  }
}
