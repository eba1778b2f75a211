/** The refusals of the real CSRF guards are `csrf`, which is no failure; any other 403 stays a client error. */

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, it } from 'node:test';
import fastifyCookie from '@fastify/cookie';
import fastifyCsrf from '@fastify/csrf-protection';
import connect, { type ErrorHandleFunction } from 'connect';
import cookieParser from 'cookie-parser';
import { doubleCsrf } from 'csrf-csrf';
import csurf from 'csurf';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import express4 from 'express4';
import fastify from 'fastify';
import Koa from 'koa';
import CSRF from 'koa-csrf';
import koaSession from 'koa-session';
import { createMonitor, type Monitor } from '../../../server/monitor.js';
import { csrfOf } from '../../../server/tracking/csrf.js';
import { until } from '../support/http.js';
import { ask, serve } from './support/client.js';
import type { Served } from './support/scene.js';

type Start = (monitor: Monitor) => Promise<Served>;

/** In all of these apps POST is guarded, and GET /forbidden is a 403 that has nothing to do with it. */
const koa: Start = (monitor) => {
  const app = new Koa();
  app.keys = ['a key of the test'];
  app.silent = true;
  app.use(monitor.koa());
  app.use(koaSession({}, app));
  app.use(async (context, next) => {
    // What a body parser leaves of an empty form.
    Object.assign(context.request, { body: {} });
    await next();
  });
  app.use(new CSRF());
  app.use((context) => {
    if (context.path === '/forbidden') context.throw(403, 'You are no member of the staff');
    context.body = 'ok';
  });
  const answer = app.callback();
  return serve(createServer((request, response) => void answer(request, response)));
};

const csrfCsrf = doubleCsrf({
  getSecret: () => 'a secret of the test',
  getSessionIdentifier: () => 'a session of the test',
}).doubleCsrfProtection;

/** @param handling what stands behind the routes */
function expressApp(
  framework: typeof express,
  guard: RequestHandler,
  handling: (app: Express, monitor: Monitor) => void,
): Start {
  return (monitor) => {
    const app = framework();
    app.set('env', 'test');
    app.use(monitor.connect());
    app.use(cookieParser());
    app.use(guard);
    app.get('/forbidden', () => {
      throw Object.assign(new Error('You are no member of the staff'), { status: 403 });
    });
    app.post('/', (_request, response) => void response.send('ok'));
    handling(app, monitor);
    return serve(createServer((request, response) => void app(request, response)));
  };
}

const page: ErrorRequestHandler = (error: { status: number }, _request, response, next) => {
  if (response.headersSent) next(error);
  else response.status(error.status).send('A page that says what happened');
};
const nothing = (): void => undefined;
const ownPage = (app: Express): void => void app.use(page);
const noted = (app: Express, monitor: Monitor): void => void app.use(monitor.connectErrors()).use(page);

const connectApp: Start = (monitor) => {
  const app = connect();
  app.use(monitor.connect());
  app.use(cookieParser() as never);
  app.use(csurf({ cookie: true }) as never);
  app.use('/forbidden', (_request, response) => {
    response.statusCode = 403;
    response.end();
  });
  app.use(monitor.connectErrors());
  const fail: ErrorHandleFunction = (error: { status: number }, _request, response, next) => {
    response.statusCode = error.status;
    if (response.headersSent) next(error);
    else response.end();
  };
  app.use(fail);
  return serve(createServer(app));
};

const fastifyApp =
  (ownHandler: boolean): Start =>
  async (monitor) => {
    const app = fastify({ forceCloseConnections: true });
    await app.register(monitor.fastify);
    await app.register(fastifyCookie);
    await app.register(fastifyCsrf);
    if (ownHandler) app.setErrorHandler(async (_error, _request, reply) => reply.code(403).send({ message: 'No.' }));
    app.post('/', { onRequest: app.csrfProtection.bind(app) }, async () => 'ok');
    app.get('/forbidden', async (_request, reply) =>
      reply.code(403).send({ message: 'You are no member of the staff' }),
    );
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    return { server: app.server, url, close: async () => app.close() };
  };

