/** The option `endpoint` of every adapter, and the examples in server/README.md for apps without a router and for their end. */

import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import type { Server as HapiServer } from '@hapi/hapi';
import Router from '@koa/router';
import connect from 'connect';
import express, { type RequestHandler } from 'express';
import express4 from 'express4';
import fastify from 'fastify';
import { createApp, createRouter, defineEventHandler, fromNodeMiddleware, toNodeListener } from 'h3';
import type { Hono } from 'hono';
import type { HTTPException } from 'hono/http-exception';
import Koa from 'koa';
import Router10 from 'router10';
import { createMonitor, type Monitor } from '../../../server/index.js';
import { blockWith, runSnippet, type Surroundings } from '../../tools/docs/run-snippet.js';
import { ask, until } from '../support/http.js';

type Name = (request: IncomingMessage) => string | undefined;
type Start = (monitor: Monitor, endpoint: Name) => Promise<{ server: Server; close: () => Promise<unknown> }>;

async function listening(server: Server): ReturnType<Start> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { server, close };
}

function urlOf(server: Server): string {
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return `http://127.0.0.1:${address.port}`;
}

const apps: Record<string, Start> = {
  koa: (monitor, endpoint) => {
    const routes = new Router().get('/known/:id', (context) => void (context.body = 'known'));
    const app = new Koa().use(monitor.koa({ endpoint })).use(routes.routes());
    app.use((context) => void (context.body = 'other'));
    return listening(createServer(app.callback() as RequestListener));
  },
  connect: (monitor, endpoint) => {
    const app = connect();
    app.use(monitor.connect({ endpoint }));
    app.use((_request, response) => response.end('other'));
    return listening(createServer(app));
  },
  fastify: async (monitor, endpoint) => {
    const app = fastify();
    await app.register(monitor.fastify, { endpoint });
    app.get('/known/:id', async () => 'known');
    app.setNotFoundHandler(async () => 'other');
    await app.listen({ port: 0, host: '127.0.0.1' });
    return { server: app.server, close: async () => app.close() };
  },
  http: (monitor, endpoint) => {
    const server = createServer((_request, response) => response.end('other'));
    monitor.http(server, { endpoint });
    return listening(server);
  },
};

