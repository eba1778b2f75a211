/** How an answer ends: whole, left by its client, or broken off by the app; and whom the wait belongs to. */

import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import Router from '@koa/router';
import express from 'express';
import Koa from 'koa';
import type { Metrics } from '../../../server/contract/index.js';
import { createMonitor, type Monitor } from '../../../server/monitor.js';
import { FakeClock } from '../support/fake-clock.js';
import { until } from '../support/http.js';
import { exchange, serve } from './support/client.js';
import type { Served } from './support/scene.js';

/** More than the kernel takes in for a client that does not read. */
const LARGE = Buffer.alloc(40_000_000, 'x');
const HALF_A_BODY = 'POST /form HTTP/1.1\r\nHost: app\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nhalf';

const apps: Record<string, (monitor: Monitor) => RequestListener> = {
  Koa(monitor) {
    const app = new Koa();
    app.silent = true;
    app.use(monitor.koa() as Koa.Middleware);
    const router = new Router();
    router.get('/large', (context) => (context.body = LARGE));
    router.get('/broken', (context) => {
      context.respond = false;
      context.res.write('first');
      context.res.destroy();
    });
    router.post('/form', async (context) => {
      for await (const chunk of context.req) context.body = String(chunk);
    });
    const answer = app.use(router.routes()).use(router.allowedMethods()).callback();
    return (request, response) => void answer(request, response);
  },
  Express(monitor) {
    const app = express();
    app.set('env', 'test');
    app.use(monitor.connect());
    app.get('/large', (_request, response) => void response.send(LARGE));
    app.get('/broken', (_request, response) => {
      response.write('first');
      throw new Error('too late for a status');
    });
    app.post('/form', express.text(), (_request, response) => void response.send('read'));
    return (request, response) => void app(request, response);
  },
};

for (const [name, makeApp] of Object.entries(apps)) {
  describe(`an answer of ${name}`, () => {
    let clock: FakeClock;
    let monitor: Monitor;
    let served: Served;

    function send(bytes: string): Socket {
      const socket = connect(Number(new URL(served.url).port), '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(bytes);
      return socket;
    }

    async function counted(): Promise<Metrics> {
      await until(() => monitor.metrics().summary.total_requests === 1, 'the request is counted');
      return monitor.metrics();
    }

    beforeEach(async (context) => {
      if ('mock' in context) context.mock.timers.enable({ apis: ['setInterval'] });
      clock = new FakeClock();
      monitor = createMonitor({ clock });
      served = await serve(createServer(makeApp(monitor)));
    });
    afterEach(async () => {
      await served.close();
      await monitor.close();
    });

    it('is aborted when its client leaves in the middle of it, also when the app has long ended it', async () => {
      const socket = send('GET /large HTTP/1.1\r\nHost: app\r\n\r\n');
      await new Promise((resolve) => socket.once('data', resolve));
      socket.destroy();
      const { errors, summary } = await counted();
      assert.deepEqual([errors.total_aborted, summary.failed_requests], [1, 0]);
    });

    it('is a failure when the app breaks it off', async () => {
      await exchange(served.url, 'GET /broken HTTP/1.1\r\nHost: app\r\nConnection: close\r\n\r\n').catch(() => '');
      const { errors, summary } = await counted();
      assert.deepEqual([errors.total_5xx, errors.total_aborted, summary.failed_requests], [1, 0, 1]);
    });

    it('to a request that is never sent whole is no time-out and has no latency: a stranger can hold it for ever', async (test) => {
      const socket = send(HALF_A_BODY);
      await until(() => monitor.metrics().summary.in_flight === 1, 'it is open');
      clock.advance(100);
      test.mock.timers.tick(1000);
      assert.equal(monitor.metrics().summary.total_requests, 0);
      socket.destroy();
      const { errors, summary, performance } = await counted();
      assert.deepEqual([errors.total_aborted, errors.total_4xx, summary.failed_requests], [1, 0, 0]);
      assert.equal(performance.max_ms, null);
    });

    it('to a method that nobody knows is no failure, whatever its code: any client can send one', async () => {
      await exchange(served.url, 'PROPFIND /form HTTP/1.1\r\nHost: app\r\nConnection: close\r\n\r\n');
      const { errors, summary } = await counted();
      assert.deepEqual([errors.total_4xx, errors.total_5xx, summary.failed_requests], [1, 0, 0]);
    });

    it('to an address that cannot be parsed is what it is without the monitor', async () => {
      const bytes = 'GET http://[/x HTTP/1.1\r\nHost: app\r\nConnection: close\r\n\r\n';
      const withMonitor = await exchange(served.url, bytes);
      await until(() => monitor.metrics().summary.in_flight === 0, 'it is counted');
      // Express answers it before it comes to any middleware.
      assert.equal(monitor.metrics().errors.total_4xx, name === 'Koa' ? 1 : 0);
      assert.equal(monitor.metrics().summary.failed_requests, 0);
      const aside = createMonitor({ clock });
      const bare = Object.assign(aside, {
        koa: () => (_context: unknown, next: () => Promise<unknown>) => next(),
        connect: () => (_request: unknown, _response: unknown, next: () => void) => next(),
      });
      const without = await serve(createServer(makeApp(bare)));
      assert.equal(withoutDate(withMonitor), withoutDate(await exchange(without.url, bytes)));
      await without.close();
      await aside.close();
    });
  });
}

function withoutDate(answer: string): string {
  return answer.replace(/^Date: .*$/m, '');
}
