/** `GET /align-monitor.js` and the chunks beside it: the element as the build made it. */

import { basename } from 'node:path';
import type Koa from 'koa';
import type { Context, Middleware } from 'koa';
import { apiError } from '../api-error.js';
import { koaListener } from '../koa-listener.js';
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
 * Makes the routes.
 * @param folder with the files; undefined when they are not there
 */
export function elementRoutes(folder: string | undefined, onError: (error: unknown) => void): Route[] {
  const answer = folder === undefined ? answerMissing : sendFrom(folder, onError);
  return [ELEMENT_ENTRY, `${ELEMENT_CHUNKS}:file`].map((path) => ({
    method: 'GET',
    path,
    rule: 'everybody',
    isOpen: true,
    answer,
  }));
}

const WHAT_TO_DO = 'Set the option elementDir to a copy of dist/browser of the package.';
/** Said once at the start, where the files are missing. */
export const ELEMENT_MISSING = `align-monitor: the files of the element are not found, so /monitoring and /align-monitor.js answer 503. ${WHAT_TO_DO}`;

/** The answer of everything that needs the files, where they are missing. */
export function answerMissing(context: Context): void {
  context.status = 503;
  context.body = apiError('element_missing', `The files of the element are not on this server. ${WHAT_TO_DO}`);
}

/**
 * Answers with a file. The files are sent by a Koa instance of the monitor's own: a stream that breaks because a browser
 * goes away is an error of that instance and never of the host's.
 */
function sendFrom(folder: string, onError: (error: unknown) => void): Route['answer'] {
  const complete: Middleware = async (context, next) => {
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
  };
  let send: ReturnType<typeof koaListener> | undefined;
  const addFiles = async (app: Koa): Promise<void> => {
    const { default: serveStatic } = await import('koa-static');
    const files = serveStatic(folder, {
      index: false,
      setHeaders: (response, path, { size, mtimeMs }) => {
        response.setHeader('Cache-Control', basename(path) === basename(ELEMENT_ENTRY) ? ENTRY_CACHE : CHUNK_CACHE);
        response.setHeader('ETag', `"${size.toString(36)}-${Math.trunc(mtimeMs).toString(36)}"`);
      },
    });
    app.use(complete).use(files);
  };
  return async (context) => {
    context.respond = false;
    await (send ??= koaListener(addFiles, onError))(context.req, context.res);
  };
}
