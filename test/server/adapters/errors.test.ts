/** Errors of real apps become groups with their place, as far as each framework tells; a client's errors do not. */

import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, it } from 'node:test';
import Router from '@koa/router';
import express, { type ErrorRequestHandler, type Express, type IRouter, Router as ExpressRouter } from 'express';
import express4 from 'express4';
import fastify from 'fastify';
import Koa from 'koa';
import Koa2 from 'koa2';
import type { ErrorGroupDetails } from '../../../server/contract/index.js';
import { createMonitor, type Monitor } from '../../../server/monitor.js';
import { FakeClock } from '../support/fake-clock.js';
import { until } from '../support/http.js';
import { ask, serve } from './support/client.js';
import type { Served } from './support/scene.js';

/** What the handlers of all apps do. */
class ReflectionError extends Error {}

function throwIt(): never {
  throw new ReflectionError('no title in step 7 of "my secret notes"');
}
function refuse(status: number): never {
  throw Object.assign(new Error('refused'), { status, statusCode: status, expose: true });
}
const reports = (monitor: Monitor): void => {
  monitor.recordError(new RangeError('reported, while the answer is fine'));
};
function reportsAndThrows(monitor: Monitor): never {
  const error = new ReflectionError('both');
  monitor.recordError(error);
  throw error;
}

interface App {
  name: string;
  /** Whether a handler of the app's, behind the routes, hides what it was given. */
  hides?: boolean;
  start: (monitor: Monitor) => Promise<Served>;
}

function koa(framework: typeof Koa, name: string, hides = false): App {
  const start = (monitor: Monitor): Promise<Served> => {
    const app = new framework();
    app.silent = true;
    app.use(monitor.koa());
    app.use(monitor.koa({ serve: false }));
    if (hides) {
      app.use(async (context, next) => {
        try {
          await next();
        } catch (error) {
          context.status = (error as { status?: number }).status ?? 500;
        }
      });
    }
    const router = new Router();
    router.get('/throws', throwIt);
    router.get('/refuses/:status', ({ params }) => refuse(Number(params['status'])));
    router.get('/reports', (context) => {
      reports(monitor);
      context.body = 'ok';
    });
    router.get('/both', () => reportsAndThrows(monitor));
    router.get('/silent', (context) => {
      context.status = 500;
    });
    app.use(router.routes());
    assert.equal(app.listenerCount('error'), 0, 'with a listener, Koa would log nothing');
    const answer = app.callback();
    return serve(createServer((request, response) => void answer(request, response)));
  };
  return { name, hides, start };
}

const page: ErrorRequestHandler = (error: { status?: number }, _request, response, next) => {
  if (response.headersSent) next(error);
  else response.status(error.status ?? 500).send('A page that says what happened');
};

function expressRoutes(app: IRouter, monitor: Monitor): void {
  app.get('/throws', throwIt);
  app.get('/refuses/:status', ({ params }) => refuse(Number(params.status)));
  app.get('/reports', (_request, response) => {
    reports(monitor);
    response.send('ok');
  });
  app.get('/both', () => reportsAndThrows(monitor));
  app.get('/silent', (_request, response) => void response.sendStatus(500));
}

function expressApp(framework: typeof express, name: string, more: (app: Express, monitor: Monitor) => void): App {
  const start = (monitor: Monitor): Promise<Served> => {
    const app = framework();
    app.set('env', 'test');
    app.use(monitor.connect());
    more(app, monitor);
    app.use(page);
    return serve(createServer((request, response) => void app(request, response)));
  };
  return { name, start };
}
const noted = (app: Express, monitor: Monitor): void => {
  expressRoutes(app, monitor);
  app.use(monitor.connectErrors());
};
const inRouter =
  (newRouter: typeof ExpressRouter) =>
  (app: Express, monitor: Monitor): void => {
    const router = newRouter();
    expressRoutes(router, monitor);
    app.use('/', router);
  };

const fastifyApp: App = {
  name: 'Fastify 5 with an error handler of its own',
  start: async (monitor) => {
    const app = fastify({ forceCloseConnections: true });
    await app.register(monitor.fastify);
    app.setErrorHandler(async (error: { statusCode?: number }, _request, reply) =>
      reply.code(error.statusCode ?? 500).send('A page that says what happened'),
    );
    app.get('/throws', async () => throwIt());
    app.get<{ Params: { status: string } }>('/refuses/:status', async ({ params }) => refuse(Number(params.status)));
    app.get('/reports', async () => {
      reports(monitor);
      return 'ok';
    });
    app.get('/both', async () => reportsAndThrows(monitor));
    app.get('/silent', async (_request, reply) => reply.code(500).send());
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    return { server: app.server, url, close: async () => app.close() };
  },
};

