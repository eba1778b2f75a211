/** What pages of listed origins may read of the endpoints: nothing unless origins are listed, and never a change. */

import type { IncomingMessage } from 'node:http';
import cors from '@koa/cors';
import type Router from '@koa/router';
import type { Middleware } from 'koa';

/** For so many seconds a browser may remember that it may ask. */
const PREFLIGHT_AGE = 600;

/** Which routes are opened to whom. */
export interface Opening {
  /** Addresses whose GET and HEAD are opened, without the base path. */
  paths: readonly string[];
  basePath: string;
  origins: readonly string[];
  /** What each answer of ours begins with. */
  begin: Middleware;
}

/** Opens routes that are there already to pages of the origins, and adds the answers to their browsers' preflights. */
export function openRoutes(router: Router, { paths, basePath, origins, begin }: Opening): void {
  const allow = cors({
    origin: (context) => (origins.includes(context.get('Origin')) ? context.get('Origin') : ''),
    allowMethods: ['GET', 'HEAD'],
    exposeHeaders: ['Retry-After'],
    // Each origin is listed by its name, so that an element may show there what it takes a login to see.
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

/** Whether a browser asks if a page of a listed origin may ask; all other OPTIONS are the host's. */
export function isPreflight({ method, headers }: IncomingMessage, origins: readonly string[]): boolean {
  return (
    method === 'OPTIONS' &&
    headers['access-control-request-method'] !== undefined &&
    headers.origin !== undefined &&
    origins.includes(headers.origin)
  );
}
