import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  broken,
  events,
  inTwoParts,
  LARGE,
  largeStream,
  readBody,
  type Scene,
  untilReleased,
} from '../support/scene.js';

/** Answers a request, as a handler without any framework does. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/**
 * The handlers of the frameworks that leave all to `node:http`, by method and path; `:id` and the like stand for one
 * segment, and are known to frameworks that match paths by themselves.
 */
export function handlers(scene: Scene): Record<string, Handler> {
  const { monitor, released } = scene;
  const code =
    (statusCode: number, headers = {}): Handler =>
    (_request, response) => {
      response.writeHead(statusCode, headers).end();
    };
  return {
    'GET /': (_request, response) => void response.end('ok'),
    'GET /items/:id': (request, response) => {
      monitor?.recordFeature('items');
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ id: request.url?.split('/').at(-1) }));
    },
    'POST /items': (request, response) =>
      readBody(request, (text) => {
        monitor?.recordError({ type: 'model_refused', message: text });
        response.statusCode = 502;
        response.end(`refused: ${text}`);
      }),
    'GET /own-word': (_request, response) => {
      monitor?.recordError({ type: 'quota', message: 'none left' });
      response.writeHead(429).end();
    },
    'GET /empty': code(204),
    'GET /unchanged': code(304),
    'GET /moved': code(302, { Location: '/' }),
    'GET /throws': () => {
      throw broken('thrown');
    },
    'GET /rejects': async () => {
      throw broken('rejected');
    },
    'GET /replaced': () => {
      throw broken('replaced', { status: 404, replace: true });
    },
    'GET /hangs': async (_request, response) => {
      await released;
      response.end('at last');
    },
    'GET /poll': async (_request, response) => {
      // For Connect and Polka; the options of `monitor.http` name it by its path.
      Object.assign(response, { locals: { streaming: true } });
      await released;
      response.end('news');
    },
    'GET /large': (_request, response) => void response.end(LARGE),
    'GET /piped': (_request, response) => void largeStream().pipe(response),
    'POST /late': async (request, response) => {
      await released;
      readBody(request, (text) => void response.end(text));
    },
    'GET /stream': (_request, response) => void inTwoParts(scene).pipe(response),
    'GET /slowly': (_request, response) => void untilReleased(scene).pipe(response),
    'GET /events': (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      events().pipe(response);
    },
    'GET /tenants/:tenant/dept/:dept/users/:user': (_request, response) => void response.end('user'),
    'GET /tenants/:tenant/dept/:dept/refused': () => {
      throw broken('refused', { status: 403 });
    },
  };
}

/** Answers an error as all of these apps do: with its status, unless the app replaces that. */
export function answerError(error: unknown, response: ServerResponse): void {
  const { status = 500, replace = false } = error as { status?: number; replace?: boolean };
  response.statusCode = replace ? 503 : status;
  response.end(replace ? 'Sorry' : 'Broken');
}

/** Runs a handler, which may throw or reject, and answers what it throws. */
export async function run(
  handler: Handler,
  request: IncomingMessage,
  response: ServerResponse,
  fail: (error: unknown) => void,
): Promise<void> {
  try {
    await handler(request, response);
  } catch (error) {
    fail(error);
  }
}
