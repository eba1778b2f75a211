/** Koa 2 and 3: a middleware in front of the app that sees every request. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { isRecord, nonEmptyText } from '../options/values.js';
import { HandledRequest } from '../tracking/request-adapter.js';
import type { Tracker } from '../tracking/tracker.js';

/** What is used of Koa's context; the same in Koa 2 and 3. */
export interface KoaContext {
  req: IncomingMessage;
  res: ServerResponse;
  method: string;
  path: string;
  state: Record<string, unknown>;
}

/** A Koa middleware. */
export type KoaMiddleware = (context: KoaContext, next: () => Promise<unknown>) => Promise<unknown>;

/** Makes the middleware. Errors of the app travel on unchanged. */
export function trackKoa(tracker: Tracker): KoaMiddleware {
  tracker.attach();
  return function alignMonitor(context, next) {
    const open = tracker.begin(new KoaRequest(context));
    if (open === undefined) return next();
    const rest = tracker.run(open, next);
    // Looks on, and hands on the app's own promise: an async function would cost each request three more of them.
    rest.then(undefined, (error: unknown) => (open.error = error));
    return rest;
  };
}

/** What @koa/router and koa-session add to a context; none of it is sure to be there. */
interface Additions {
  /** The path of the layer that ran last: a middleware's when it let nothing pass. */
  _matchedRoute?: unknown;
  /** All layers whose path matched. */
  matched?: unknown;
  /** Where koa-mount has mounted the app that answered; it takes this part off the path. */
  mountPath?: unknown;
  session?: unknown;
  sessionOptions?: unknown;
}

class KoaRequest extends HandledRequest {
  readonly #context: KoaContext;

  constructor(context: KoaContext) {
    super(context.req, context.res);
    this.#context = context;
  }

  override get session(): unknown {
    return (this.#context as Additions).session;
  }

  /** koa-session keeps a session without a store in its cookie alone. */
  override get sessionCookie(): string | undefined {
    const { sessionOptions } = this.#context as Additions;
    if (!isRecord(sessionOptions)) return undefined;
    const { store, ContextStore } = sessionOptions;
    if (store !== undefined || ContextStore !== undefined) return undefined;
    return nonEmptyText(sessionOptions['key']);
  }

  /** @koa/router leaves the template of the matched route in the context; it may be a regular expression. */
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
   * Where the app that answered is mounted. The innermost mount stays in the context when an outer app answers, so it
   * is only taken where the route matches what is left of the path, and not the whole.
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

/** The route whose path it is; where a middleware's path was left instead, the last route that matched. */
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