const nodeHttp: App = {
  name: 'node:http, whose handler reports what it catches',
  start: (monitor) => {
    const routes: Record<string, (response: ServerResponse) => void> = {
      '/throws': throwIt,
      '/refuses/404': () => refuse(404),
      '/refuses/403': () => refuse(403),
      '/reports': (response) => {
        reports(monitor);
        response.end('ok');
      },
      '/both': () => reportsAndThrows(monitor),
      '/silent': (response) => {
        response.statusCode = 500;
        response.end();
      },
    };
    const server = createServer((request: IncomingMessage, response: ServerResponse) => {
      try {
        const route = routes[request.url ?? ''] ?? (() => refuse(404));
        route(response);
      } catch (error) {
        response.statusCode = (error as { status?: number }).status ?? 500;
        if (response.statusCode >= 500) monitor.recordError(error);
        response.end();
      }
    });
    monitor.http(server, { endpoint: ({ url }) => url });
    return serve(server);
  },
};

const apps: readonly App[] = [
  koa(Koa, 'Koa 3'),
  koa(Koa2, 'Koa 2'),
  expressApp(express, 'Express 5', expressRoutes),
  expressApp(express4, 'Express 4', expressRoutes),
  expressApp(express, 'Express 5 with connectErrors', noted),
  expressApp(express4, 'Express 4 with connectErrors', noted),
  expressApp(express, 'Express 5 with a router', inRouter(ExpressRouter)),
  expressApp(express4, 'Express 4 with a router', inRouter(express4.Router as never)),
  fastifyApp,
  nodeHttp,
];

for (const app of apps) {
  describe(app.name, () => {
    let monitor: Monitor;
    let served: Served;
    let asked: number;

    beforeEach(async () => {
      asked = 0;
      monitor = createMonitor({ clock: new FakeClock(10_000), sessionId: ({ headers }) => String(headers['x-user']) });
      served = await app.start(monitor);
    });
    afterEach(async () => {
      await served.close();
      await monitor.close();
    });

    const get = async (path: string, user = 'anna'): Promise<number> => {
      const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
      const headers = { 'x-user': user, traceparent: `00-${trace}-00f067aa0ba902b7-01`, 'x-request-id': `r-${asked}` };
      const { status } = await ask('http/1.1', served.url + path, { headers });
      asked++;
      await until(() => monitor.metrics().summary.total_requests === asked, 'it is counted');
      return status;
    };
    const groups = (): ErrorGroupDetails[] => monitor.errors().groups;

    it('tells which error it was, where, how often and for how many', async () => {
      for (const user of ['anna', 'bert', 'anna']) assert.equal(await get('/throws', user), 500);
      const [group, ...others] = groups();
      assert.deepEqual(others, []);
      assert.equal(group?.type, 'ReflectionError');
      assert.equal(group.message, 'no title in step n of "…"');
      assert.equal(group.location?.file, 'test/server/adapters/errors.test.ts');
      assert.match(group.location.function ?? '', /throwIt$/);
      assert.deepEqual([group.window_count, group.window_sessions, group.total_sessions], [3, 2, 2]);
      assert.deepEqual(group.endpoints, [{ endpoint: '/throws', method: 'GET', count: 3 }]);
      const [sample] = group.samples;
      assert.deepEqual([sample?.endpoint, sample?.status, sample?.request_id], ['/throws', 500, 'r-2']);
      assert.equal(sample?.trace_id, '4bf92f3577b34da6a3ce929d0e0e4736');
      assert.ok(group.stack.some(({ is_own: isOwn }) => isOwn));
    });

    it('fills no table with what the client did', async () => {
      assert.equal(await get('/refuses/404'), 404);
      assert.equal(await get('/refuses/403'), 403);
      await get('/nowhere');
      assert.deepEqual(groups(), []);
    });

    it('has what was reported although the answer is fine, and once what was reported and thrown', async () => {
      assert.equal(await get('/reports'), 200);
      assert.equal(await get('/both'), 500);
      assert.deepEqual(
        groups()
          .map(({ type, total_count: count }) => `${type} ${count}`)
          .sort(),
        ['RangeError 1', 'ReflectionError 1'],
      );
    });

    it('groups by endpoint and status what nobody has told', async () => {
      assert.equal(await get('/silent'), 500);
      const [group] = groups();
      assert.deepEqual([group?.grouped_by, group?.type, group?.location], ['status', 'HTTP 500', null]);
      assert.equal(group?.endpoints[0]?.endpoint, '/silent');
    });
  });
}

