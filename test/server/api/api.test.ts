import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import Router from '@koa/router';
import Koa from 'koa';
import type { ApiError, HealthDetailed, Metrics } from '../../../server/contract/index.js';
import { createMonitor, type Monitor } from '../../../server/monitor.js';
import type { MonitorOptions } from '../../../server/options/monitor-options.js';
import { createServer } from '../../../server/standalone.js';
import { type Answer, ask, listen, type Listening } from '../support/http.js';

const json = ({ body }: Answer): unknown => JSON.parse(body);

/** Listens with a server, or with a listener for one. */
async function served(from: Server | RequestListener): Promise<[url: string, close: () => Promise<unknown>]> {
  const server = typeof from === 'function' ? createHttpServer(from) : from;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return [`http://127.0.0.1:${port}`, () => (server.closeAllConnections(), once(server.close(), 'close'))];
}

describe('the API', () => {
  let monitor: Monitor;
  let app: Listening;

  async function start(options: MonitorOptions, use: (koa: Koa) => unknown): Promise<void> {
    monitor = createMonitor({ access: 'local', ...options });
    const koa = new Koa();
    koa.silent = true;
    use(koa);
    koa.use((context) => {
      context.body = 'the app';
    });
    app = await listen(koa.callback());
  }

  /** Lets every request fail, until the next evaluation has seen it. */
  const failEverything = (): void => {
    for (let count = 0; count < 10; count++) {
      monitor.recordRequest({ endpoint: '/', method: 'GET', statusCode: 500, latencyMs: 1 });
    }
    mock.timers.tick(5000);
  };

  beforeEach(() => {
    mock.timers.enable({ apis: ['setInterval'] });
    return start({ version: '1.8.0' }, (koa) => koa.use(monitor.koa()));
  });
  afterEach(async () => {
    mock.timers.reset();
    await app.close();
    await monitor.close();
  });

  it('answers /metrics as JSON that is never cached', async () => {
    const answer = await ask(`${app.url}/metrics`);
    assert.equal(answer.status, 200);
    assert.match(answer.headers['content-type'] ?? '', /^application\/json/);
    assert.equal(answer.headers['cache-control'], 'no-store');
    const { status, version, window_seconds, alerts } = json(answer) as Metrics;
    assert.deepEqual([status, version, window_seconds, alerts], ['healthy', '1.8.0', 300, []]);
  });

  it('answers /health, /health/live and /health/ready while it runs, and not ready when it ends', async () => {
    for (const path of ['/health', '/health/live', '/health/ready']) {
      const answer = await ask(app.url + path);
      assert.deepEqual([answer.status, json(answer)], [200, { ok: true }], path);
    }
    await monitor.close();
    const answer = await ask(`${app.url}/health/ready`);
    assert.equal(answer.status, 503);
    assert.equal((json(answer) as ApiError).error.code, 'draining');
    assert.equal((await ask(`${app.url}/health/live`)).status, 200);
  });

  it('answers /health/detailed with 503 when degraded, and for a load balancer only when this process ends', async () => {
    assert.equal((await ask(`${app.url}/health/detailed`)).status, 200);
    failEverything();
    const answer = await ask(`${app.url}/health/detailed`);
    assert.equal(answer.status, 503);
    assert.equal((json(answer) as HealthDetailed).reasons[0]?.what, 'error_rate_percent');
    assert.equal((await ask(`${app.url}/health/detailed?for=lb`)).status, 200);
    await monitor.close();
    assert.equal((await ask(`${app.url}/health/detailed?for=lb`)).status, 503);
  });

  it('answers HEAD with the code and headers of GET and no body', async () => {
    failEverything();
    for (const path of ['/metrics', '/health', '/health/detailed', '/monitoring', '/align-monitor.js']) {
      const [get, head] = await Promise.all([ask(app.url + path), ask(app.url + path, { method: 'HEAD' })]);
      assert.deepEqual([head.status, head.body], [get.status, ''], path);
      assert.equal(head.headers['content-type'], get.headers['content-type'], path);
    }
  });

  it('serves the page under a policy that allows its own style and no other inline code', async () => {
    const { body, headers } = await ask(`${app.url}/monitoring`);
    const style = /<style>([^]*?)<\/style>/.exec(body)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    const policy = String(headers['content-security-policy']);
    assert.ok(policy.includes(`'sha256-${hash}'`));
    assert.ok(!policy.includes('unsafe'));
    assert.match(body, /<align-monitor variant="page" src="metrics">/);
    assert.match(body, /<script type="module" src="align-monitor\.js">/);
  });

  it('serves the element and every chunk that it loads', async () => {
    const entry = await ask(`${app.url}/align-monitor.js`);
    assert.equal(entry.status, 200);
    assert.match(entry.headers['content-type'] ?? '', /javascript/);
    const chunks = [...new Set(entry.body.match(/align-monitor\/[\w.-]+\.js/g))];
    assert.ok(chunks.length > 0, 'the page and its charts are loaded on their own');
    for (const chunk of chunks) {
      const { status, headers } = await ask(`${app.url}/${chunk}`);
      assert.equal(status, 200, chunk);
      assert.match(headers['cache-control'] ?? '', /immutable/);
    }
  });

  it('answers 304 to a browser that has the element already', async () => {
    const { headers } = await ask(`${app.url}/align-monitor.js`);
    const again = await ask(`${app.url}/align-monitor.js`, { headers: { 'If-None-Match': String(headers.etag) } });
    assert.deepEqual([again.status, again.body], [304, '']);
  });

  it('tells the host of no error when a browser leaves in the middle of a file, in Koa and elsewhere', async (test) => {
    const errors: unknown[] = [];
    const koa = new Koa().use(monitor.koa());
    koa.on('error', (error) => void errors.push(error));
    const logged = test.mock.method(console, 'error', (error: unknown) => errors.push(error));
    const respond = koa.callback();
    const bare = createHttpServer();
    monitor.http(bare);
    for (const [url, close] of [
      await served((request, response) => void respond(request, response)),
      await served(bare),
    ]) {
      const { port } = new URL(url);
      for (let leaving = 0; leaving < 20; leaving++) {
        const socket = connect(Number(port), '127.0.0.1');
        socket.write('GET /align-monitor.js HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(5));
        await once(socket, 'data');
        socket.resetAndDestroy();
      }
      assert.equal((await ask(`${url}/align-monitor.js`)).status, 200);
      await close();
    }
    assert.deepEqual(errors, []);
    logged.mock.restore();
  });

  it('serves nothing outside its folder', async () => {
    for (const path of [
      '/align-monitor/..%2f..%2f..%2fpackage.json',
      '/align-monitor/%2e%2e%2fserver%2findex.js',
      '/align-monitor/none.js',
    ]) {
      const { body, status } = await ask(app.url + path);
      assert.ok(body === 'the app' || status === 400 || status === 403 || status === 404, `${path}: ${status}`);
    }
  });

  it('lets all else pass', async () => {
    for (const [path, method] of [
      ['/', 'GET'],
      ['/METRICS', 'GET'],
      ['/Monitoring', 'GET'],
      ['/%6Detrics', 'GET'],
      ['/metrics//', 'GET'],
      ['/metricsx', 'GET'],
      ['/healthy', 'GET'],
    ] as const) {
      const answer = await ask(app.url + path, { method });
      assert.deepEqual([answer.status, answer.body], [200, 'the app'], `${method} ${path}`);
    }
  });

  it('answers 405 with what is allowed to other methods on its own addresses', async () => {
    for (const [path, method, allowed] of [
      ['/metrics', 'POST', 'GET, HEAD'],
      ['/health', 'DELETE', 'GET, HEAD'],
      ['/monitoring/deploys', 'GET', 'POST'],
      ['/monitoring/sign-in', 'PUT', 'GET, HEAD, POST'],
    ] as const) {
      const answer = await ask(app.url + path, { method });
      assert.deepEqual([answer.status, answer.headers['allow']], [405, allowed], `${method} ${path}`);
    }
  });

  it('redirects an address with a trailing slash to the one without', async () => {
    for (const path of ['/metrics', '/monitoring', '/health/detailed', '/monitoring/badge.svg']) {
      const answer = await ask(`${app.url}${path}/?range=1h`);
      assert.equal(answer.status, 308, path);
      const location = new URL(answer.headers.location ?? '', `${app.url}${path}/`);
      assert.equal(location.href, `${app.url}${path}?range=1h`);
    }
  });

  it('keeps its own endpoints out of the statistics', async () => {
    for (const path of ['/metrics', '/health', '/health/detailed', '/monitoring', '/align-monitor.js'])
      await ask(app.url + path);
    assert.equal(monitor.metrics().summary.total_requests, 0);
  });
});

describe('the API elsewhere', () => {
  const app404: Koa.Middleware = (context) => {
    context.status = 404;
  };

  it('lies under the base path, and leaves the root to the app', async () => {
    const monitor = createMonitor({ access: 'local', basePath: '/internal/watch' });
    const koa = new Koa();
    koa.use(monitor.koa()).use(app404);
    const app = await listen(koa.callback());
    assert.equal((await ask(`${app.url}/internal/watch/metrics`)).status, 200);
    assert.equal((await ask(`${app.url}/internal/watch/align-monitor.js`)).status, 200);
    assert.equal((await ask(`${app.url}/metrics`)).status, 404);
    await app.close();
    await monitor.close();
  });

  it('stands behind the login of the host, which alone decides', async () => {
    const monitor = createMonitor({ access: 'local' });
    const koa = new Koa();
    const router = new Router();
    koa.use(monitor.koa({ serve: false }));
    router.use(async (context, next) => {
      if (context.get('Authorization') !== 'staff') context.throw(401);
      await next();
    }, monitor.routes());
    koa.use(router.routes()).use(app404);
    koa.silent = true;
    const app = await listen(koa.callback());
    assert.equal((await ask(`${app.url}/metrics`)).status, 401);
    const allowed = await ask(`${app.url}/metrics`, { headers: { Authorization: 'staff' } });
    assert.equal((json(allowed) as Metrics).window_seconds, 300);
    assert.equal(monitor.metrics().summary.total_requests, 1, 'the refusal is the own answer of the host');
    await app.close();
    await monitor.close();
  });

  it('answers another method on its addresses itself, so that the host’s allowedMethods() has none to add', async () => {
    const monitor = createMonitor({ access: 'local' });
    const router = new Router();
    router.get('/', app404);
    const koa = new Koa();
    koa.use(monitor.koa({ serve: false })).use(monitor.routes());
    koa.use(router.routes()).use(router.allowedMethods()).use(app404);
    const app = await listen(koa.callback());
    assert.equal((await ask(`${app.url}/metrics`)).status, 200);
    const refused = await ask(`${app.url}/metrics`, { method: 'PUT' });
    assert.deepEqual([refused.status, refused.headers['allow']], [405, 'GET, HEAD']);
    await app.close();
    await monitor.close();
  });

  it('is what createServer listens with, from loopback alone', async () => {
    const { url, close, monitor } = await createServer({ access: 'local', port: 0 });
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal((await ask(`${url}/metrics`)).status, 200);
    const missing = await ask(`${url}/nothing`);
    assert.deepEqual([missing.status, (json(missing) as ApiError).error.code], [404, 'not_found']);
    await close();
    assert.equal(monitor.health().status, 'healthy');
    await assert.rejects(ask(`${url}/metrics`));
  });

  it('refuses a port that is none, and an address that is taken', async () => {
    await assert.rejects(createServer({ port: 70_000 }), /port is 70000; allowed: a whole number from 0 to 65535/);
    const first = await createServer({ access: 'local', port: 0 });
    await assert.rejects(createServer({ port: Number(new URL(first.url).port) }), { code: 'EADDRINUSE' });
    await first.close();
  });
});
