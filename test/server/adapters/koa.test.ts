/** What only Koa apps have. */

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, it } from 'node:test';
import Router from '@koa/router';
import Koa from 'koa';
import Koa2 from 'koa2';
import { createMonitor, type Monitor } from '../../../server/monitor.js';
import type { MonitorOptions } from '../../../server/options/monitor-options.js';
import { until } from '../support/http.js';
import { ask, serve } from './support/client.js';
import type { Served } from './support/scene.js';

for (const [version, Framework] of [
  ['3', Koa],
  ['2', Koa2],
] as const) {
  describe(`in front of a Koa ${version} app`, () => {
    let monitor: Monitor;
    let koa: Koa;
    let app: Served;

    async function start(options: MonitorOptions = {}): Promise<void> {
      monitor = createMonitor(options);
      koa = new Framework();
      koa.silent = true;
      // Each test adds its middleware later.
      app = await serve(createServer((request, response) => void koa.callback()(request, response)));
    }

    const counted = async (requests: number): Promise<ReturnType<Monitor['metrics']>> => {
      await until(() => monitor.metrics().summary.total_requests >= requests, `${requests} requests are counted`);
      return monitor.metrics();
    };
    const end = async (): Promise<void> => {
      await app.close();
      await monitor.close();
    };

    beforeEach(() => start());
    afterEach(end);

    it('the error of a handler travels on unchanged', async () => {
      const error = new Error('mine');
      let travelled: unknown;
      koa.use(async (_context, next) => {
        await next().catch((caught: unknown) => (travelled = caught));
      });
      koa.use(monitor.koa());
      koa.use(() => {
        throw error;
      });
      await ask('http/1.1', app.url);
      assert.equal(travelled, error);
    });

    it('a request that a guard in the router refuses belongs to the route that it was for', async () => {
      const router = new Router();
      router.use((context) => context.throw(401, 'no'));
      router.get('/items/:id', (context) => (context.body = 'item'));
      koa.use(monitor.koa()).use(router.routes());
      await ask('http/1.1', `${app.url}/items/7`);
      assert.deepEqual((await counted(1)).top_endpoints, { 'GET /items/:id': 1 });
    });

    it('an app that is mounted as koa-mount does it has its mount in front of its routes', async () => {
      const mount = (prefix: string, inner: Koa.Middleware): Koa.Middleware =>
        async function mounted(context, next) {
          const { path } = context;
          if (path !== prefix && !path.startsWith(`${prefix}/`)) {
            await next();
            return;
          }
          Object.assign(context, { mountPath: prefix });
          context.path = path.slice(prefix.length) || '/';
          await inner(context, async () => {
            context.path = path;
            await next();
          });
          context.path = path;
        };
      const inner = new Router();
      inner.get('/', (context) => (context.body = 'root'));
      inner.get('/:thing', (context) => (context.body = 'thing'));
      const outer = new Router();
      outer.get('/one/two/three', (context) => (context.body = 'outer'));
      koa.use(monitor.koa());
      koa
        .use(mount('/one', inner.routes() as Koa.Middleware))
        .use(mount('/deep', mount('/two', inner.routes() as Koa.Middleware)));
      koa.use(outer.routes());
      for (const path of ['/one', '/one/x', '/deep/two/x', '/one/two/three']) await ask('http/1.1', app.url + path);
      assert.deepEqual((await counted(4)).top_endpoints, {
        'GET /one': 1,
        'GET /one/:thing': 1,
        'GET /deep/two/:thing': 1,
        'GET /one/two/three': 1,
      });
    });

    it('the first error that is reported after a wait belongs to its request where only one is open', async () => {
      koa.use(monitor.koa());
      koa.use(async (context) => {
        await new Promise((resolve) => setImmediate(resolve));
        monitor.recordError({ type: 'model_refused', message: 'no' });
        context.status = 502;
      });
      await ask('http/1.1', app.url);
      const { errors, summary } = await counted(1);
      assert.deepEqual([errors['total_model_refused'], errors.total_5xx, summary.failed_requests], [1, 0, 1]);
    });

    it('an exception that the app reports and answers keeps the class of the status', async () => {
      koa.use(monitor.koa());
      koa.use((context) => {
        monitor.recordError(new TypeError('no title'));
        context.status = Number(context.path.slice(1));
      });
      for (const status of [500, 503, 504, 404, 200]) await ask('http/1.1', `${app.url}/${status}`);
      const { errors } = await counted(5);
      const { total_5xx, total_4xx, total_timeout, total_TypeError } = errors;
      assert.deepEqual([total_5xx, total_timeout, total_4xx, total_TypeError], [2, 1, 1, 1]);
    });

    it('a refusal of a CSRF guard that the app reports and answers is known as one', async () => {
      koa.use(monitor.koa());
      koa.use((context) => {
        monitor.recordError(Object.assign(new Error('invalid csrf token'), { code: 'EBADCSRFTOKEN', status: 403 }));
        context.status = 403;
      });
      await ask('http/1.1', app.url);
      assert.equal((await counted(1)).errors.total_csrf, 1);
    });

    it('errors that are reported after a wait belong to their own requests, however many are open', async () => {
      koa.use(monitor.koa());
      koa.use(async (context) => {
        await new Promise((resolve) => setImmediate(resolve));
        if (context.path === '/bad') monitor.recordError({ type: 'model_refused', message: 'no' });
        context.body = 'ok';
      });
      await ask('http/1.1', `${app.url}/bad`);
      await Promise.all(['/bad', '/good', '/bad', '/good'].map((path) => ask('http/1.1', app.url + path)));
      await counted(5);
      const { requests } = monitor.requests({ kind: 'recent', limit: 10 });
      assert.equal(requests.filter(({ error_class }) => error_class === 'model_refused').length, 3);
      assert.equal((await counted(5)).errors['total_model_refused'], 3);
    });

    it('a CSRF refusal that a handler of the app swallows is known by the word of the app', async () => {
      koa.use(monitor.koa());
      koa.use(async (context, next) => {
        await next().catch(() => {
          context.state['errorClass'] = 'csrf';
          context.status = 403;
        });
      });
      koa.use((context) => context.throw(403, 'Invalid CSRF token'));
      await ask('http/1.1', app.url, { method: 'POST' });
      const { errors, summary } = await counted(1);
      assert.deepEqual([errors.total_csrf, errors.total_4xx, summary.failed_requests], [1, 0, 0]);
    });

    it('a session comes from the session object of the app, from a function or from a cookie', async () => {
      const body: Koa.Middleware = (context) => {
        Object.assign(context, { session: { id: context.get('x-session') } });
        context.body = 'ok';
      };
      const sessions = async (options: MonitorOptions, given: Record<string, string>[]): Promise<number> => {
        await end();
        await start(options);
        koa.use(monitor.koa()).use(body);
        for (const headers of given) await ask('http/1.1', app.url, { headers });
        return (await counted(given.length)).summary.active_sessions;
      };
      assert.equal(await sessions({}, [{ 'X-Session': 'a' }, { 'X-Session': 'a' }, { 'X-Session': 'b' }]), 2);
      const user = { sessionId: ({ headers }) => String(headers['x-user']) } satisfies MonitorOptions;
      assert.equal(await sessions(user, [{ 'X-User': 'a' }, { 'X-User': 'b' }, { 'X-User': 'b' }]), 2);
      const cookies = ['theme=dark; sid=s%3Aabc ; x=1', 'sid=s%3Aabc', 'sid2=other'];
      assert.equal(
        await sessions(
          { sessionId: { cookie: 'sid' } },
          cookies.map((Cookie) => ({ Cookie })),
        ),
        1,
      );
    });

    it("the monitor's endpoints can stand behind the app's own login, and are not counted there either", async () => {
      const router = new Router();
      router.use('/staff', async (context, next) => {
        if (context.get('x-staff') === '') context.throw(401, 'no');
        await next();
      });
      router.use('/staff', monitor.routes());
      koa.use(monitor.koa({ serve: false })).use(router.routes());
      assert.equal((await ask('http/1.1', `${app.url}/metrics`)).status, 404);
      assert.equal((await ask('http/1.1', `${app.url}/staff/metrics`)).status, 401);
      const { status, body } = await ask('http/1.1', `${app.url}/staff/metrics`, { headers: { 'X-Staff': 'yes' } });
      assert.deepEqual([status, (JSON.parse(body) as { status: string }).status], [200, 'healthy']);
      const { summary, errors } = await counted(2);
      assert.deepEqual([summary.total_requests, errors.total_4xx, summary.in_flight], [2, 2, 0]);
    });
  });
}
