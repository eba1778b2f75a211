import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, describe, it } from 'node:test';
import koaCors from '@koa/cors';
import Router from '@koa/router';
import express from 'express';
import fastify from 'fastify';
import Koa from 'koa';
import Koa2 from 'koa2';
import { createMonitor, type Monitor } from '../../../server/monitor.js';
import { serve } from '../adapters/support/client.js';
import { type Answer, ask, type Question, until } from '../support/http.js';

const TOOLS = 'https://tools.example';
const cors = { origins: [TOOLS, 'http://10.0.0.7:8080', TOOLS] };
const STRANGERS = [
  'https://other.example',
  'null',
  'http://tools.example',
  'https://tools.example:8443',
  'https://tools.example.other.example',
  'HTTPS://TOOLS.EXAMPLE',
];
const READABLE = [
  '/metrics',
  '/metrics/history',
  '/metrics/requests',
  '/health',
  '/health/live',
  '/health/ready',
  '/health/detailed',
  '/align-monitor.js',
  '/align-monitor/none.js',
  '/monitoring/badge.svg',
];

interface Running {
  url: string;
  close: () => Promise<void>;
}

/** An app that answers all that is not the monitor's with `the app`. */
type Host = (monitor: Monitor) => Promise<Running>;

const bare = (_request: IncomingMessage, response: ServerResponse): void => void response.end('the app');

function koaHost(App: typeof Koa): Host {
  return async (monitor) => {
    const app = new App();
    app.use(monitor.koa());
    app.use((context) => {
      context.body = 'the app';
    });
    const answer = app.callback();
    return serve(createServer((request, response) => void answer(request, response)));
  };
}

const hosts: Record<string, Host> = {
  'Koa 3': koaHost(Koa),
  'Koa 2': koaHost(Koa2),
  'Express 5': async (monitor) => {
    const app = express().use(monitor.connect()).use(bare);
    return serve(createServer((request, response) => void app(request, response)));
  },
  'Fastify 5': async (monitor) => {
    const app = fastify({ forceCloseConnections: true });
    await app.register(monitor.fastify);
    app.route({ method: ['GET', 'HEAD', 'OPTIONS', 'POST'], url: '/*', handler: async () => 'the app' });
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    return { url, close: () => app.close() };
  },
  'node:http': async (monitor) => {
    const server = createServer(bare);
    monitor.http(server);
    return serve(server);
  },
};

const from = (origin: string, question: Question = {}): Question => ({
  ...question,
  headers: { ...question.headers, Origin: origin },
});
const preflight = (origin: string, method = 'GET'): Question =>
  from(origin, { method: 'OPTIONS', headers: { 'Access-Control-Request-Method': method } });
const opened = ({ headers }: Answer): string[] => Object.keys(headers).filter((name) => name.startsWith('access-'));

