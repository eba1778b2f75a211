/** Cross-origin reads for pages of listed origins. Nothing is open unless origins are listed, and changes never are. */

import type { IncomingMessage } from 'node:http';
import cors from '@koa/cors';
import type Router from '@koa/router';
import type { Middleware } from 'koa';

/** Seconds for which a browser may cache the answer to a preflight. */
const PREFLIGHT_AGE = 600;

/** Which routes are opened to which origins. */
export interface Opening {
  /** Addresses whose GET and HEAD are opened, without the base path. */
  paths: readonly string[];
  basePath: string;
  origins: readonly string[];
  /** Runs at the beginning of each of the monitor's routes. */
  begin: Middleware;
}

/** Opens existing routes to pages of the origins, and adds routes for preflights. */
export function openRoutes(router: Router, { paths, basePath, origins, begin }: Opening): void {
  const allow = cors({
    origin: (context) => (origins.includes(context.get('Origin')) ? context.get('Origin') : ''),
    allowMethods: ['GET', 'HEAD'],
    exposeHeaders: ['Retry-After'],
    // Each origin is listed by name, so an element may send the reader's login.
    credentials: true,
    maxAge: PREFLIGHT_AGE,
  });
  const opened = new Set<unknown>(paths.map((path) => basePath + path));
  for (const layer of router.stack) {
    if (layer.methods.includes('GET') && opened.has(layer.path)) layer.stack.unshift(allow);
  }
  router.options([...paths], async (context, next) => {
    if (!isPreflight(context.req, origins)) await next();
    else {
      await begin(context, async () => {
        await allow(context, next);
      });
    }
  });
}

/** Whether it is a preflight for a page of a listed origin; all other OPTIONS requests are the host's. */
export function isPreflight({ method, headers }: IncomingMessage, origins: readonly string[]): boolean {
  return (
    method === 'OPTIONS' &&
    headers['access-control-request-method'] !== undefined &&
    headers.origin !== undefined &&
    origins.includes(headers.origin)
  );
}
