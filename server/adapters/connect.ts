/** Express 4 and 5, Connect and Polka: a middleware in front of the app, and one behind its routes for errors. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type NameEndpoint,
  resolveAudience,
  resolveServe,
  type RoutesOptions,
  type ServeOptions,
} from '../options/adapter-options.js';
import { isRecord, nonEmptyText } from '../options/values.js';
import { errorOf } from './express-errors.js';
import { ExpressRoutes } from './express-routes.js';
import { nameParameters } from '../tracking/fold-path.js';
import { RequestAdapter, pathOf } from '../tracking/request-adapter.js';
import type { AdapterContext } from './adapter.js';

type Next = (error?: unknown) => void;

/** A middleware of Express, Connect or Polka. */
export type ConnectMiddleware = (request: IncomingMessage, response: ServerResponse, next: Next) => void;

/** An error-handling middleware of Express or Connect. */
export type ConnectErrorMiddleware = (
  error: unknown,
  request: IncomingMessage,
  response: ServerResponse,
  next: Next,
) => void;

/** Makes the middleware that goes in front of the app. */
export function connectAdapter(
  { tracker, routes }: AdapterContext,
  options: ServeOptions | undefined,
): ConnectMiddleware {
  const { serve, endpoint } = resolveServe(options, 'connect');
  const answer = serve ? routes.for('public').listener : undefined;
  tracker.attach();
  let express: ExpressRoutes | undefined;
  const routesOf = (app: unknown): ExpressRoutes => (express ??= new ExpressRoutes(app));
  return function alignMonitor(request, response, next) {
    if (answer?.(request, response) === true) return;
    // The routers have to know before the request reaches them.
    if (express === undefined && 'app' in request) routesOf(request.app).noteFirst(request, response);
    const open = tracker.begin(new ConnectRequest(request, response, endpoint, routesOf));
    if (open === undefined) return next();
    tracker.run(open, next);
  };
}

/** Makes the middleware that answers the endpoints, behind a guard of the app's own. */
export function connectRoutes({ routes }: AdapterContext, options: RoutesOptions | undefined): ConnectMiddleware {
  const { listener } = routes.for(resolveAudience(options, 'connectRoutes'));
  return function alignMonitorRoutes(request, response, next) {
    if (!listener(request, response)) next();
  };
}

/** Makes the middleware that goes behind the routes: it notes errors and passes them on unchanged. */
export function connectErrorAdapter({ tracker }: AdapterContext): ConnectErrorMiddleware {
  return function alignMonitorErrors(error, _request, response, next) {
    tracker.note(response, error);
    next(error);
  };
}

/** Properties that Express, Connect and Polka may add to a request. */
interface Additions {
  app?: unknown;
  originalUrl?: unknown;
  params?: unknown;
}

/** What express-ws appends to the path of a websocket's route. */
const EXPRESS_WS_SUFFIX = /\/?\.websocket(?=$| \| )/g;

class ConnectRequest extends RequestAdapter {
  readonly #routesOf: (app: unknown) => ExpressRoutes;
  /** `response.locals` of Express, once it was read. */
  #known: Record<string, unknown> | undefined;

  constructor(
    raw: IncomingMessage,
    response: ServerResponse,
    named: NameEndpoint | undefined,
    routesOf: (app: unknown) => ExpressRoutes,
  ) {
    super(raw, response, named);
    this.#routesOf = routesOf;
  }

  /** Error handlers of the app's may answer it, whatever it was. */
  override thrown(): unknown {
    return errorOf(this.raw);
  }

  override get path(): string {
    const { originalUrl } = this.raw as Additions;
    return pathOf(nonEmptyText(originalUrl) ?? this.raw.url);
  }

  /** Connect has no templates. Polka gives a request parameters when one of its routes matched, else none. */
  override endpoint(): string | undefined {
    const { app, params } = this.raw as Additions;
    if (app === undefined) return isRecord(params) ? nameParameters(this.path, params) : undefined;
    const template = this.#routesOf(app).templateOf(this.raw, this.path, this.response);
    return template?.includes('.websocket') === true ? template.replaceAll(EXPRESS_WS_SUFFIX, '') || '/' : template;
  }

  /** express-ws passes websockets to the app when they are open. */
  override get isUpgraded(): boolean {
    return 'ws' in this.raw && 'wsHandled' in this.raw;
  }

  override feature(): string | undefined {
    return nonEmptyText(this.#locals['feature']);
  }

  override errorClass(): string | undefined {
    return nonEmptyText(this.#locals['errorClass']);
  }

  override streaming(): boolean {
    return this.#locals['streaming'] === true;
  }

  get #locals(): Record<string, unknown> {
    if (this.#known === undefined) {
      const { locals } = this.response as { locals?: unknown };
      this.#known = isRecord(locals) ? locals : {};
    }
    return this.#known;
  }
}
