/** The monitor's own endpoints, as one @koa/router. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import Router from '@koa/router';
import Koa, { type Context, type Middleware } from 'koa';
import type { HealthDetailed, Metrics, RequestsAnswer } from '../contract/index.js';
import { pathOf } from '../tracking/request-adapter.js';
import type { KoaMiddleware } from '../adapters/koa.js';
import { refusalOf } from './access.js';
import { type AlertHands, alertRoutes } from './routes/alerts.js';
import { BADGE, badgeRoute } from './routes/badge.js';
import { BodyError, readText } from './request-body.js';
import { isPreflight, openRoutes } from './cors.js';
import { ELEMENT_CHUNKS, ELEMENT_ENTRY, elementFile } from './routes/element.js';
import { healthCode, type ProcessState } from './routes/health.js';
import { type HistorySource, historyRoutes } from './routes/history.js';
import { ingest, type Report } from './routes/ingest.js';
import { pageRoute } from './routes/page.js';
import { refusal } from './api-error.js';
import { type RequestsFilter, requestsQuery } from './routes/requests.js';
import { SharedAnswer } from './response-cache.js';

/** What the endpoints answer from. */
export interface ApiSource extends AlertHands, HistorySource {
  /** Monotonic milliseconds. */
  now(): number;
  metrics(): Metrics;
  health(): HealthDetailed;
  processState(): ProcessState;
  requests(filter: RequestsFilter): RequestsAnswer;
  /** Takes in what another program reports. */
  report(report: Report): void;
}

/** What the endpoints need besides. */
export interface ApiSettings {
  basePath: string;
  /** Pages of which other origins may read. */
  origins: readonly string[];
  /** Leaves the request that is being answered out of the statistics. */
  disown: (response: ServerResponse) => void;
}

/** The endpoints. */
export interface Api {
  router: Router;
  /** Whether the router answers a request; what it does not answer is the host's. */
  answers: (request: IncomingMessage, path: string, method: string) => boolean;
}

/** Everything that is not a fixed address lies under these. */
const FOLDERS = ['/monitoring/', ELEMENT_CHUNKS];
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
const CHUNK = `${ELEMENT_CHUNKS}:file`;

/** What one report from another program may weigh, in bytes. */
const MAX_INGEST = 1_000_000;
const JSON_LINES = ['application/x-ndjson', 'application/jsonl', 'application/json'];

/** Tells whether a path may be one of the endpoints', which costs less than asking the router. */
export function ownPaths(basePath: string): (path: string) => boolean {
  const addresses = new Set(ADDRESSES.map((address) => basePath + address));
  const folders = FOLDERS.map((folder) => basePath + folder);
  return (path) => addresses.has(path) || folders.some((folder) => path.startsWith(folder));
}

/** Makes the endpoints. */
export function apiOf(source: ApiSource, { basePath, origins, disown }: ApiSettings): Api {
  const router = new Router({ prefix: basePath, strict: true });
  const metrics = new SharedAnswer(
    () => source.metrics(),
    () => source.now(),
  );
  router.get('/metrics', (context) => {
    context.type = 'json';
    context.body = metrics.text;
  });
  router.get('/metrics/requests', (context) => {
    const query = requestsQuery(context.query);
    context.status = 'problem' in query ? 400 : 200;
    context.body = 'problem' in query ? refusal('bad_query', query.problem) : source.requests(query);
  });
  router.post('/monitoring/ingest', async (context) => {
    const foreign = refusalOf(context.req);
    if (foreign !== undefined) {
      context.status = 403;
      context.body = refusal('forbidden', foreign);
      return;
    }
    try {
      const body = await readText(context.req, MAX_INGEST, JSON_LINES);
      const answer = await ingest(body, (report) => source.report(report));
      context.status = answer.accepted > 0 || answer.rejected_count === 0 ? 202 : 400;
      context.body =
        context.status === 202 ? answer : { ...refusal('nothing_readable', 'No line could be read.'), ...answer };
    } catch (error) {
      if (!(error instanceof BodyError)) throw error;
      // The rest of the body is not waited for.
      context.set('Connection', 'close');
      context.status = error.status;
      context.body = refusal(error.code, error.message);
    }
  });
  historyRoutes(router, source);
  alertRoutes(router, source);
  router.get('/health', (context) => {
    context.body = { ok: true };
  });
  router.get('/health/live', (context) => {
    context.body = { ok: true };
  });
  router.get('/health/ready', (context) => {
    const { isStarting, isDraining } = source.processState();
    context.status = isStarting || isDraining ? 503 : 200;
    if (isDraining) context.body = refusal('draining', 'The process is ending.');
    else context.body = isStarting ? refusal('starting', 'The process is starting.') : { ok: true };
  });
  router.get('/health/detailed', (context) => {
    const health = source.health();
    context.status = healthCode(health, source.processState(), context.query['for']);
    context.body = health;
  });
  pageRoute(router, origins);
  badgeRoute(router, source, origins.length > 0);
  router.get(ELEMENT_ENTRY, (context) => sendFile(context, ELEMENT_ENTRY));
  router.get(CHUNK, (context) => sendFile(context, ELEMENT_CHUNKS + (context.params['file'] ?? '')));

  const begin: Middleware = async (context, next) => {
    disown(context.res);
    context.set('Cache-Control', 'no-store');
    context.set('X-Content-Type-Options', 'nosniff');
    await next();
  };
  // Not with `use`: a router of the host's that takes these routes for its own would begin all of its own so too.
  for (const route of router.stack) route.stack.unshift(begin);
  if (origins.length > 0) openRoutes(router, { paths: [...READABLE, CHUNK, BADGE], basePath, origins, begin });
  return {
    router,
    answers: (request, path, method) =>
      router.match(path, method).route && (method !== 'OPTIONS' || isPreflight(request, origins)),
  };
}

/**
 * The router as a middleware of any Koa version. It is asked only for what it answers: a route that matches but for its
 * method would leave marks in the context that make the host's `allowedMethods()` answer 405.
 */
export function asMiddleware({ router, answers }: Api): KoaMiddleware {
  const routes = router.routes();
  const answer: KoaMiddleware = (context, next) =>
    answers(context.req, context.path, context.method)
      ? (routes(context as never, next as never) as Promise<unknown>)
      : next();
  // A router that this is used in finds the routes in it and takes them for its own.
  return Object.assign(answer, { router });
}

/**
 * The router for servers that are not Koa's: answers a request of its own and says so, and leaves all others alone,
 * those with another method on one of its addresses included.
 */
export function asListener(
  { router, answers }: Api,
  isOwn: (path: string) => boolean,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const answer = new Koa().use(router.routes()).callback();
  return (request, response) => {
    const path = pathOf(request.url);
    if (!isOwn(path) || !answers(request, path, request.method ?? '')) return false;
    void answer(request, response);
    return true;
  };
}

/** Sends a built file. */
function sendFile(context: Context, path: string): void {
  const file = elementFile(path);
  if (file === undefined) {
    context.status = 404;
    context.body = refusal('not_found', 'The element has no such file.');
    return;
  }
  context.set('Cache-Control', file.cacheControl);
  context.set('ETag', file.etag);
  context.type = 'js';
  context.status = 200;
  if (context.fresh) context.status = 304;
  else context.body = file.body;
}
