/** Apps in TypeScript take what the monitor gives without a cast: what is to be proved here is that it compiles. */

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createSecureServer, createServer as createHttp2Server } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import { it } from 'node:test';
import { createAdaptorServer } from '@hono/node-server';
import Router from '@koa/router';
import connect from 'connect';
import express, { Router as ExpressRouter } from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { createMonitor, type KoaMiddleware, type MonitorOptions } from '../../../server/index.js';

const options: MonitorOptions = {
  ignore: ({ path, method }) => method === 'HEAD' || path.startsWith('/assets/'),
  sessionId: (request) => request.cookie('sid') ?? request.headers.authorization,
  requestTimeoutSeconds: { default: 30, '/export': 300 },
  failures: ({ statusCode }) => statusCode >= 500,
};

it('an app of any framework takes the monitor as it is typed', async () => {
  const monitor = createMonitor(options);

  const koa = new Koa();
  koa
    .use(monitor.koa())
    .use(monitor.koa({ serve: false }))
    .use(monitor.routes());
  const typed = new Koa<{ user?: string; feature?: string }, { render(name: string): void }>();
  typed.use(monitor.koa());
  const router = new Router();
  router.use(monitor.routes());
  router.use('/staff', monitor.routes());
  const typedRouter = new Router<{ user?: string }>();
  typedRouter.use(monitor.routes());
  const own: KoaMiddleware = monitor.koa();
  koa.use(own);

  const app = express();
  app.use(monitor.connect());
  app.use('/api', monitor.connect(), ExpressRouter());
  app.use(monitor.connectErrors());
  const connected = connect();
  connected.use(monitor.connect());
  connected.use(monitor.connectErrors());

  const server = fastify();
  await server.register(monitor.fastify);
  const http2Server = fastify({ http2: true });
  await http2Server.register(monitor.fastify);

  monitor.http(createServer());
  monitor.http(createHttpsServer());
  monitor.http(createHttp2Server());
  monitor.http(createSecureServer());
  monitor.http(createServer(), { endpoint: ({ url, method }) => (method === 'GET' ? url?.split('?')[0] : undefined) });
  monitor.http(createAdaptorServer({ fetch: new Hono().fetch }));

  await Promise.all([server.close(), http2Server.close()]);
  await monitor.close();
  assert.equal(typeof own, 'function');
});
