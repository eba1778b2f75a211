/**
 * Websockets of every framework: one 101 each, with the template of its route where there is one, no latency and no
 * failure, and a refusal's status; nothing counted twice with monitor.http beside the adapter.
 */

import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { afterEach, describe, it } from 'node:test';
import websocket from '@fastify/websocket';
import Router from '@koa/router';
import express from 'express';
import expressWs from 'express-ws';
import fastify from 'fastify';
import Koa from 'koa';
import koaEasyWs from 'koa-easy-ws';
import koaWebsocket from 'koa-websocket';
import { Server as SocketServer } from 'socket.io';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';
import { createMonitor, type Monitor } from '../../../server/monitor.js';
import { until } from '../support/http.js';
import { ask, serve } from './support/client.js';
import type { Served } from './support/scene.js';

/** The package's types are those of a module with a default export, which it has not. */
const easyWebsockets = koaEasyWs as unknown as () => Koa.Middleware;

/** A framework with a websocket at `/rooms/:room`. */
interface Framework {
  name: string;
  start: (monitor: Monitor, isServerFollowed: boolean) => Promise<Served>;
  /** What the framework answers in the room `closed`. */
  refusal?: { status: number; endpoint: string };
}

const frameworks: readonly Framework[] = [
  {
    name: '@fastify/websocket',
    refusal: { status: 401, endpoint: '/rooms/:room' },
    async start(monitor, isServerFollowed) {
      const app = fastify({ forceCloseConnections: true });
      await app.register(monitor.fastify);
      if (isServerFollowed) monitor.http(app.server);
      await app.register(websocket);
      await app.register(async (rooms) => {
        rooms.addHook<{ Params: { room: string } }>('preValidation', async ({ params }, reply) => {
          if (params.room === 'closed') await reply.code(401).send('no');
        });
        rooms.get('/rooms/:room', { websocket: true }, (socket) => socket.send('hello'));
      });
      const url = await app.listen({ port: 0, host: '127.0.0.1' });
      return { server: app.server, url, close: async () => app.close() };
    },
  },
  {
    name: 'express-ws',
    async start(monitor, isServerFollowed) {
      const app = express();
      const server = createServer((request, response) => void app(request, response));
      if (isServerFollowed) monitor.http(server);
      const { applyTo } = expressWs(app, server);
      app.use(monitor.connect());
      // The route is found only after the upgrade was accepted.
      app.use((_request, _response, next) => void setImmediate(next));
      const rooms = express.Router() as express.Router & {
        ws: (path: string, open: (socket: WebSocket) => void) => void;
      };
      applyTo(rooms);
      rooms.ws('/:room', (socket) => socket.send('hello'));
      app.use('/rooms', rooms);
      return serve(server);
    },
  },
  {
    name: 'koa-easy-ws',
    refusal: { status: 403, endpoint: '/rooms/:room' },
    async start(monitor, isServerFollowed) {
      const app = new Koa();
      app.silent = true;
      const router = new Router();
      router.get('/rooms/:room', async (context) => {
        if (context.params['room'] === 'closed') context.throw(403);
        (await (context as unknown as { ws: () => Promise<WebSocket> }).ws()).send('hello');
      });
      app.use(monitor.koa()).use(easyWebsockets()).use(router.routes());
      const answer = app.callback();
      const server = createServer((request, response) => void answer(request, response));
      if (isServerFollowed) monitor.http(server);
      return serve(server);
    },
  },
  {
    name: 'koa-websocket',
    async start(monitor, isServerFollowed) {
      const app = koaWebsocket(new Koa());
      const router = new Router();
      router.all('/rooms/:room', (context) => (context as unknown as { websocket: WebSocket }).websocket.send('hello'));
      app.use(monitor.koa());
      app.ws.use(monitor.koa());
      app.ws.use(router.routes());
      const server = app.listen(0, '127.0.0.1');
      if (isServerFollowed) monitor.http(server);
      await new Promise((resolve) => server.once('listening', resolve));
      const { port } = server.address() as { port: number };
      return {
        server,
        url: `http://127.0.0.1:${port}`,
        async close() {
          server.closeAllConnections();
          await new Promise((resolve) => server.close(resolve));
        },
      };
    },
  },
];

