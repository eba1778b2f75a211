/** The monitored process of the soak test: one monitor, a Koa app and an Express app. The driver talks to it over IPC. */

import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import Router from '@koa/router';
import express from 'express';
import Koa from 'koa';
import { WebSocketServer } from 'ws';
import { createMonitor } from '../../server/monitor.js';
import { answerLate, LARGE, type Settings, TIMEOUT_SECONDS } from './scene.js';

const settings = JSON.parse(process.argv[2] ?? '') as Settings;
const count = { metric: 'count', window: 60, severity: 'warning' } as const;

const monitor = createMonitor({
  windowSeconds: 60,
  requestTimeoutSeconds: { default: 60, '/late': TIMEOUT_SECONDS },
  sessionId: { cookie: 'sid' },
  access: settings.tokens,
  metricsDir: settings.folder,
  version: 'soak',
  notify: [
    ...settings.targets.map((url) => ({ url })),
    () => Promise.reject(new Error('the function of the soak test')),
  ],
  alertRules: Object.fromEntries(
    ['4xx', '5xx', 'csrf', 'timeout', 'quota', 'reported'].flatMap((errorClass) =>
      [1, 100].map((threshold) => [`${errorClass}_${threshold}`, { ...count, errorClass, threshold }]),
    ),
  ),
});
monitor.addCheck('flaky', () => (Math.random() < 0.5 ? undefined : Promise.reject(new Error('flaky'))), {
  intervalSeconds: 5,
  timeoutSeconds: 1,
  critical: false,
});
monitor.addCheck('stuck', () => new Promise(() => undefined), { intervalSeconds: 5, timeoutSeconds: 1 });

function koaApp(): RequestListener {
  const app = new Koa();
  app.silent = true;
  app.use(monitor.koa());
  const router = new Router();
  router.get('/items/:id', (context) => {
    context.state['feature'] = 'items';
    context.body = { id: context.params['id'] };
  });
  router.post('/items', async (context) => {
    let length = 0;
    for await (const chunk of context.req) length += (chunk as Buffer).length;
    context.status = 201;
    context.body = String(length);
  });
  router.get('/private', (context) => context.throw(401));
  router.post('/form', (context) => {
    context.state['errorClass'] = 'csrf';
    context.status = 403;
  });
  router.get('/broken', () => {
    monitor.recordError({ type: 'reported', message: 'outside of a request', endpoint: '/broken' });
    throw new Error('broken');
  });
  router.get('/quota', (context) => {
    context.state['errorClass'] = 'quota';
    context.status = 429;
  });
  router.get('/late', async (context) => {
    await answerLate();
    context.body = 'late';
  });
  router.get('/large', (context) => {
    context.body = LARGE;
  });
  router.get('/endless', (context) => {
    context.respond = false;
    context.res.write('begun');
  });
  app.use(router.routes());
  const answer = app.callback();
  return (request, response) => void answer(request, response);
}

function expressApp(): RequestListener {
  const app = express();
  app.use(monitor.connect());
  app.get('/items/:id', (request, response) => {
    response.locals['feature'] = 'items';
    response.json({ id: request.params.id });
  });
  app.post('/items', (request, response) => {
    let length = 0;
    request.on('data', (chunk: Buffer) => (length += chunk.length));
    request.on('end', () => response.status(201).send(String(length)));
  });
  app.get('/private', (_, response) => void response.sendStatus(401));
  app.post('/form', (_, response) => {
    response.locals['errorClass'] = 'csrf';
    response.sendStatus(403);
  });
  app.get('/broken', (_, response) => {
    monitor.recordError({ type: 'reported', message: 'in a request' });
    response.sendStatus(500);
  });
  app.get('/quota', (_, response) => {
    response.locals['errorClass'] = 'quota';
    response.sendStatus(429);
  });
  app.get('/late', (_, response) => void answerLate().then(() => response.send('late')));
  app.get('/large', (_, response) => void response.send(LARGE));
  app.get('/endless', (_, response) => void response.write('begun'));
  return app;
}

async function listen(listener: RequestListener): Promise<Server> {
  const server = createServer(listener);
  // Otherwise a connection that is closed for being idle may meet the next request on its way.
  server.keepAliveTimeout = 0;
  monitor.http(server);
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    socket.on('error', () => undefined);
    socket.on('message', () => socket.close());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

const servers = [await listen(koaApp()), await listen(expressApp())];

process.on('message', (what) => {
  if (what === 'figures') {
    globalThis.gc?.();
    const heap = process.memoryUsage().heapUsed;
    process.send?.({ heap, metrics: monitor.metrics(), health: monitor.health() });
  }
  if (what === 'close') void end();
});
process.send?.({ ports: servers.map((server) => (server.address() as AddressInfo).port) });

async function end(): Promise<void> {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  await monitor.close();
  process.disconnect();
  // Whatever still keeps the process alive is found by the driver, which waits for its end.
  await pause(0);
}
