/** What only a bare server meets. */

import assert from 'node:assert/strict';
import { createServer, request as httpRequest, type Server, type ServerResponse } from 'node:http';
import { connect as connectHttp2, createSecureServer } from 'node:http2';
import { request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterEach, beforeEach, describe, it } from 'node:test';
import Router from '@koa/router';
import Koa from 'koa';
import { WebSocket, WebSocketServer } from 'ws';
import { createMonitor, type Monitor } from '../../../server/monitor.js';
import { until } from '../support/http.js';
import { ask, serve } from './support/client.js';
import type { Served } from './support/scene.js';

/** TLS without certificates: both sides know a key. */
const key = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
const tls = { ciphers: 'PSK-AES128-GCM-SHA256', maxVersion: 'TLSv1.2' } as const;
const clientTls = {
  ...tls,
  pskCallback: () => ({ psk: key, identity: 'test' }),
  checkServerIdentity: () => undefined,
};

describe('a server that monitor.http follows', () => {
  let monitor: Monitor;
  let app: Served;

  const counted = async (requests: number): Promise<ReturnType<Monitor['metrics']>> => {
    await until(() => monitor.metrics().summary.total_requests >= requests, `${requests} requests are counted`);
    return monitor.metrics();
  };

  beforeEach(() => {
    monitor = createMonitor();
  });
  afterEach(async () => {
    await app.close();
    await monitor.close();
  });

  for (const allowHTTP1 of [true, false]) {
    it(`counts HTTP/2 over TLS ${allowHTTP1 ? 'and beside it HTTP/1.1' : 'alone'}`, async () => {
      const server = createSecureServer({ ...tls, allowHTTP1, pskCallback: () => key }, (request, response) => {
        response.end(`${request.httpVersion} ${request.url}`);
      });
      monitor.http(server);
      app = await serve(server);
      const port = Number(new URL(app.url).port);
      const session = connectHttp2(`https://127.0.0.1:${port}`, clientTls);
      const stream = session.request({ ':path': '/two/2' });
      assert.equal(await text(stream), '2.0 /two/2');
      session.close();
      if (allowHTTP1) {
        const answer = await new Promise<Readable>((resolve, reject) => {
          const asked = { ...clientTls, host: '127.0.0.1', port, path: '/one/1', agent: false };
          httpsRequest(asked, resolve).on('error', reject).end();
        });
        assert.equal(await text(answer), '1.1 /one/1');
      }
      const { top_endpoints, summary, errors } = await counted(allowHTTP1 ? 2 : 1);
      assert.deepEqual(top_endpoints, { 'GET (unmatched)': allowHTTP1 ? 2 : 1 });
      assert.deepEqual([summary.failed_requests, errors.total_aborted, summary.in_flight], [0, 0, 0]);
    });
  }

  it('counts a request that asks before it sends its body, for a server that listens to that', async () => {
    const server = createServer();
    server.on('checkContinue', (request, response: ServerResponse) => {
      response.writeContinue();
      request.resume().on('end', () => response.end('taken'));
    });
    monitor.http(server);
    app = await serve(server);
    const headers = { Expect: '100-continue', 'Content-Length': 4 };
    const answer = await new Promise<Readable>((resolve, reject) => {
      const asked = httpRequest(`${app.url}/uploads/7`, { method: 'PUT', headers, agent: false }, resolve);
      asked.on('continue', () => asked.end('body')).on('error', reject);
    });
    assert.equal(await text(answer), 'taken');
    assert.deepEqual((await counted(1)).top_endpoints, { 'PUT (unmatched)': 1 });
  });

  it('calls an answer that the app breaks off with an error a failure, since no client has left', async () => {
    const server = createServer((_request, response) => {
      const body = Readable.from(
        (function* () {
          yield 'first';
          throw new Error('the disk is gone');
        })(),
      );
      pipeline(body, response).catch(() => undefined);
    });
    monitor.http(server);
    app = await serve(server);
    await assert.rejects(ask('http/1.1', app.url));
    const { errors, summary } = await counted(1);
    assert.deepEqual([errors.total_5xx, errors.total_aborted, summary.failed_requests], [1, 0, 1]);
  });

  it('counts a stream that fails before its first byte as a failure, and one that fails later as what it was', async () => {
    const server = createServer(({ url }, response) => {
      response.setHeader('Content-Type', 'text/event-stream');
      if (url === '/later') {
        response.write('data: 1\n\n');
        setImmediate(() => response.destroy());
      } else if (url === '/refused') response.writeHead(503).end();
      else response.destroy();
    });
    monitor.http(server);
    app = await serve(server);
    await ask('http/1.1', `${app.url}/refused`);
    await assert.rejects(ask('http/1.1', `${app.url}/at-once`));
    const { errors, summary, performance } = await counted(2);
    assert.deepEqual([errors.total_5xx, summary.failed_requests], [2, 2]);
    assert.notEqual(performance.max_ms, null);
    await assert.rejects(ask('http/1.1', `${app.url}/later`));
    assert.equal((await counted(3)).summary.failed_requests, 2);
  });

  it('counts paths only for an app that wants that, once they have been answered well several times', async () => {
    await monitor.close();
    monitor = createMonitor({ foldPaths: true });
    const server = createServer(
      (request, response) => void response.writeHead(request.url === '/no' ? 404 : 200).end(),
    );
    monitor.http(server);
    app = await serve(server);
    for (const path of ['/items/1', '/items/2', '/no', '/no', '/no', '/no', '/items/3', '/items/4']) {
      await ask('http/1.1', app.url + path);
    }
    assert.deepEqual((await counted(8)).top_endpoints, { 'GET (unmatched)': 6, 'GET /items/:id': 2 });
  });

  it('is followed once, however often that is said', async () => {
    const server = createServer((_request, response) => void response.end('ok'));
    monitor.http(server);
    monitor.http(server);
    app = await serve(server);
    await upgrade(server, `${app.url}/live/1`);
    await ask('http/1.1', app.url);
    assert.deepEqual((await counted(2)).top_endpoints, { 'GET (unmatched)': 2 });
  });

  it('leaves the routes to the framework whose adapter stands behind it', async () => {
    const koa = new Koa();
    const router = new Router();
    router.get('/people/:name', (context) => {
      context.state['feature'] = 'people';
      context.body = 'ok';
    });
    koa.use(monitor.koa()).use(router.routes());
    const answer = koa.callback();
    const server = createServer((request, response) => void answer(request, response));
    monitor.http(server);
    app = await serve(server);
    await ask('http/1.1', `${app.url}/people/anna`);
    const { top_endpoints, feature_usage } = await counted(1);
    assert.deepEqual([top_endpoints, feature_usage], [{ 'GET /people/:name': 1 }, { people: 1 }]);
    await ask('http/1.1', `${app.url}/metrics`);
    assert.equal(monitor.metrics().summary.total_requests, 1);
  });

  it('counts an upgrade whose connection is given up without an answer as aborted', async (test) => {
    test.mock.timers.enable({ apis: ['setInterval'] });
    await monitor.close();
    monitor = createMonitor();
    const server = createServer();
    server.on('upgrade', (_request, socket) => socket.destroy());
    monitor.http(server);
    app = await serve(server);
    const client = new WebSocket(`${app.url.replace('http', 'ws')}/live`);
    await new Promise((resolve) => client.once('error', resolve));
    test.mock.timers.tick(1000);
    const { errors, summary } = await counted(1);
    assert.deepEqual([errors.total_aborted, summary.failed_requests, summary.in_flight], [1, 0, 0]);
  });

  it('asks an upgrade, too, whether it is to be ignored', async () => {
    await monitor.close();
    monitor = createMonitor({ ignore: ({ path }) => path.startsWith('/live') });
    const server = createServer((_request, response) => void response.end('ok'));
    monitor.http(server);
    app = await serve(server);
    await upgrade(server, `${app.url}/live/1`);
    await ask('http/1.1', app.url);
    assert.deepEqual((await counted(1)).top_endpoints, { 'GET (unmatched)': 1 });
  });
});

/** Opens a websocket and goes away again. */
async function upgrade(server: Server, url: string): Promise<void> {
  const sockets = new WebSocketServer({ server });
  const client = new WebSocket(url.replace('http', 'ws'));
  await new Promise((resolve, reject) => client.once('open', resolve).once('error', reject));
  client.terminate();
  sockets.close();
}

async function text(stream: Readable): Promise<string> {
  let read = '';
  for await (const chunk of stream) read += String(chunk);
  return read;
}