const guards: Record<string, Start> = {
  'koa-csrf': koa,
  'csurf in Express 5': expressApp(express, csurf({ cookie: true }), nothing),
  'csurf in Express 5 with an error handler of its own': expressApp(express, csurf({ cookie: true }), ownPage),
  'csurf in Express 4': expressApp(express4, csurf({ cookie: true }), nothing),
  'csurf in Express 4 with an error handler of its own': expressApp(express4, csurf({ cookie: true }), ownPage),
  'csrf-csrf in Express 5': expressApp(express, csrfCsrf, ownPage),
  'csrf-csrf in Express 4, with connectErrors()': expressApp(express4, csrfCsrf, noted),
  'csurf in Connect, with connectErrors()': connectApp,
  '@fastify/csrf-protection': fastifyApp(false),
  '@fastify/csrf-protection with an error handler of its own': fastifyApp(true),
};

for (const [guard, start] of Object.entries(guards)) {
  describe(guard, () => {
    let monitor: Monitor;
    let app: Served;

    beforeEach(async () => {
      monitor = createMonitor();
      app = await start(monitor);
    });
    afterEach(async () => {
      await app.close();
      await monitor.close();
    });

    it('a bad token is csrf, and no failure', async () => {
      const headers = { 'x-csrf-token': 'bad' };
      assert.equal((await ask('http/1.1', app.url, { method: 'POST', headers })).status, 403);
      await until(() => monitor.metrics().summary.total_requests === 1, 'the request is counted');
      const { errors, summary } = monitor.metrics();
      assert.deepEqual([errors.total_csrf, errors.total_4xx, summary.failed_requests], [1, 0, 0]);
    });

    it('another 403 stays a client error', async () => {
      assert.equal((await ask('http/1.1', `${app.url}/forbidden`)).status, 403);
      await until(() => monitor.metrics().summary.total_requests === 1, 'the request is counted');
      const { errors } = monitor.metrics();
      assert.deepEqual([errors.total_csrf, errors.total_4xx], [0, 1]);
    });
  });
}

describe('an error', () => {
  const refusals: [who: string, status: number, error: object][] = [
    ['csurf, csrf-csrf and csrf-sync', 403, { code: 'EBADCSRFTOKEN', message: 'invalid csrf token' }],
    ['@fastify/csrf-protection', 403, { code: 'FST_CSRF_MISSING_SECRET', message: 'Missing csrf secret' }],
    ['AdonisJS', 403, { code: 'E_BAD_CSRF_TOKEN', message: 'Invalid or expired CSRF token' }],
    ['lusca', 403, { message: 'CSRF token mismatch' }],
    ['Egg', 403, { name: 'ForbiddenError', message: 'missing csrf token' }],
    ['Flask-WTF', 400, { name: 'CSRFError', message: 'The referrer does not match the host.' }],
    ['Django', 403, { message: 'CSRF verification failed. Request aborted.' }],
    ['Rails', 422, { name: 'ActionController::InvalidAuthenticityToken', message: '' }],
    ['Laravel', 419, { name: 'TokenMismatchException', message: 'CSRF token mismatch.' }],
  ];
  for (const [who, status, error] of refusals) {
    it(`of ${who} is a refusal`, () => assert.equal(csrfOf(error, status), 'csrf'));
  }

  it('by which a guard says that it is set up wrong is a fault of the server', () => {
    assert.equal(csrfOf(new Error('misconfigured csrf'), 500), undefined);
  });

  it('is none where an address that does not exist speaks of CSRF', () => {
    assert.equal(csrfOf(new Error('no page /docs/csrf'), 404), undefined);
  });

  it('of another kind is none', () => {
    for (const error of [new Error('Forbidden'), { code: 'ECONNREFUSED' }, 'Invalid CSRF token', null, undefined, 7]) {
      assert.equal(csrfOf(error, 403), undefined);
    }
  });
});
