/** One visitor is one active session, with the real session libraries and without a word in the options. */

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { afterEach, describe, it } from 'node:test';
import fastifyCookie from '@fastify/cookie';
import fastifySession from '@fastify/session';
import express from 'express';
import expressSession from 'express-session';
import fastify from 'fastify';
import Koa from 'koa';
import koaSession from 'koa-session';
import { createMonitor, type Monitor } from '../../../server/monitor.js';
import type { MonitorOptions } from '../../../server/options/monitor-options.js';
import { until } from '../support/http.js';
import { type Answer, ask, serve } from './support/client.js';
import type { Served } from './support/scene.js';

declare module 'fastify' {
  interface Session {
    views?: number;
  }
}

type Start = (monitor: Monitor) => Promise<Served>;

/** A Koa app that counts a visitor's views in its session, as koa-session's own example does. */
const koa =
  (options: object): Start =>
  (monitor) => {
    const app = new Koa();
    app.keys = ['a key of the test'];
    app.silent = true;
    app.use(monitor.koa());
    app.use(koaSession(options, app));
    app.use((context) => {
      if (context.path === '/open') context.body = 'nothing kept';
      else if (context.path === '/logout') context['session'] = null;
      else {
        const session = context['session'] as { views?: number };
        session.views = (session.views ?? 0) + 1;
        context.body = String(session.views);
      }
    });
    const answer = app.callback();
    return serve(createServer((request, response) => void answer(request, response)));
  };

const kept = new Map<string, unknown>();
const store = {
  get: async (key: string) => kept.get(key),
  set: async (key: string, value: unknown) => void kept.set(key, value),
  destroy: async (key: string) => void kept.delete(key),
};

const expressApp =
  (saveUninitialized: boolean): Start =>
  (monitor) => {
    const app = express();
    app.use(monitor.connect());
    app.use(expressSession({ secret: 'a secret of the test', resave: false, saveUninitialized, name: 'sid' }));
    app.get('/open', (_request, response) => void response.send('nothing kept'));
    app.get('/', (request, response) => {
      const { session } = request as unknown as { session: { views?: number } };
      session.views = (session.views ?? 0) + 1;
      response.send(String(session.views));
    });
    return serve(createServer((request, response) => void app(request, response)));
  };

const fastifyApp: Start = async (monitor) => {
  const app = fastify({ forceCloseConnections: true });
  await app.register(monitor.fastify);
  await app.register(fastifyCookie);
  await app.register(fastifySession, {
    secret: 'a secret of the test that is long enough',
    cookie: { secure: false },
    saveUninitialized: false,
    cookieName: 'sid',
  });
  app.get('/open', async () => 'nothing kept');
  app.get('/', async ({ session }) => {
    session.views = (session.views ?? 0) + 1;
    return String(session.views);
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { server: app.server, url, close: async () => app.close() };
};

const libraries: Record<string, { cookie: string; start: Start }> = {
  'koa-session in a cookie': { cookie: 'koa.sess', start: koa({}) },
  'koa-session in a store': { cookie: 'koa.sess', start: koa({ store }) },
  'express-session': { cookie: 'sid', start: expressApp(false) },
  'express-session that saves all': { cookie: 'sid', start: expressApp(true) },
  '@fastify/session': { cookie: 'sid', start: fastifyApp },
};

/** A browser: it sends back the cookies that it is given. */
class Visitor {
  readonly #cookies = new Map<string, string>();
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async visit(path: string): Promise<Answer> {
    const cookie = Array.from(this.#cookies, ([name, value]) => `${name}=${value}`).join('; ');
    const answer = await ask('http/1.1', this.#url + path, cookie === '' ? {} : { headers: { cookie } });
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.#cookies.set(name, value);
    }
    return answer;
  }
}

for (const [library, { cookie, start }] of Object.entries(libraries)) {
  for (const [way, options] of [
    ['by itself', {}],
    ['by the name of its cookie', { sessionId: { cookie } }],
  ] satisfies [string, MonitorOptions][]) {
    describe(`${library}, ${way}`, () => {
      let monitor: Monitor;
      let app: Served;

      const begin = async (): Promise<void> => {
        monitor = createMonitor(options);
        app = await start(monitor);
      };
      const active = async (requests: number): Promise<number> => {
        await until(() => monitor.metrics().summary.total_requests === requests, 'all requests are counted');
        return monitor.metrics().summary.active_sessions;
      };

      afterEach(async () => {
        await app.close();
        await monitor.close();
      });

      it('is one session for one visitor over several requests, and one more for another', async () => {
        await begin();
        const anna = new Visitor(app.url);
        for (const views of ['1', '2', '3', '4']) assert.equal((await anna.visit('/')).body, views);
        assert.equal(await active(4), 1);
        assert.equal(monitor.metrics().summary.window_sessions, 1);
        const berta = new Visitor(app.url);
        for (const views of ['1', '2']) assert.equal((await berta.visit('/')).body, views);
        assert.equal(await active(6), 2);
        const { window_sessions, affected_sessions, sessions_by_cookie } = monitor.metrics().summary;
        assert.deepEqual({ window_sessions, affected_sessions }, { window_sessions: 2, affected_sessions: 0 });
        assert.equal(sessions_by_cookie, true);
      });

      it('is none for clients that keep no cookie', async () => {
        await begin();
        for (const path of ['/', '/', '/open', '/open']) await new Visitor(app.url).visit(path);
        assert.equal(await active(4), 0);
        assert.equal(monitor.metrics().summary.window_sessions, null);
      });
    });
  }
}

it('sessions that the app itself names do not rest on cookies', async () => {
  const monitor = createMonitor({ sessionId: (request) => String(request.headers['x-user']) });
  const app = await koa({})(monitor);
  await ask('http/1.1', app.url, { headers: { 'x-user': 'anna' } });
  await until(() => monitor.metrics().summary.window_sessions === 1, 'the session is counted');
  assert.equal(monitor.metrics().summary.sessions_by_cookie, false);
  await app.close();
  await monitor.close();
});

it('a session that ends with its cookie is no longer active', async () => {
  const monitor = createMonitor();
  const app = await koa({})(monitor);
  const anna = new Visitor(app.url);
  await anna.visit('/');
  await anna.visit('/');
  await until(() => monitor.metrics().summary.active_sessions === 1, 'the session is active');
  await anna.visit('/logout');
  await until(() => monitor.metrics().summary.active_sessions === 0, 'the session has ended');
  await app.close();
  await monitor.close();
});

it('koa-session tells of no session that the monitor alone has looked for', async () => {
  const monitor = createMonitor();
  const app = new Koa();
  app.keys = ['a key of the test'];
  const told: string[] = [];
  for (const event of ['missed', 'invalid', 'expired']) app.on(`session:${event}`, () => told.push(event));
  app.use(monitor.koa());
  app.use(koaSession({}, app));
  app.use((context) => (context.body = 'never asked for the session'));
  const answer = app.callback();
  const served = await serve(createServer((request, response) => void answer(request, response)));
  const expired = Buffer.from(JSON.stringify({ _expire: 1, _maxAge: 1 })).toString('base64');
  await ask('http/1.1', served.url, { headers: { cookie: `koa.sess=${expired}` } });
  await until(() => monitor.metrics().summary.total_requests === 1, 'the request is counted');
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(told, []);
  await served.close();
  await monitor.close();
});
