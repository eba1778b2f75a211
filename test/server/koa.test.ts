import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, describe, it } from 'node:test';
import Router from '@koa/router';
import Koa from 'koa';
import Koa2 from 'koa2';
import { createMonitor, type Monitor } from '../../server/monitor.js';
import type { MonitorOptions } from '../../server/options.js';
import { FakeClock } from './support/fake-clock.js';
import { ask, listen, type Listening, until } from './support/http.js';

/** An app with one of everything. */
function routes(clock: FakeClock, monitor: () => Monitor, release: Promise<void>): Router {
  const router = new Router();
  router.get('/', (context) => {
    context.body = 'ok';
  });
  router.get('/items/:id', (context) => {
    context.state['feature'] = 'items';
    context.body = { id: context.params['id'] };
  });
  router.get(/^\/reports\/\d+$/, (context) => {
    context.body = 'report';
  });
  router.get('/empty', (context) => {
    context.status = 204;
  });
  router.get('/moved', (context) => {
    context.redirect('/');
  });
  router.get('/slow', (context) => {
    clock.advance(0.25);
    context.body = 'slow';
  });
  router.get('/stream', (context) => {
    const body = new PassThrough();
    context.body = body;
    body.write('first');
    // The clock moves only when the first part is out, so that the latency shows whether it reaches to the end.
    setImmediate(() => {
      clock.advance(0.5);
      body.end('last');
    });
  });
  router.get('/events', (context) => {
    context.type = 'text/event-stream';
    context.body = Readable.from(['data: 1\n\n']);
  });
  router.get('/throws', () => {
    throw new Error('broken');
  });
  router.get('/teapot', (context) => context.throw(418, 'teapot'));
  router.post('/csrf', (context) => context.throw(403, 'Invalid CSRF token'));
  router.post('/csurf', () => {
    throw Object.assign(new Error('no'), { code: 'EBADCSRFTOKEN', status: 403, expose: true });
  });
  router.post('/own-word', (context) => {
    context.state['errorClass'] = 'csrf';
    context.status = 400;
  });
  router.get('/reported', (context) => {
    monitor().recordError({ type: 'model_refused', message: 'no' });
    context.status = 502;
  });
  router.get('/hangs', async (context) => {
    await release;
    context.body = 'at last';
  });
  return router;
}

for (const [version, Framework] of [
  ['3', Koa],
  ['2', Koa2],
] as const) {
  describe(`in front of a Koa ${version} app`, () => {
    let clock: FakeClock;
    let monitor: Monitor;
    let app: Listening;
    let release: () => void;

    async function start(options: MonitorOptions = {}): Promise<void> {
      clock = new FakeClock();
      monitor = createMonitor({ clock, ...options });
      const released = new Promise<void>((resolve) => (release = resolve));
      const koa = new Framework();
      koa.silent = true;
      koa.use(monitor.koa());
      koa.use(async (context, next) => {
        if (context.path === '/login') (context as unknown as { session: unknown }).session = { id: 'session-1' };
        await next();
      });
      const router = routes(clock, () => monitor, released);
      koa.use(router.routes()).use(router.allowedMethods());
      app = await listen(koa.callback());
    }

    const seen = async (requests: number): Promise<ReturnType<Monitor['metrics']>> => {
      await until(() => monitor.metrics().summary.total_requests === requests, `${requests} requests are counted`);
      return monitor.metrics();
    };

    beforeEach(() => start());
    afterEach(async () => {
      release();
      await app.close();
      await monitor.close();
    });

    it('an endpoint is the route template, never the raw path', async () => {
      for (const path of ['/', '/items/1', '/items/2?secret=1', '/reports/7', '/nowhere/1', '/nowhere/2'])
        await ask(app.url + path);
      const { top_endpoints, feature_usage } = await seen(6);
      assert.deepEqual(top_endpoints, {
        'GET /items/:id': 2,
        'GET (unmatched)': 2,
        'GET /': 1,
        'GET /^\\/reports\\/\\d+$/': 1,
      });
      assert.deepEqual(feature_usage, { items: 2 });
    });

    it('HEAD, 204 and redirects are successes; 404, 405 and 418 are client errors and no failures', async () => {
      await ask(`${app.url}/items/1`, { method: 'HEAD' });
      for (const path of ['/empty', '/moved', '/nowhere', '/teapot']) await ask(app.url + path);
      await ask(`${app.url}/items/1`, { method: 'DELETE' });
      const { summary, errors } = await seen(6);
      assert.equal(summary.failed_requests, 0);
      assert.equal(errors.total_4xx, 3);
    });

    it('a handler that throws is a 5xx, and its answer is what Koa makes of it', async () => {
      const { status, body } = await ask(`${app.url}/throws`);
      assert.deepEqual([status, body], [500, 'Internal Server Error']);
      const { errors, endpoints } = await seen(1);
      assert.equal(errors.total_5xx, 1);
      assert.deepEqual([endpoints[0]?.endpoint, endpoints[0]?.failed], ['/throws', 1]);
    });

    it('a CSRF refusal is known by its code, by its message and by the word of the app', async () => {
      for (const path of ['/csrf', '/csurf', '/own-word']) await ask(app.url + path, { method: 'POST' });
      const { errors, summary } = await seen(3);
      assert.deepEqual([errors.total_csrf, errors.total_4xx, summary.failed_requests], [3, 0, 0]);
    });

    it('recordError in a handler gives its request the class', async () => {
      await ask(`${app.url}/reported`);
      const { errors, summary, health } = await seen(1);
      assert.deepEqual([errors['total_model_refused'], errors.total_5xx, summary.failed_requests], [1, 0, 1]);
      assert.equal(health.last_error?.endpoint, '/reported');
    });

    it('latency reaches to the end of the response, streamed ones included', async () => {
      await ask(`${app.url}/slow`);
      assert.equal((await seen(1)).performance.max_ms, 250);
      const { body } = await ask(`${app.url}/stream`);
      assert.equal(body, 'firstlast');
      assert.equal((await seen(2)).performance.max_ms, 500);
    });

    it('an event stream is counted and stays out of the percentiles', async () => {
      await ask(`${app.url}/events`);
      const { summary, performance } = await seen(1);
      assert.deepEqual([summary.total_requests, summary.failed_requests, performance.max_ms], [1, 0, null]);
    });

    it('a client that goes away is counted as aborted and is no failure', async () => {
      const gone = httpRequest(`${app.url}/hangs`, { agent: false });
      gone.on('error', () => undefined);
      gone.end();
      await until(() => monitor.metrics().summary.in_flight === 1, 'the request is in flight');
      gone.destroy();
      const { errors, summary, endpoints } = await seen(1);
      assert.deepEqual([errors.total_aborted, summary.failed_requests, summary.in_flight], [1, 0, 0]);
      assert.equal(endpoints[0]?.endpoint, '/hangs');
    });

    it('a session comes from the session object of the app', async () => {
      await ask(`${app.url}/login`);
      assert.equal((await seen(1)).summary.active_sessions, 1);
    });

    it('nothing of it shows in the answers of the app', async () => {
      const bare = new Framework();
      bare.silent = true;
      const router = routes(new FakeClock(), () => monitor, Promise.resolve());
      bare.use(router.routes()).use(router.allowedMethods());
      const plain = await listen(bare.callback());
      for (const path of [
        '/',
        '/items/1',
        '/empty',
        '/moved',
        '/nowhere',
        '/throws',
        '/teapot',
        '/stream',
        '/events',
      ]) {
        const [with_, without] = await Promise.all([ask(app.url + path), ask(plain.url + path)]);
        delete with_.headers.date;
        delete without.headers.date;
        assert.deepEqual(with_, without, path);
      }
      await plain.close();
    });
  });
}

