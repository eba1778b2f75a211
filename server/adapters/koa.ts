/** Koa 2 and 3: a middleware in front of the app. */

import { ServerResponse } from 'node:http';
import {
  type NameEndpoint,
  resolveAudience,
  resolveServe,
  type RoutesOptions,
  type ServeOptions,
} from '../options/adapter-options.js';
import { isRecord, nonEmptyText } from '../options/values.js';
import { RequestAdapter, pathOf } from '../tracking/request-adapter.js';
import type { Tracker } from '../tracking/tracker.js';
import { SWITCHING_PROTOCOLS } from '../tracking/upgrade-response.js';
import type { AdapterContext, KoaContext, KoaMiddleware } from './adapter.js';
import { templateOfKoa } from './koa-route.js';

/** Makes the middleware. Errors of the app travel on unchanged. */
export function koaAdapter({ tracker, routes }: AdapterContext, options: ServeOptions | undefined): KoaMiddleware {
  const { serve, endpoint } = resolveServe(options, 'koa');
  const track = trackKoa(tracker, endpoint);
  if (!serve) return track;
  const { isOwnPath } = routes;
  const { middleware } = routes.for('public');
  return (context, next) =>
    isOwnPath(pathOf(context.req.url)) ? middleware(context, () => track(context, next)) : track(context, next);
}

/** Makes the middleware that answers the endpoints, behind a guard of the app's own. */
export function koaRoutes({ routes }: AdapterContext, options: RoutesOptions | undefined): KoaMiddleware {
  return routes.for(resolveAudience(options, 'routes')).middleware;
}

function trackKoa(tracker: Tracker, named: NameEndpoint | undefined): KoaMiddleware {
  tracker.attach();
  return function alignMonitor(context, next) {
    const open = tracker.begin(new KoaRequest(context, named));
    if (open === undefined) return next();
    const rest = tracker.run(open, next);
    // The app's own promise is passed on: an async function would cost each request three more promises.
    rest.then(undefined, (error: unknown) => {
      if (open.isListed) open.error = error;
    });
    return rest;
  };
}

/** Properties that koa-session may add to a context. */
interface Additions {
  session?: unknown;
  sessionOptions?: unknown;
}

class KoaRequest extends RequestAdapter {
  readonly #context: KoaContext;
  readonly #isWebsocket: boolean;

  constructor(context: KoaContext, named: NameEndpoint | undefined) {
    const { res } = context as Partial<KoaContext>;
    super(context.req, res ?? new ServerResponse(context.req), named);
    this.#context = context;
    this.#isWebsocket = res === undefined;
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

  override endpoint(): string | undefined {
    return templateOfKoa(this.#context, this.path, this.#isWebsocket ? SWITCHING_PROTOCOLS : this.response.statusCode);
  }

  /** koa-websocket passes websockets on when they are open. */
  override get isUpgraded(): boolean {
    return this.#isWebsocket;
  }

  override streaming(): boolean {
    return this.#context.state['streaming'] === true;
  }

  override feature(): string | undefined {
    return nonEmptyText(this.#context.state['feature']);
  }

  override errorClass(): string | undefined {
    return nonEmptyText(this.#context.state['errorClass']);
  }
}