describe('the option endpoint', () => {
  let monitor: Monitor;
  beforeEach(() => {
    mock.method(console, 'warn', () => undefined);
    monitor = createMonitor();
  });
  afterEach(async () => {
    mock.restoreAll();
    await monitor.close();
  });

  for (const [name, start] of Object.entries(apps)) {
    it(`names in ${name} what the framework knows no route for, and nothing else`, async () => {
      const long = 'x'.repeat(5000);
      const { server, close } = await start(monitor, (request) => {
        if (request.url === '/throws') throw new Error('the app');
        if (request.url === '/promise') return Promise.resolve('late') as never;
        if (request.url === '/long') return `/long/${long}`;
        return request.url === '/files/7?q=1' ? '/files/:id' : undefined;
      });
      const paths = ['/files/7?q=1', '/throws', '/promise', '/long', '/else', '/known/1'];
      for (const path of paths) assert.equal((await ask(urlOf(server) + path)).status, 200);
      await until(() => monitor.metrics().summary.total_requests === paths.length, 'all are counted');
      const { endpoints, monitor: own } = monitor.metrics();
      const counts = Object.fromEntries(endpoints.map(({ endpoint, requests }) => [endpoint, requests]));
      assert.equal(counts['/files/:id'], 1);
      const knowsRoutes = name === 'koa' || name === 'fastify';
      assert.equal(counts['/known/:id'], knowsRoutes ? 1 : undefined);
      assert.equal(counts['(unmatched)'], knowsRoutes ? 3 : 4);
      assert.ok(endpoints.every(({ endpoint }) => endpoint.length <= 1000));
      assert.equal(own.monitor_errors, 2);
      await close();
    });
  }

  const withExpress =
    (framework: typeof express, wide: string | undefined): Start =>
    (monitor, endpoint) => {
      const app = framework();
      app.use(monitor.connect({ endpoint }));
      app.get('/known/:id', (_request, response) => void response.send('known'));
      const page: RequestHandler = (_request, response) => void response.send('page');
      if (wide === undefined) app.use(page);
      else app.all(wide, page);
      return listening(createServer(app));
    };
  const withKoa =
    (router: typeof Router, wide: string): Start =>
    (monitor, endpoint) => {
      const routes = new router().get('/known/:id', (context) => void (context.body = 'known'));
      routes.all(wide, (context) => void (context.body = 'page'));
      const app = new Koa().use(monitor.koa({ endpoint })).use(routes.routes());
      return listening(createServer(app.callback() as RequestListener));
    };
  const withFastify: Start = async (monitor, endpoint) => {
    const app = fastify();
    await app.register(monitor.fastify, { endpoint });
    app.get('/known/:id', async () => 'known');
    app.all('/*', async () => 'page');
    await app.listen({ port: 0, host: '127.0.0.1' });
    return { server: app.server, close: async () => app.close() };
  };

  for (const [name, wide, start] of [
    ['*splat of Express 5', '*splat', withExpress(express, '*splat')],
    ['/{*splat} of Express 5', '/{*splat}', withExpress(express, '/{*splat}')],
    ['* of Express 4', '*', withExpress(express4, '*')],
    ['a handler of Express 5 without a path', '/', withExpress(express, undefined)],
    ['a handler of Express 4 without a path', '/', withExpress(express4, undefined)],
    ['/{*rest} of @koa/router 15', '/{*rest}', withKoa(Router, '/{*rest}')],
    ['(.*) of @koa/router 10', '(.*)', withKoa(Router10, '(.*)')],
    ['/:rest* of @koa/router 10', '/:rest*', withKoa(Router10, '/:rest*')],
    ['/* of Fastify', '/*', withFastify],
  ] as const) {
    it(`names what ${name} answers, since another router knows more`, async () => {
      const { server, close } = await start(monitor, ({ url }) =>
        url?.startsWith('/items/') === true ? '/items/:id' : undefined,
      );
      for (const path of ['/items/1', '/items/2', '/known/7', '/else', '/']) await ask(urlOf(server) + path);
      await until(() => monitor.metrics().summary.total_requests === 5, 'all are counted');
      const { endpoints } = monitor.metrics();
      const counts = Object.fromEntries(endpoints.map(({ endpoint, requests }) => [endpoint, requests]));
      assert.deepEqual(counts, { '/items/:id': 2, '/known/:id': 1, [wide]: 2 });
      await close();
    });
  }

  it('is refused at construction when it is no function', async () => {
    const wrong = { endpoint: '/items' as never };
    const says = (what: string): RegExp =>
      new RegExp(
        `^TypeError: align-monitor: ${what}: option endpoint is "/items"; allowed: a function of the request$`,
      );
    assert.throws(() => monitor.koa(wrong), says('koa'));
    assert.throws(() => monitor.connect(wrong), says('connect'));
    assert.throws(() => monitor.http(createServer(), wrong), says('http'));
    assert.throws(
      () => monitor.http(createServer(), { streaming: 1 as never }),
      /http: option streaming is 1; allowed/,
    );
    await assert.rejects(async () => {
      await fastify().register(monitor.fastify, wrong);
    }, says('fastify'));
    await assert.rejects(async () => {
      await fastify().register(monitor.fastifyRoutes, { audience: 'everybody' as never });
    }, /fastifyRoutes: option audience is "everybody"; allowed/);
  });
});

const document = 'server/README.md';