describe('the Koa adapter', () => {
  /** An app whose every answer is what the handler makes of it. */
  async function withApp(
    options: MonitorOptions,
    handler: Koa.Middleware,
    test: (monitor: Monitor, url: string) => Promise<void>,
  ): Promise<void> {
    const monitor = createMonitor(options);
    const koa = new Koa();
    koa.silent = true;
    koa.use(monitor.koa());
    koa.use(handler);
    const app = await listen(koa.callback());
    try {
      await test(monitor, app.url);
    } finally {
      await app.close();
      await monitor.close();
    }
  }

  const ok: Koa.Middleware = (context) => {
    context.body = 'ok';
  };

  it('takes the session from a cookie or from a function', async () => {
    const cookie = { Cookie: 'theme=dark; portal.sid=s%3Aabc ; x=1' };
    await withApp({ sessionId: { cookie: 'portal.sid' } }, ok, async (monitor, url) => {
      await ask(url, { headers: cookie });
      await ask(url, { headers: cookie });
      await ask(url, { headers: { Cookie: 'portal.sid2=other' } });
      assert.equal(monitor.metrics().summary.active_sessions, 1);
    });
    await withApp({ sessionId: ({ headers }) => headers['x-user'] as string }, ok, async (monitor, url) => {
      await ask(url, { headers: { 'X-User': 'a' } });
      await ask(url, { headers: { 'X-User': 'b' } });
      assert.equal(monitor.metrics().summary.active_sessions, 2);
    });
  });

  it('leaves out what the app says to ignore', async () => {
    await withApp({ ignore: ({ path }) => path.startsWith('/assets/') }, ok, async (monitor, url) => {
      await ask(`${url}/assets/x.css`);
      await ask(`${url}/page`);
      await until(() => monitor.metrics().summary.total_requests > 0, 'a request is counted');
      assert.equal(monitor.metrics().summary.total_requests, 1);
    });
  });

  it('passes the request on unharmed when a callback of the app throws, and counts that', async () => {
    const broken = (): never => {
      throw new Error('broken callback');
    };
    await withApp({ sessionId: broken }, ok, async (monitor, url) => {
      assert.equal((await ask(url)).body, 'ok');
      await until(() => monitor.metrics().summary.total_requests === 1, 'the request is counted');
      assert.equal(monitor.metrics().monitor.monitor_errors, 1);
    });
    await withApp({ ignore: broken }, ok, async (monitor, url) => {
      assert.equal((await ask(url)).body, 'ok');
      assert.equal(monitor.metrics().monitor.monitor_errors, 1);
    });
  });

  it('lets the error of a handler travel on unchanged', async () => {
    const error = new Error('mine');
    const monitor = createMonitor();
    const koa = new Koa();
    let travelled: unknown;
    koa.use(async (_context, next) => {
      await next().catch((caught: unknown) => (travelled = caught));
    });
    koa.use(monitor.koa());
    koa.use(() => {
      throw error;
    });
    const app = await listen(koa.callback());
    await ask(app.url);
    assert.equal(travelled, error);
    await app.close();
    await monitor.close();
  });
});