for (const [name, host] of Object.entries(hosts)) {
  describe(`other origins on ${name}`, () => {
    let monitor: Monitor;
    let app: Running;

    async function start(options: Parameters<typeof createMonitor>[0]): Promise<void> {
      monitor = createMonitor({ access: 'local', ...options });
      app = await host(monitor);
    }

    const counted = async (requests: number): Promise<void> => {
      await until(() => monitor.metrics().summary.total_requests >= requests, `${requests} requests are counted`);
      assert.equal(monitor.metrics().summary.total_requests, requests);
    };

    afterEach(async () => {
      await app.close();
      await monitor.close();
    });

    it('that are listed may read all that an element needs', async () => {
      await start({ cors });
      const { body } = await ask(`${app.url}/align-monitor.js`);
      const [chunk] = /align-monitor\/[\w.-]+\.js/.exec(body) ?? [];
      for (const path of [...READABLE, `/${String(chunk)}`]) {
        for (const method of ['GET', 'HEAD']) {
          const answer = await ask(app.url + path, from(TOOLS, { method }));
          const { headers, status } = answer;
          assert.equal(status, path.endsWith('none.js') ? 404 : 200, path);
          assert.equal(headers['access-control-allow-origin'], TOOLS, `${method} ${path}`);
          assert.equal(headers['access-control-allow-credentials'], 'true', path);
          assert.equal(headers['access-control-expose-headers'], 'Retry-After', path);
          assert.match(headers.vary ?? '', /^Origin\b/, path);
        }
      }
      const second = await ask(`${app.url}/metrics`, from('http://10.0.0.7:8080'));
      assert.equal(second.headers['access-control-allow-origin'], 'http://10.0.0.7:8080');
    });

    it('that are not listed may read nothing, and caches are told that the answer depends on that', async () => {
      await start({ cors });
      for (const path of READABLE) {
        for (const question of [{}, ...STRANGERS.map((origin) => from(origin))]) {
          const answer = await ask(app.url + path, question);
          assert.deepEqual(opened(answer), [], `${path} for ${question.headers?.['Origin']}`);
          assert.match(answer.headers.vary ?? '', /^Origin\b/, path);
        }
      }
    });

    it('that are listed are told in advance that they may ask, which is counted as no request', async () => {
      await start({ cors, basePath: '/internal' });
      for (const path of READABLE) {
        const { body, headers, status } = await ask(`${app.url}/internal${path}`, preflight(TOOLS));
        assert.deepEqual([status, body], [204, ''], path);
        assert.equal(headers['access-control-allow-origin'], TOOLS, path);
        assert.equal(headers['access-control-allow-credentials'], 'true', path);
        assert.equal(headers['access-control-allow-methods'], 'GET,HEAD', path);
      }
      assert.equal(monitor.metrics().summary.total_requests, 0);
    });

    it('that are not listed ask the host in advance, and so does what is no preflight', async () => {
      await start({ cors });
      const questions = [
        preflight('https://other.example'),
        from(TOOLS, { method: 'OPTIONS' }),
        { method: 'OPTIONS', headers: { 'Access-Control-Request-Method': 'GET' } },
      ];
      for (const question of questions) {
        const answer = await ask(`${app.url}/metrics`, question);
        assert.deepEqual([answer.body, opened(answer)], ['the app', []]);
      }
      await counted(questions.length);
    });

    it('may change nothing, listed or not', async () => {
      await start({ cors });
      for (const path of ['/monitoring/deploys', '/monitoring/ingest', '/monitoring/alerts/mute']) {
        assert.equal((await ask(app.url + path, preflight(TOOLS, 'POST'))).body, 'the app', path);
        for (const origin of [TOOLS, 'https://other.example']) {
          const headers = { 'Content-Type': 'application/json' };
          const answer = await ask(app.url + path, from(origin, { method: 'POST', headers, body: '{}' }));
          assert.deepEqual([answer.status, opened(answer)], [403, []], `${path} for ${origin}`);
        }
      }
    });

    it('may not read the page, which is nothing that an element needs', async () => {
      await start({ cors });
      for (const path of ['/monitoring', '/monitoring?embed=panel', '/monitoring?embed=no']) {
        assert.deepEqual(opened(await ask(app.url + path, from(TOOLS))), [], path);
        assert.equal((await ask(app.url + path, preflight(TOOLS))).body, 'the app', path);
      }
    });

    it('may read nothing unless origins are listed', async () => {
      await start({});
      for (const path of [...READABLE, '/monitoring', '/nothing']) {
        const answer = await ask(app.url + path, from(TOOLS));
        assert.deepEqual([opened(answer), /Origin/.test(answer.headers.vary ?? '')], [[], false], path);
        assert.equal((await ask(app.url + path, preflight(TOOLS))).body, 'the app', path);
      }
    });
  });
}

describe('beside what the host itself opens', () => {
  async function withHost(use: (app: Koa, monitor: Monitor) => void, test: (url: string, monitor: Monitor) => unknown) {
    const monitor = createMonitor({ access: 'local', cors });
    const app = new Koa();
    use(app, monitor);
    const answer = app.callback();
    const { url, close } = await serve(createServer((request, response) => void answer(request, response)));
    try {
      await test(url, monitor);
    } finally {
      await close();
      await monitor.close();
    }
  }

  it('a preflight is answered before the host’s own middleware behind, which answers all others', () =>
    withHost(
      (app, monitor) => app.use(monitor.koa()).use(koaCors({ allowMethods: 'PUT' })),
      async (url) => {
        const ours = await ask(`${url}/metrics`, preflight(TOOLS));
        assert.equal(ours.headers['access-control-allow-methods'], 'GET,HEAD');
        const theirs = await ask(`${url}/metrics`, preflight('https://other.example'));
        assert.equal(theirs.headers['access-control-allow-methods'], 'PUT');
      },
    ));

  it('an answer names the origin and lets credentials pass, whatever the host’s middleware in front has said', () =>
    withHost(
      (app, monitor) => app.use(koaCors({ exposeHeaders: 'X-Own' })).use(monitor.koa()),
      async (url) => {
        const { headers } = await ask(`${url}/metrics`, from(TOOLS));
        assert.equal(headers['access-control-allow-origin'], TOOLS);
        assert.equal(headers['access-control-allow-credentials'], 'true');
        assert.equal(headers['access-control-expose-headers'], 'Retry-After');
        assert.match(headers.vary ?? '', /^Origin\b/);
      },
    ));

  it('a router of the host that takes the routes for its own keeps its other routes to itself', () =>
    withHost(
      (app, monitor) => {
        const router = new Router();
        router.use(async (_context, next) => {
          await next();
        }, monitor.routes());
        router.get('/own', (context) => {
          context.body = 'the app';
        });
        app.use(monitor.koa({ serve: false })).use(router.routes());
      },
      async (url, monitor) => {
        const own = await ask(`${url}/own`, from(TOOLS));
        assert.deepEqual([own.body, opened(own), own.headers['cache-control']], ['the app', [], undefined]);
        assert.equal((await ask(`${url}/metrics`, from(TOOLS))).headers['access-control-allow-origin'], TOOLS);
        assert.equal((await ask(`${url}/metrics`, preflight(TOOLS))).status, 204);
        assert.equal((await ask(`${url}/metrics`, preflight('https://other.example'))).status, 404);
        const counts = monitor.metrics().top_endpoints;
        assert.deepEqual(counts, { 'GET /own': 1, 'OPTIONS /metrics': 1 }, 'its own route and the refused preflight');
      },
    ));
});
