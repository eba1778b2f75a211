/** Express 4 and 5, Connect and Polka: a middleware in front of the app, and one behind its routes for errors. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { isRecord, nonEmptyText } from '../options/values.js';
import { prefixOf, templateOfPrefix } from './express-mounts.js';
import { RouterErrors } from './express-errors.js';
import { foldKnown, foldPath } from '../tracking/fold-path.js';
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
export function connectAdapter({ tracker, routes }: AdapterContext): ConnectMiddleware {
  tracker.attach();
  const errors = new RouterErrors((response, error) => tracker.note(response, error));
  return function alignMonitor(request, response, next) {
    if (routes.listener(request, response)) return;
    const open = tracker.begin(new ConnectRequest(request, response));
    if (open === undefined) return next();
    errors.watch(request.method, response);
    tracker.run(open, next);
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
  baseUrl?: unknown;
  originalUrl?: unknown;
  route?: { path?: unknown };
  params?: unknown;
}

class ConnectRequest extends RequestAdapter {
  /** `response.locals` of Express, once it was read. */
  #known: Record<string, unknown> | undefined;

  override get path(): string {
    const { originalUrl } = this.raw as Additions;
    return pathOf(nonEmptyText(originalUrl) ?? this.raw.url);
  }

  override endpoint(): string | undefined {
    const { app, route } = this.raw as Additions;
    if (isRecord(route)) return this.#template(route, app);
    // Express leaves a route when one matched; Connect and Polka never do.
    if (app !== undefined || this.response.statusCode === 404) return undefined;
    const { params } = this.raw as Additions;
    return isRecord(params) ? foldKnown(this.path, params) : foldPath(this.path);
  }

  override feature(): string | undefined {
    return nonEmptyText(this.#locals['feature']);
  }

  override errorClass(): string | undefined {
    return nonEmptyText(this.#locals['errorClass']);
  }

  get #locals(): Record<string, unknown> {
    if (this.#known === undefined) {
      const { locals } = this.response as { locals?: unknown };
      this.#known = isRecord(locals) ? locals : {};
    }
    return this.#known;
  }

  /** The prefix of the mounted routers and the route's own path; a route may have several. */
  #template(route: Record<string, unknown>, app: unknown): string | undefined {
    const own = route['path'];
    const paths = (Array.isArray(own) ? own : [own]).filter(
      (path) => path instanceof RegExp || nonEmptyText(path) !== undefined,
    );
    if (paths.length === 0) return undefined;
    const prefix = prefixOf(app, route, () => this.path) ?? this.#uncovered(paths[0], app);
    return paths.map((path) => (path === '/' && prefix !== '' ? prefix : prefix + String(path))).join(' | ');
  }

  /**
   * The prefix of a route that is not found from the app: the sent form, folded unless something is mounted there.
   * Express resets `baseUrl` when an error leaves a mounted router; the prefix is then the part of the path that the
   * route's own segments do not cover.
   */
  #uncovered(own: unknown, app: unknown): string {
    const sent = nonEmptyText((this.raw as Additions).baseUrl) ?? this.#notCoveredBy(own);
    return sent === '' ? '' : (templateOfPrefix(app, sent) ?? foldPath(sent));
  }

  #notCoveredBy(own: unknown): string {
    if (typeof own !== 'string' || own.includes('*')) return '';
    const segments = this.path.split('/').filter((segment) => segment !== '');
    const covered = own.split('/').filter((segment) => segment !== '').length;
    const rest = segments.slice(0, Math.max(0, segments.length - covered));
    return rest.length === 0 ? '' : `/${rest.join('/')}`;
  }
}