describe('the examples in server/README.md that name endpoints', () => {
  let monitor: Monitor;
  const closing: (() => Promise<unknown>)[] = [];
  beforeEach(() => {
    monitor = createMonitor();
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
    await monitor.close();
  });

  /** Runs an example that makes a server, and returns its address. */
  async function start(part: string, modules: Record<string, object> = {}): Promise<string> {
    const own = { 'align-monitor': { createMonitor: () => monitor } };
    const text = blockWith(document, part).replaceAll('3000', '0');
    const { server } = (await runSnippet(text, { modules: { ...modules, ...own } }, ['server'])) as { server: Server };
    if (!server.listening) await once(server, 'listening');
    closing.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    return urlOf(server);
  }

  const withMonitor = (): Surroundings => ({ modules: { 'align-monitor': { getMonitor: () => monitor } } });
  const groups = (): string[] => monitor.errors().groups.map(({ type }) => type);

  async function endpointOf(url: string): Promise<string | undefined> {
    await ask(`${url}/items/7`);
    await until(() => monitor.metrics().summary.total_requests === 1, 'it is counted');
    return monitor.metrics().endpoints[0]?.endpoint;
  }

  it('hold for any server', async () => {
    const { server, close } = await listening(createServer((_request, response) => response.end('item')));
    closing.push(close);
    await runSnippet(blockWith(document, '// Any server'), { given: { monitor, server } });
    assert.equal(await endpointOf(urlOf(server)), '/items/:id');
  });

  it('hold in Hono, with its errors, of which its own refusals are none', async () => {
    const text = blockWith(document, '// Hono').replace('3000', '0');
    const own = { 'align-monitor': { createMonitor: () => monitor } };
    const made = await runSnippet(text, { modules: own }, ['server', 'app', 'HTTPException']);
    const { server, app } = made as { server: Server; app: Hono };
    const Refusal = made['HTTPException'] as typeof HTTPException;
    if (!server.listening) await once(server, 'listening');
    closing.push(() => new Promise((resolve) => server.close(resolve)));
    app.get('/fails/:id', () => {
      throw new RangeError('no item');
    });
    app.get('/refuses', () => {
      throw new Refusal(403, { message: 'not yours' });
    });
    const url = urlOf(server);
    assert.equal(await endpointOf(url), '/items/:id');
    assert.equal((await ask(`${url}/fails/7`)).status, 500);
    assert.equal((await ask(`${url}/refuses`)).status, 403);
    await until(() => monitor.metrics().summary.total_requests === 3, 'they are counted');
    assert.deepEqual(groups(), ['RangeError']);
  });

  it('hold in Hapi, with its errors', async () => {
    const text = blockWith(document, '// Hapi').replace('3000', '0');
    const own = { 'align-monitor': { createMonitor: () => monitor } };
    const { server } = (await runSnippet(text, { modules: own }, ['server'])) as { server: HapiServer };
    closing.push(() => server.stop());
    const handler = (): Promise<never> => Promise.reject(new RangeError('no item'));
    mock.method(console, 'error', () => undefined);
    server.route({ method: 'GET', path: '/items/{id}', handler });
    assert.equal(await endpointOf(urlOf(server.listener)), '/items/{id}');
    assert.deepEqual([monitor.metrics().errors.total_5xx, monitor.errors().groups[0]?.type], [1, 'RangeError']);
  });

  it('hold in Nitro’s h3, with its errors', async () => {
    type Hook = (...given: unknown[]) => unknown;
    const hooks: Record<string, Hook> = {};
    const defineNitroPlugin = (plugin: (nitro: object) => void): void =>
      plugin({ hooks: { hook: (name: string, hook: Hook) => void (hooks[name] = hook) } });
    await runSnippet(blockWith(document, '// Nitro'), {
      given: { defineNitroPlugin, fromNodeMiddleware },
      modules: { 'align-monitor': { getMonitor: () => monitor } },
    });
    const app = createApp({
      onRequest: (event) => hooks['request']?.(event) as Promise<void>,
      onError: (error, event) => void hooks['error']?.(error, { event }),
    });
    const fails = defineEventHandler(() => Promise.reject(new RangeError('no item')));
    app.use(createRouter().get('/items/:id', fails));
    const { server, close } = await listening(createServer(toNodeListener(app)));
    closing.push(close);
    assert.equal((await ask(`${urlOf(server)}/items/7`)).status, 500);
    assert.equal((await ask(`${urlOf(server)}/health`)).status, 200);
    await until(() => monitor.metrics().summary.total_requests === 1, 'it is counted');
    hooks['error']?.(new Error('of no request'), {});
    assert.equal(monitor.metrics().endpoints[0]?.endpoint, '/items/:id');
    assert.equal(monitor.metrics().monitor.monitor_errors, 0);
    assert.deepEqual([monitor.metrics().errors.total_5xx, monitor.errors().groups[0]?.type], [1, 'RangeError']);
  });

  // Astro, SvelteKit and Next are not installed: what they give their hooks is as they document it.
  it('hold for a hook of the shape of Astro’s, behind its handler', async () => {
    const { onRequest } = (await runSnippet(blockWith(document, 'src/middleware.js'), withMonitor(), [
      'onRequest',
    ])) as { onRequest: (context: object, next: () => Promise<void>) => Promise<void> };
    const handler = (request: IncomingMessage, response: ServerResponse, _next: unknown, locals: object): void =>
      void onRequest({ locals, routePattern: '/items/[id]' }, async () => {
        if (request.url === '/items/0') throw new RangeError('no item');
        response.end();
      }).catch(() => response.writeHead(500).end());
    const url = await start('// Astro behind', { './dist/server/entry.mjs': { handler } });
    assert.equal(await endpointOf(url), '/items/[id]');
    assert.equal((await ask(`${url}/items/0`)).status, 500);
    await until(() => monitor.metrics().summary.total_requests === 2, 'it is counted');
    assert.deepEqual(groups(), ['RangeError']);
  });

  it('hold for a hook of the shape of SvelteKit’s', async () => {
    mock.method(console, 'error', () => undefined);
    const { handle, handleError } = (await runSnippet(blockWith(document, 'src/hooks.server.js'), withMonitor(), [
      ...['handle', 'handleError'],
    ])) as { handle: (input: object) => void; handleError: (input: object) => void };
    const handler: RequestListener = (req, response) => {
      const resolve = (): void => {
        const status = { '/items/0': 500, '/none': 404 }[req.url ?? ''];
        const error = status === 404 ? new Error('Not found: /none') : new RangeError('no item');
        if (status !== undefined) handleError({ error, status });
        response.writeHead(status ?? 200).end();
      };
      handle({ event: { platform: { req }, route: { id: '/items/[id]' } }, resolve });
    };
    const url = await start('// SvelteKit behind', { './build/handler.js': { handler } });
    assert.equal(await endpointOf(url), '/items/[id]');
    for (const path of ['/none', '/items/0']) await ask(url + path);
    await until(() => monitor.metrics().summary.total_requests === 3, 'they are counted');
    assert.deepEqual(groups(), ['RangeError']);
    handle({ event: { route: { id: null } }, resolve: () => undefined });
    mock.restoreAll();
  });

  it('hold for a custom server of the shape of Next’s, and for what it tells of errors', async () => {
    // `load` is how the snippet's runner imports.
    const text = blockWith(document, '// Next: instrumentation.js').replace('import(', 'load(');
    const surroundings = { ...withMonitor(), given: { process: { env: { NEXT_RUNTIME: 'nodejs' } } } };
    const { onRequestError } = (await runSnippet(text, surroundings, ['onRequestError'])) as {
      onRequestError: (error: unknown) => Promise<void>;
    };
    const handler: RequestListener = (request, response) => {
      if (request.url !== '/fails') return void response.end();
      void onRequestError(new RangeError('no item')).then(() => response.writeHead(500).end());
    };
    const next = { default: () => ({ prepare: async () => undefined, getRequestHandler: () => handler }) };
    const url = await start('// Next\n', { next });
    for (const path of ['/_next/static/a1.js', '/_next/image?url=x', '/about']) await ask(url + path);
    await until(() => monitor.metrics().summary.total_requests === 3, 'they are counted');
    assert.deepEqual(monitor.metrics().top_endpoints, { 'GET /_next/*': 2, 'GET (unmatched)': 1 });
    await ask(`${url}/fails`);
    await until(() => monitor.metrics().summary.total_requests === 4, 'it is counted');
    assert.deepEqual(groups(), ['RangeError']);
  });
});

