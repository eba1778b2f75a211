/** Koa where no app has brought it: as a listener for requests of Node's. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type Koa from 'koa';

/**
 * Makes a listener that answers with a Koa instance of its own. Koa is loaded now and not with this module: a Koa app has
 * it already, and an app that answers no endpoints starts without it.
 */
export function koaListener(
  addMiddleware: (app: Koa) => unknown,
  onError: (error: unknown) => void,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const make = async (): Promise<(request: IncomingMessage, response: ServerResponse) => Promise<void>> => {
    const { default: Koa } = await import('koa');
    const app = new Koa();
    app.on('error', onError);
    await addMiddleware(app);
    return app.callback();
  };
  const made = make();
  // The first request tells.
  made.catch(() => undefined);
  return async (request, response) => {
    try {
      const respond = await made;
      await respond(request, response);
    } catch (error) {
      onError(error);
      if (!response.headersSent) response.writeHead(500).end();
    }
  };
}
