/** The monitor's own endpoints: a router for each audience that an app's own guard may establish. */

import { type IncomingMessage, METHODS, type ServerResponse } from 'node:http';
import Router from '@koa/router';
import type { Middleware } from 'koa';
import type { Access } from '../access/access.js';
import type { KoaMiddleware, MountedRoutes, OwnRoutes } from '../adapters/adapter.js';
import type { Recorder } from '../collector/recorder.js';
import type { Audience } from '../contract/index.js';
import type { InternalErrors } from '../runtime/internal-errors.js';
import { pathOf } from '../tracking/request-adapter.js';
import type { Actions } from './actions.js';
import { apiError } from './api-error.js';
import { ConnectionTurns } from './connection-turns.js';
import { isPreflight, openRoutes } from './cors.js';
import { guardedRoute } from './guard.js';
import { koaListener } from './koa-listener.js';
import { closeConnection, isStillSent } from './request-body.js';
import type { Reader } from './reader.js';
import { SharedAnswers } from './response-cache.js';
import type { Route } from './route.js';
import { routeErrorHandler } from './route-errors.js';
import { alertRoutes } from './routes/alerts.js';
import { badgeRoutes } from './routes/badge.js';
import { deployRoutes } from './routes/deploys.js';
import { ELEMENT_MISSING, elementRoutes } from './routes/element.js';
import { healthRoutes } from './routes/health.js';
import { errorRoutes } from './routes/errors.js';
import { historyRoutes } from './routes/history.js';
import { ingestRoutes } from './routes/ingest.js';
import { metricsRoutes } from './routes/metrics.js';
import { pageRoutes } from './routes/page.js';
import { type PrometheusAnswer, prometheusRoutes } from './routes/prometheus.js';
import { requestRoutes } from './routes/requests.js';
import { sessionRoutes } from './routes/session.js';

/** What the endpoints read, record and change, and where they lie. */
export interface ApiParts {
  reader: Reader;
  recorder: Recorder;
  actions: Actions;
  /** What Prometheus reads. */
  prometheus: PrometheusAnswer;
  access: Access;
  basePath: string;
  /** The folder with the element's files; undefined when they are not there. */
  elementFolder: string | undefined;
  /** Where browsers reach the app; undefined when only the `Host` header tells. */
  origin: string | undefined;
  trustedProxies: number;
  /** Origins whose pages may read. */
  origins: readonly string[];
  /** Leaves the request that is being answered out of the statistics. */
  disown: (response: ServerResponse) => void;
  /** Called when strangers are to be answered. */
  onPublic: () => void;
  internalErrors: InternalErrors;
}

/** All endpoints. */
export function allRoutes(
  { reader, recorder, actions, prometheus, access, basePath, elementFolder, origin, trustedProxies, origins }: ApiParts,
  onError: (error: unknown) => void,
): Route[] {
  const answers = new SharedAnswers(
    () => reader.now,
    () => reader.state,
  );
  return [
    ...metricsRoutes(reader, prometheus, answers),
    ...prometheusRoutes(prometheus, answers),
    ...historyRoutes(reader, answers),
    ...requestRoutes(reader),
    ...errorRoutes(reader, actions),
    ...healthRoutes(reader, answers),
    ...sessionRoutes(access, { basePath, trustedProxies, origin }),
    ...ingestRoutes(recorder),
    ...deployRoutes(actions),
    ...alertRoutes(actions),
    ...pageRoutes(origins, elementFolder !== undefined),
    ...badgeRoutes(reader),
    ...elementRoutes(elementFolder, onError),
  ];
}

