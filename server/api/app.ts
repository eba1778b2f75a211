/** The monitor's own endpoints: one router, made once for each monitor. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import Router from '@koa/router';
import Koa, { type Middleware } from 'koa';
import type { KoaMiddleware, OwnRoutes } from '../adapters/adapter.js';
import type { Recorder } from '../collector/recorder.js';
import { pathOf } from '../tracking/request-adapter.js';
import type { Actions } from './actions.js';
import { apiError } from './api-error.js';
import { ConnectionTurns } from './connection-turns.js';
import { isPreflight, openRoutes } from './cors.js';
import type { InternalErrors } from '../runtime/internal-errors.js';
import type { Reader } from './reader.js';
import { SharedAnswers } from './response-cache.js';
import { routeErrorHandler } from './route-errors.js';
import { alertRoutes } from './routes/alerts.js';
import { BADGE_PATH, badgeRoutes } from './routes/badge.js';
import { deployRoutes } from './routes/deploys.js';
import { ELEMENT_CHUNKS, ELEMENT_ENTRY, elementRoutes } from './routes/element.js';
import { healthRoutes } from './routes/health.js';
import { historyRoutes } from './routes/history.js';
import { ingestRoutes } from './routes/ingest.js';
import { metricsRoutes } from './routes/metrics.js';
import { pageRoutes } from './routes/page.js';
import { requestRoutes } from './routes/requests.js';

/** What the endpoints read, record and change, and where they lie. */
export interface ApiParts {
  reader: Reader;
  recorder: Recorder;
  actions: Actions;
  basePath: string;
  /** Origins whose pages may read. */
  origins: readonly string[];
  /** Leaves the request that is being answered out of the statistics. */
  disown: (response: ServerResponse) => void;
  internalErrors: InternalErrors;
}

/** What an element needs, wherever its page lies. */
const READABLE = [
  '/metrics',
  '/metrics/history',
  '/metrics/requests',
  '/health',
  '/health/live',
  '/health/ready',
  '/health/detailed',
  ELEMENT_ENTRY,
];
const ADDRESSES = [...READABLE, '/monitoring'];
/** Everything that is not a fixed address lies under these. */
const FOLDERS = ['/monitoring/', ELEMENT_CHUNKS];

/** Makes the endpoints. */
export function createApi(parts: ApiParts): OwnRoutes {
  const { basePath, origins } = parts;
  const onError = routeErrorHandler(parts.internalErrors);
  const router = createRouter(parts, onError);
  const answers = (request: IncomingMessage, path: string, method: string): boolean =>
    router.match(path, method).route && (method !== 'OPTIONS' || isPreflight(request, origins));
  const routes = router.routes();
  const app = new Koa().use(routes);
  app.on('error', onError);
  const respond = app.callback();
  const isOwnPath = ownPaths(basePath);
  // The router is asked only for what it answers: a route that matches but for its method would leave marks in the
  // context that make the host's `allowedMethods()` answer 405.
  const middleware: KoaMiddleware = (context, next) =>
    answers(context.req, context.path, context.method)
      ? (routes(context as never, next as never) as Promise<unknown>)
      : next();
  return {
    isOwnPath,
    // A host's router that takes this middleware finds the routes in `router`.
    middleware: Object.assign(middleware, { router }),
    listener: (request, response) => {
      const path = pathOf(request.url);
      if (!isOwnPath(path) || !answers(request, path, request.method ?? '')) return false;
      respond(request, response).catch(onError);
      return true;
    },
  };
}

function createRouter(parts: ApiParts, onError: (error: unknown) => void): Router {
  const { reader, recorder, actions, basePath, origins, disown } = parts;
  const router = new Router({ prefix: basePath, strict: true });
  const answers = new SharedAnswers(
    () => reader.now,
    () => reader.state,
  );
  const turns = new ConnectionTurns();
  metricsRoutes(router, reader, answers);
  historyRoutes(router, reader, answers);
  requestRoutes(router, reader);
  healthRoutes(router, reader, answers);
  ingestRoutes(router, recorder);
  deployRoutes(router, actions);
  alertRoutes(router, actions);
  pageRoutes(router, origins);
  badgeRoutes(router, reader, origins.length > 0);
  elementRoutes(router, onError);
  const begin: Middleware = async (context, next) => {
    disown(context.res);
    if ((await turns.enter(context.req, context.res)) === false) return;
    // Koa reports a broken connection to the context, which is the host's where a Koa app mounts these routes.
    context.onerror = onError;
    context.set('Cache-Control', 'no-store');
    context.set('X-Content-Type-Options', 'nosniff');
    try {
      await next();
    } catch (error) {
      onError(error);
      context.status = 500;
      context.body = apiError('internal', 'The monitor could not answer.');
    }
  };
  // Not with `use`: a router of the host's that takes these routes would begin all of its own routes so too.
  for (const route of router.stack) route.stack.unshift(begin);
  if (origins.length > 0) {
    const paths = [...READABLE, `${ELEMENT_CHUNKS}:file`, BADGE_PATH];
    openRoutes(router, { paths, basePath, origins, begin });
  }
  return router;
}

/** Whether a path may be one of the endpoints, which costs less than asking the router. */
function ownPaths(basePath: string): (path: string) => boolean {
  const addresses = new Set(ADDRESSES.map((address) => basePath + address));
  const folders = FOLDERS.map((folder) => basePath + folder);
  return (path) => addresses.has(path) || folders.some((folder) => path.startsWith(folder));
}
