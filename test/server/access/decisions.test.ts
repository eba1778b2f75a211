import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import connectRouter from 'express';
import Router from '@koa/router';
import Fastify from 'fastify';
import Koa from 'koa';
import { createServer } from 'node:http';
import { createMonitor, type Monitor } from '../../../server/monitor.js';
import type { MonitorOptions } from '../../../server/options/monitor-options.js';
import { ask, listen } from '../support/http.js';

async function audienceOf(url: string, headers: Record<string, string> = {}): Promise<string> {
  const { body } = await ask(`${url}/metrics`, { headers });
  return (JSON.parse(body) as { audience: string }).audience;
}

async function withKoa(access: MonitorOptions['access'], test: (url: string, monitor: Monitor) => Promise<void>) {
  const monitor = createMonitor({ access });
  const app = await listen(new Koa().use(monitor.koa()).callback());
  try {
    await test(app.url, monitor);
  } finally {
    await app.close();
    await monitor.close();
  }
}

describe('the app’s own login', () => {
  it('decides who is a viewer and who an operator, from headers, cookies and what the framework knows', () =>
    withKoa(
      {
        viewer: (request) => request.path === '/metrics' && request.cookie('login') === 'ann',
        operator: async ({ headers }) => headers['x-role'] === 'admin',
      },
      async (url) => {
        assert.equal(await audienceOf(url, { 'X-Role': 'admin' }), 'operator');
        assert.equal(await audienceOf(url, { Cookie: 'a=b; login=ann' }), 'viewer');
        assert.equal(await audienceOf(url), 'public');
      },
    ));

  it('says yes with `true` alone; a rejection, an exception and anything else mean the public, and are counted', async (test) => {
    test.mock.method(console, 'warn', () => undefined);
    const answers: unknown[] = [
      ...[1, 'yes', {}, [], undefined, null],
      { then: (resolve: (value: unknown) => void) => resolve('yes') },
    ];
    for (const answer of answers) {
      await withKoa({ viewer: (() => answer) as never }, async (url) => assert.equal(await audienceOf(url), 'public'));
    }
    await withKoa({ viewer: () => Promise.reject(new Error('database away')) }, async (url, monitor) => {
      assert.equal(await audienceOf(url), 'public');
      assert.equal(monitor.metrics().monitor.monitor_errors, 1);
    });
    const throwing = (): never => {
      throw new Error('no session');
    };
    await withKoa({ viewer: throwing }, async (url, monitor) => {
      assert.equal(await audienceOf(url), 'public');
      assert.equal(monitor.metrics().monitor.monitor_errors, 1);
    });
  });

  it('has two seconds', async (test) => {
    test.mock.method(console, 'warn', () => undefined);
    test.mock.timers.enable({ apis: ['setTimeout'] });
    await withKoa({ viewer: () => new Promise<boolean>(() => undefined) }, async (url) => {
      const answer = audienceOf(url);
      const over = setInterval(() => test.mock.timers.tick(2000), 1);
      assert.equal(await answer, 'public');
      clearInterval(over);
    });
  });
});

describe('routes behind the app’s own guard', () => {
  const isStaff = (headers: Record<string, unknown>): boolean => headers['x-staff'] === 'yes';
  const staff = { 'X-Staff': 'yes' };

  const apps: Record<string, (monitor: Monitor) => Promise<{ url: string; close: () => Promise<unknown> }>> = {
    Koa: (monitor) => {
      const router = new Router();
      const guard: Koa.Middleware = async (context, next) => {
        if (isStaff(context.headers)) await next();
        else context.status = 403;
      };
      router.use(guard as never, monitor.routes({ audience: 'operator' }) as never);
      const app = new Koa().use(monitor.koa({ serve: false })).use(router.routes());
      app.use((context) => {
        context.body = 'the app';
      });
      return listen(app.callback());
    },
    'a Koa app with a prefix': async (monitor) => {
      const router = new Router({ prefix: '/admin' });
      router.use(async (context, next) => {
        if (isStaff(context.headers)) await next();
        else context.status = 403;
      });
      router.use(monitor.routes({ audience: 'operator' }) as never);
      const app = await listen(
        new Koa()
          .use(monitor.koa({ serve: false }))
          .use(router.routes())
          .callback(),
      );
      return { ...app, url: `${app.url}/admin` };
    },
    Express: (monitor) => {
      const app = connectRouter();
      app.use(monitor.connect({ serve: false }));
      app.use((request, response, next) => {
        if (isStaff(request.headers)) next();
        else response.status(403).end();
      });
      app.use(monitor.connectRoutes({ audience: 'operator' }));
      return listen(app);
    },
    Fastify: async (monitor) => {
      const app = Fastify();
      await app.register(monitor.fastify, { serve: false });
      await app.register(async (scope) => {
        scope.addHook('onRequest', async (request, reply) => {
          if (!isStaff(request.headers)) await reply.code(403).send();
        });
        await scope.register(monitor.fastifyRoutes as never, { audience: 'operator', prefix: '/admin' });
      });
      const url = await app.listen({ port: 0, host: '127.0.0.1' });
      return { url: `${url}/admin`, close: () => app.close() };
    },
    'node:http': (monitor) => {
      const answer = monitor.httpRoutes({ audience: 'operator' });
      const server = createServer();
      monitor.http(server, { serve: false });
      return listen((request, response) => {
        if (!isStaff(request.headers) || !answer(request, response)) response.writeHead(403).end();
      });
    },
  };

  for (const [name, start] of Object.entries(apps)) {
    it(`are an operator’s in ${name}, and nobody’s in front of the guard`, async () => {
      const monitor = createMonitor({ access: { public: 'status' } });
      const { url, close } = await start(monitor);
      assert.equal((await ask(`${url}/metrics`)).status, 403);
      assert.equal(await audienceOf(url, staff), 'operator');
      const mark = (headers: Record<string, string>) =>
        ask(`${url}/monitoring/deploys`, {
          ...{ method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: '{"version":"2"}' },
        });
      const { origin } = new URL(url);
      assert.equal((await mark({ Origin: origin })).status, 403);
      assert.equal((await mark({ ...staff, Origin: 'https://attacker.example' })).status, 403);
      assert.equal((await mark({ ...staff, Origin: origin })).status, 201);
      assert.equal((await ask(`${url}/monitoring`, { headers: staff })).status, 200);
      if (name === 'Koa')
        assert.equal((await ask(`${url}/courses`)).body, 'the app', 'the guard stands before nothing else');
      await close();
      await monitor.close();
    });
  }

  it('know their options: a wrong one is an error and never ignored', async () => {
    const monitor = createMonitor();
    assert.throws(() => monitor.routes({ audience: 'admin' } as never), /routes: option audience is "admin"; allowed/);
    assert.throws(() => monitor.connectRoutes({ serve: false } as never), /unknown option serve; allowed: audience/);
    assert.throws(() => monitor.koa({ serve: 'no' } as never), /koa: option serve is "no"; allowed: true or false/);
    assert.throws(() => monitor.connect({ server: false } as never), /unknown option server; allowed: serve/);
    await monitor.close();
  });
});