/** Makes the endpoints. */
export function createApi(parts: ApiParts): OwnRoutes {
  const { basePath, origins, internalErrors } = parts;
  const onError = routeErrorHandler(internalErrors);
  const routes = allRoutes(parts, onError);
  const isOwnPath = ownPaths(routes, basePath);
  const turns = new ConnectionTurns();
  const made = new Map<Audience, MountedRoutes>();
  const make = (granted: Audience): MountedRoutes => {
    const router = createRouter(routes, { ...parts, turns }, granted, onError);
    const answers = (request: IncomingMessage, path: string, method: string): boolean =>
      router.match(path, method).route && (method !== 'OPTIONS' || isPreflight(request, origins));
    const middlewareOfRouter = router.routes();
    let respond: ReturnType<typeof koaListener> | undefined;
    // The router is asked only for what it answers: a route that matches but for its method would leave marks in the
    // context that make the host's `allowedMethods()` answer 405.
    const middleware: KoaMiddleware = (context, next) =>
      answers(context.req, context.path, context.method)
        ? (middlewareOfRouter(context as never, next as never) as Promise<unknown>)
        : next();
    return {
      // A host's router that takes this middleware finds the routes in `router`.
      middleware: Object.assign(middleware, { router }),
      get listener() {
        const answer = (respond ??= koaListener((app) => app.use(middlewareOfRouter), onError));
        return (request: IncomingMessage, response: ServerResponse) => {
          const path = pathOf(request.url);
          if (!isOwnPath(path) || !answers(request, path, request.method ?? '')) return false;
          void answer(request, response);
          return true;
        };
      },
    };
  };
  return {
    isOwnPath,
    paths: [...new Set(routes.map(({ path }) => basePath + path))],
    for: (granted) => {
      if (granted === 'public') parts.onPublic();
      if (made.size === 0 && parts.elementFolder === undefined) console.warn(ELEMENT_MISSING);
      const known = made.get(granted) ?? make(granted);
      made.set(granted, known);
      return known;
    },
  };
}

function createRouter(
  routes: readonly Route[],
  parts: ApiParts & { turns: ConnectionTurns },
  granted: Audience,
  onError: (error: unknown) => void,
): Router {
  const { basePath, origins, disown, turns } = parts;
  const router = new Router({ prefix: basePath, strict: true, sensitive: true });
  const begin =
    (endpoint: string | undefined): Middleware =>
    async (context, next) => {
      disown(context.res);
      if (endpoint !== undefined && (await turns.enter(context.req, context.res, endpoint)) === false) return;
      // Koa reports a broken connection to the context, which is the host's where a Koa app mounts these routes.
      context.onerror = onError;
      context.set('Cache-Control', 'no-store');
      context.set('X-Content-Type-Options', 'nosniff');
      // Pages of listed origins read with CORS, which this does not concern.
      context.set('Cross-Origin-Resource-Policy', 'same-origin');
      try {
        await next();
      } catch (error) {
        onError(error);
        context.status = 500;
        context.body = apiError('internal', 'The monitor could not answer.');
      }
      if (isStillSent(context.req) && !context.headerSent) closeConnection(context.req, context.res);
    };
  for (const route of routes) {
    const guarded = guardedRoute(route, parts, granted);
    // A POST takes no turn, because it may wait for a body that its client does not send.
    if (route.method === 'GET') router.get(route.path, begin(route.path), guarded);
    else router.post(route.path, begin(undefined), guarded);
  }
  const beginOther = begin('');
  if (origins.length > 0) {
    const paths = routes.filter(({ isOpen }) => isOpen === true).map(({ path }) => path);
    openRoutes(router, { paths, basePath, origins, begin: beginOther });
  }
  for (const path of new Set(routes.map((route) => route.path))) {
    const allowed = routes.filter((route) => route.path === path).flatMap(({ method }) => METHODS_OF[method]);
    const others = METHODS.filter((method) => method !== 'OPTIONS' && !allowed.includes(method));
    router.register(path, others, [beginOther, refuseMethod(allowed)]);
    if (allowed.includes('GET')) router.get(`${path}/`, beginOther, withoutSlash);
  }
  return router;
}

const METHODS_OF = { GET: ['GET', 'HEAD'], POST: ['POST'] };

function refuseMethod(allowed: readonly string[]): Middleware {
  return (context) => {
    context.set('Allow', allowed.join(', '));
    context.status = 405;
    context.body = apiError('method_not_allowed', `Use ${allowed.join(' or ')}.`);
  };
}

/** Redirects `/monitoring/` to `/monitoring`, whatever the routes are mounted under. */
const withoutSlash: Middleware = (context) => {
  const last = context.path.replace(/\/$/, '').split('/').at(-1) ?? '';
  context.status = 308;
  context.set('Location', `../${last}${context.search}`);
  context.body = '';
};

/** Whether a path may be one of the endpoints, which costs less than asking the router. */
function ownPaths(routes: readonly Route[], basePath: string): (path: string) => boolean {
  const fixed = routes.map(({ path }) => basePath + path).filter((path) => !path.includes(':'));
  const addresses = new Set(fixed.flatMap((path) => [path, `${path}/`]));
  const folders = ['/monitoring/', '/align-monitor/'].map((folder) => basePath + folder);
  return (path) => addresses.has(path) || folders.some((folder) => path.startsWith(folder));
}
