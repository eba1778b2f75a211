/** `GET /align-monitor.js` and the chunks beside it: the element as the build made it. */

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Koa from 'koa';
import serveStatic from 'koa-static';
import { apiError } from '../api-error.js';
import type { Route } from '../route.js';

/** The path of the element's entry. */
export const ELEMENT_ENTRY = '/align-monitor.js';
/** The folder of its chunks, whose names change with their contents. */
export const ELEMENT_CHUNKS = '/align-monitor/';

/** Browsers ask for the entry again after a minute; a chunk never changes. */
const ENTRY_CACHE = 'public, max-age=60';
const CHUNK_CACHE = 'public, max-age=31536000, immutable';
/** No file's path is longer. */
const MAX_PATH_LENGTH = 200;

/**
 * Makes the routes. The files are sent by a Koa instance of the monitor's own: a stream that breaks because a browser
 * goes away is an error of that instance and never of the host's.
 */
export function elementRoutes(onError: (error: unknown) => void): Route[] {
  const files = new Koa();
  files.on('error', onError);
  files.use(async (context, next) => {
    // Whatever the routes are mounted under comes before it.
    context.path = context.path.slice(context.path.lastIndexOf('/align-monitor'));
    // What decodes and resolves the path takes milliseconds for a long one.
    if (context.path.length <= MAX_PATH_LENGTH) await next();
    if (context.fresh) context.status = 304;
    else if (context.body === undefined || context.body === null) {
      context.status = 404;
      context.set('Cache-Control', 'no-store');
      context.body = apiError('not_found', 'The element has no such file.');
    }
  });
  files.use(
    serveStatic(join(packageRoot(), 'dist', 'browser'), {
      index: false,
      setHeaders: (response, path, { size, mtimeMs }) => {
        response.setHeader('Cache-Control', path.includes(ELEMENT_CHUNKS) ? CHUNK_CACHE : ENTRY_CACHE);
        response.setHeader('ETag', `"${size.toString(36)}-${Math.trunc(mtimeMs).toString(36)}"`);
      },
    }),
  );
  const send = files.callback();
  return [ELEMENT_ENTRY, `${ELEMENT_CHUNKS}:file`].map((path) => ({
    method: 'GET',
    path,
    rule: 'everybody',
    isOpen: true,
    answer: async (context) => {
      context.respond = false;
      await send(context.req, context.res);
    },
  }));
}

/** The folder of package.json: this file runs from `server/` and from `dist/server/`. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}