/** In place of `process`. */
class Signals extends EventEmitter {
  exit = (): boolean => this.emit('exit');
  readonly exited = once(this, 'exit');
}

describe('the examples in server/README.md that end an app', () => {
  for (const signal of ['SIGTERM', 'SIGINT']) {
    it(`close the monitor after ${signal} of servers, which answers 503 for a while before`, async () => {
      const monitor = createMonitor();
      const server = createServer();
      monitor.http(server);
      await listening(server);
      const signals = new Signals();
      const waits: (() => void)[] = [];
      const given = { monitor, server, process: signals, setTimeout: (end: () => void) => waits.push(end) };
      await runSnippet(blockWith(document, '// Koa, Express and node:http: server'), { given });
      assert.equal((await ask(`${urlOf(server)}/health/ready`)).status, 200);
      signals.emit(signal);
      assert.equal((await ask(`${urlOf(server)}/health/ready`)).status, 503);
      const closed = once(server, 'close');
      for (const end of waits) end();
      await closed;
      await signals.exited;
      monitor.recordRequest({ endpoint: '/', method: 'GET', statusCode: 200, latencyMs: 1 });
      assert.equal(monitor.metrics().summary.total_requests, 0);
    });
  }

  it('close it with a Fastify app, and only where the app says so', async () => {
    for (const closes of ['SIGTERM', 'SIGINT', undefined]) {
      const monitor = createMonitor();
      const app = fastify();
      await app.register(monitor.fastify);
      const signals = new Signals();
      if (closes !== undefined) {
        const given = { app, monitor, process: signals };
        await runSnippet(blockWith(document, '// Fastify, which may'), { given });
      }
      await app.ready();
      if (closes !== undefined) {
        const end = mock.method(monitor, 'close');
        signals.emit(closes);
        await signals.exited;
        assert.equal(end.mock.callCount(), 1);
      } else await app.close();
      monitor.recordRequest({ endpoint: '/', method: 'GET', statusCode: 200, latencyMs: 1 });
      assert.equal(monitor.metrics().summary.total_requests, closes === undefined ? 1 : 0);
      await monitor.close();
    }
  });

  it('close it in a class of the shape of Nest’s', async () => {
    const monitor = createMonitor();
    const modules = { 'align-monitor': { getMonitor: () => monitor } };
    const { MonitorShutdown } = (await runSnippet(blockWith(document, '// Nest: a'), { modules }, [
      'MonitorShutdown',
    ])) as { MonitorShutdown: new () => { onApplicationShutdown(): Promise<void> } };
    await new MonitorShutdown().onApplicationShutdown();
    monitor.recordFeature('late');
    assert.deepEqual(monitor.metrics().feature_usage, {});
  });
});