describe('an error that is hidden behind a handler of the app', () => {
  it('is a group by endpoint and status in Koa', async () => {
    const monitor = createMonitor({ clock: new FakeClock(10_000) });
    const served = await koa(Koa, '', true).start(monitor);
    await ask('http/1.1', `${served.url}/throws`);
    await until(() => monitor.metrics().summary.total_requests === 1, 'it is counted');
    assert.deepEqual(
      monitor.errors().groups.map(({ type, grouped_by: by }) => `${type} ${by}`),
      ['HTTP 500 status'],
    );
    await served.close();
    await monitor.close();
  });
});

describe('a stream that fails behind the headers', () => {
  const known = async (start: App['start']): Promise<string[]> => {
    const monitor = createMonitor({ clock: new FakeClock(10_000) });
    const served = await start(monitor);
    await assert.rejects(async () => (await fetch(`${served.url}/stream`)).text());
    await until(() => monitor.metrics().summary.total_requests === 1, 'it is counted');
    await served.close();
    await monitor.close();
    return monitor.errors().groups.map(({ type, message }) => `${type}: ${message}`);
  };
  const failing = (): Readable =>
    Readable.from(
      (function* () {
        yield 'so far';
        throwIt();
      })(),
    );

  it('is known in Koa 3, which destroys the response with its error', async () => {
    const start = (monitor: Monitor): Promise<Served> => {
      const app = new Koa();
      app.silent = true;
      app.use(monitor.koa());
      app.use((context) => {
        context.body = failing();
      });
      const answer = app.callback();
      return serve(createServer((request, response) => void answer(request, response)));
    };
    assert.deepEqual(await known(start), ['ReflectionError: no title in step n of "…"']);
  });

  it('is not called by its status, which says that all went well', async () => {
    const start = (monitor: Monitor): Promise<Served> => {
      const server = createServer((_request, response) => {
        response.write('so far', () => response.destroy());
      });
      monitor.http(server);
      return serve(server);
    };
    assert.deepEqual(await known(start), ['Incomplete response: HTTP 200, broken off by the server']);
  });
});

for (const [name, framework] of Object.entries({ 'Express 5': express, 'Express 4': express4 })) {
  describe(`an error in ${name}`, () => {
    /** What is known after one request, the first of its app. */
    const known = async (build: (app: Express) => void): Promise<string[]> => {
      const monitor = createMonitor({ clock: new FakeClock(10_000) });
      const app = framework();
      app.set('env', 'test');
      app.use(monitor.connect());
      build(app);
      const served = await serve(createServer((request, response) => void app(request, response)));
      await ask('http/1.1', `${served.url}/throws`);
      await until(() => monitor.metrics().summary.total_requests === 1, 'it is counted');
      await served.close();
      await monitor.close();
      return monitor.errors().groups.map(({ type, total_count: count }) => `${type} ${count}`);
    };

    it('is known from the first one on, also where nothing stands behind its route', async () => {
      assert.deepEqual(await known((app) => app.get('/throws', throwIt)), ['ReflectionError 1']);
    });

    it('is the one that was thrown, not what error handlers have made of it', async () => {
      const build = (app: Express): void => {
        app.get('/throws', throwIt);
        const wraps: ErrorRequestHandler = (_error, _request, _response, next) => next(new Error('wrapped'));
        app.use(wraps, page);
      };
      assert.deepEqual(await known(build), ['ReflectionError 1']);
    });

    it('is counted once, however often it is passed on', async () => {
      const build = (app: Express): void => {
        const passes: ErrorRequestHandler = (error, _request, _response, next) => {
          next(error);
          next(error);
        };
        app.get('/throws', throwIt);
        app.use(passes, page);
      };
      assert.deepEqual(await known(build), ['ReflectionError 1']);
    });

    it('is none where a handler leaves its route or its router', async () => {
      const build = (app: Express): void => {
        const router = framework.Router();
        router.get('/throws', (_request, _response, next) => next('router'));
        app.use(router);
        app.get('/throws', (_request, _response, next) => next('route'));
        app.get('/throws', (_request, response) => void response.sendStatus(500));
      };
      assert.deepEqual(await known(build), ['HTTP 500 1']);
    });
  });
}