describe('a websocket', () => {
  let monitor: Monitor;
  let app: Served;

  const counted = async (requests: number): Promise<ReturnType<Monitor['metrics']>> => {
    await until(() => monitor.metrics().summary.total_requests >= requests, `${requests} requests are counted`);
    return monitor.metrics();
  };
  const connect = (path: string): WebSocket => new WebSocket(app.url.replace('http', 'ws') + path);

  afterEach(async () => {
    await app.close();
    await monitor.close();
  });

  for (const { name, start, refusal } of frameworks) {
    for (const isServerFollowed of [false, true]) {
      describe(`of ${name}, ${isServerFollowed ? 'with' : 'without'} monitor.http`, () => {
        it('is one 101 of its route, without latency', async (test) => {
          test.mock.timers.enable({ apis: ['setInterval'] });
          monitor = createMonitor();
          app = await start(monitor, isServerFollowed);
          const client = connect('/rooms/7?token=1');
          await new Promise((resolve, reject) => client.once('message', resolve).once('error', reject));
          // Counted once more the second after, if its route was not known at once.
          test.mock.timers.tick(1000);
          const { summary, errors, performance, top_endpoints } = await counted(1);
          assert.deepEqual(top_endpoints, { 'GET /rooms/:room': 1 });
          assert.deepEqual([summary.failed_requests, errors.total_4xx, performance.max_ms], [0, 0, null]);
          client.terminate();
          await until(() => monitor.metrics().summary.in_flight === 0, 'nothing stays open');
          test.mock.timers.tick(120_000);
          assert.equal(monitor.metrics().summary.total_requests, 1);
          assert.equal(monitor.requests({ kind: 'recent', limit: 1 }).requests[0]?.status, 101);
        });

        if (refusal === undefined) return;
        it('that is refused has the status of the refusal', async () => {
          monitor = createMonitor();
          app = await start(monitor, isServerFollowed);
          const client = connect('/rooms/closed');
          await new Promise((resolve) => client.once('error', resolve));
          const { errors, summary } = await counted(1);
          assert.deepEqual([errors.total_4xx, summary.failed_requests, summary.in_flight], [1, 0, 0]);
          const [request] = monitor.requests({ kind: 'recent', limit: 1 }).requests;
          assert.deepEqual([request?.status, request?.endpoint], [refusal.status, refusal.endpoint]);
        });

        it('whose handshake is invalid is a client error', async () => {
          monitor = createMonitor();
          app = await start(monitor, isServerFollowed);
          const headers = { connection: 'Upgrade', upgrade: 'websocket' };
          assert.equal((await ask('http/1.1', `${app.url}/rooms/7`, { headers })).status, 400);
          const { errors, summary, performance } = await counted(1);
          assert.deepEqual([errors.total_4xx, summary.failed_requests, summary.in_flight], [1, 0, 0]);
          assert.equal(performance.max_ms, null);
          const [request] = monitor.requests({ kind: 'recent', limit: 1 }).requests;
          assert.deepEqual([request?.status, request?.endpoint], [400, refusal.endpoint]);
        });
      });
    }
  }

  it('of socket.io is one 101 beside long polls, all out of the percentiles', async () => {
    monitor = createMonitor();
    const web = express();
    web.use(monitor.connect());
    const server: Server = createServer((request, response) => void web(request, response));
    monitor.http(server, {
      endpoint: ({ url }) => (url?.startsWith('/socket.io/') === true ? '/socket.io/' : undefined),
      streaming: ({ url }) => url?.startsWith('/socket.io/') === true,
    });
    const sockets = new SocketServer(server);
    app = await serve(server);
    const client = io(app.url);
    const recent = () => monitor.requests({ kind: 'recent', limit: 10 }).requests;
    await until(() => recent().some(({ status }) => status === 101), 'the upgrade is counted');
    client.close();
    await until(() => monitor.metrics().summary.in_flight === 0, 'nothing stays open');
    const { summary, errors, performance, endpoints } = monitor.metrics();
    assert.deepEqual([summary.failed_requests, errors.total_4xx, performance.max_ms], [0, 0, null]);
    assert.equal(recent().filter(({ status }) => status === 101).length, 1);
    assert.deepEqual([...new Set(endpoints.map(({ endpoint }) => endpoint))], ['/socket.io/']);
    await sockets.close();
  });
});
