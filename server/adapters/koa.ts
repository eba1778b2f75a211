/** Koa 2 and 3: a middleware in front of the app. */

import { isRecord, nonEmptyText } from '../options/values.js';
import { RequestAdapter, pathOf } from '../tracking/request-adapter.js';
import type { Tracker } from '../tracking/tracker.js';
import type { AdapterContext, KoaContext, KoaMiddleware } from './adapter.js';

/** How a Koa app is tracked. */
export interface KoaAdapterOptions {
  /** Whether the middleware also answers the monitor's own endpoints; true unless given. */
  serve?: boolean;
}

/** Makes the middleware. Errors of the app travel on unchanged. */
export function koaAdapter({ tracker, routes }: AdapterContext, { serve = true }: KoaAdapterOptions): KoaMiddleware {
  const track = trackKoa(tracker);
  if (!serve) return track;
  return (context, next) =>
    routes.isOwnPath(pathOf(context.req.url))
      ? routes.middleware(context, () => track(context, next))
      : track(context, next);
}

function trackKoa(tracker: Tracker): KoaMiddleware {
  tracker.attach();
  return function alignMonitor(context, next) {
    const open = tracker.begin(new KoaRequest(context));
    if (open === undefined) return next();
    const rest = tracker.run(open, next);
    // The app's own promise is passed on: an async function would cost each request three more promises.
    rest.then(undefined, (error: unknown) => (open.error = error));
    return rest;
  };
}

/** Properties that @koa/router, koa-mount and koa-session may add to a context. */
interface Additions {
  /** The path of the layer that ran last; that of a middleware when it did not call `next`. */
  _matchedRoute?: unknown;
  /** All layers whose path matched. */
  matched?: unknown;
  /** Where koa-mount mounted the app that answered; it removes this part from the path. */
  mountPath?: unknown;
  session?: unknown;
  sessionOptions?: unknown;
}

class KoaRequest extends RequestAdapter {
  readonly #context: KoaContext;

  constructor(context: KoaContext) {
    super(context.req, context.res);
    this.#context = context;
  }

  override get session(): unknown {
    return (this.#context as Additions).session;
  }

  /** Without a store, koa-session keeps the whole session in its cookie. */
  override get sessionCookie(): string | undefined {
    const { sessionOptions } = this.#context as Additions;
    if (!isRecord(sessionOptions)) return undefined;
    const { store, ContextStore } = sessionOptions;
    if (store !== undefined || ContextStore !== undefined) return undefined;
    return nonEmptyText(sessionOptions['key']);
  }

  /** @koa/router leaves the matched route's template in the context; it may be a regular expression. */
  override endpoint(): string | undefined {
    const { _matchedRoute: path, matched } = this.#context as Additions;
    if (path === undefined || path === null) return undefined;
    const route = Array.isArray(matched) ? routeOf(matched, path) : undefined;
    const template = templateOf(route === undefined ? path : route.path);
    if (template === undefined) return undefined;
    const mount = this.#mountOf(route);
    return template === '/' && mount !== '' ? mount : mount + template;
  }

  /**
   * Where the app that answered is mounted. The innermost mount path stays in the context when an outer app answers, so
   * it is used only where the route matches the rest of the path and not the whole path.
   */
  #mountOf(layer: { match?: unknown } | undefined): string {
    const { mountPath } = this.#context as Additions;
    if (mountPath === undefined) return '';
    const innermost = nonEmptyText(mountPath)?.replace(/\/$/, '');
    if (innermost === undefined || innermost === '' || typeof layer?.match !== 'function') return '';
    const { path } = this;
    const position = path.indexOf(innermost);
    if (position < 0) return '';
    const mount = path.slice(0, position + innermost.length);
    const matches = (part: string): boolean => Reflect.apply(layer.match as () => unknown, layer, [part]) === true;
    return !matches(path) && matches(path.slice(mount.length) || '/') ? mount : '';
  }

  override feature(): string | undefined {
    return nonEmptyText(this.#context.state['feature']);
  }

  override errorClass(): string | undefined {
    return nonEmptyText(this.#context.state['errorClass']);
  }
}

/** The route with this path; where the path is a middleware's, the last route that matched. */
function routeOf(layers: readonly unknown[], path: unknown): { path: unknown; match?: unknown } | undefined {
  let last: { path: unknown; match?: unknown } | undefined;
  for (const layer of layers) {
    if (!isRoute(layer)) continue;
    last = layer;
    if (layer.path === path) return layer;
  }
  return last;
}

/** Layers without methods are middleware. */
function isRoute(layer: unknown): layer is { path: unknown; match?: unknown } {
  return isRecord(layer) && Array.isArray(layer['methods']) && layer['methods'].length > 0;
}

function templateOf(path: unknown): string | undefined {
  return path instanceof RegExp ? String(path) : nonEmptyText(path);
}
