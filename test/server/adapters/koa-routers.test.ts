/** All versions of Koa's routers, and koa-mount: the endpoint is the route that answered. */

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, it } from 'node:test';
import Router15 from '@koa/router';
import Koa from 'koa';
import mount from 'koa-mount';
import KoaRouter10 from 'koa-router10';
import KoaRouter12 from 'koa-router12';
import KoaRouter7 from 'koa-router7';
import KoaRouter8 from 'koa-router8';
import Router10 from 'router10';
import Router12 from 'router12';
import Router13 from 'router13';
import Router14 from 'router14';
import Router8 from 'router8';
import Router9 from 'router9';
import { createMonitor, type Monitor } from '../../../server/monitor.js';
import { until } from '../support/http.js';
import { ask, serve } from './support/client.js';
import type { Served } from './support/scene.js';

const routers: Record<string, typeof Router15> = {
  'koa-router 7': KoaRouter7,
  'koa-router 8': KoaRouter8,
  'koa-router 10': KoaRouter10,
  'koa-router 12': KoaRouter12,
  '@koa/router 8': Router8,
  '@koa/router 9': Router9,
  '@koa/router 10': Router10,
  '@koa/router 12': Router12,
  '@koa/router 13': Router13,
  '@koa/router 14': Router14,
  '@koa/router 15': Router15,
};

for (const [name, Router] of Object.entries(routers)) {
  describe(`an endpoint of ${name}`, () => {
    const rest = /router 1[45]$/.test(name) ? '/{*rest}' : '/(.*)';
    let monitor: Monitor;
    let app: Koa;
    let served: Served;

    async function endpointOf(path: string, method = 'GET', headers: Record<string, string> = {}): Promise<string> {
      const before = monitor.metrics().summary.total_requests;
      await ask('http/1.1', served.url + path, { method, headers });
      await until(() => monitor.metrics().summary.total_requests > before, 'the request is counted');
      return monitor.requests({ kind: 'recent', limit: 1 }).requests[0]?.endpoint ?? '';
    }

    beforeEach(async () => {
      monitor = createMonitor();
      app = new Koa();
      app.silent = true;
      app.use(monitor.koa());
      const router = new Router();
      router.use(async (context, next) => {
        if (context.get('x-refused') !== '') context.throw(401);
        await next();
      });
      for (const path of ['/items/new', '/items/:id', /^\/logs-\d+$/])
        router.get(path, (context) => (context.body = 'ok'));
      router.post('/items/:id', (context) => (context.body = 'ok'));
      router.get('/both/:first', (_context, next) => next());
      router.get('/both/:second', (context) => (context.body = 'ok'));
      const people = (): typeof router => {
        const inner = new Router();
        inner.get('/', (context) => (context.body = 'ok'));
        inner.get('/users/:user', (context) => (context.body = 'ok'));
        return inner;
      };
      router.use('/teams/:team', people().routes());
      app.use(mount('/one', people().routes() as Koa.Middleware));
      app.use(mount('/two', mount('/three', people().routes() as Koa.Middleware)));
      app.use(
        mount(
          '/three',
          mount('/th', (context: Koa.Context) => void (context.body = 'ok')),
        ),
      );
      app.use(
        mount('/files', (context: Koa.Context) => (context.path === '/a' ? (context.body = 'a file') : undefined)),
      );
      router.get(rest, (context) => (context.body = 'ok'));
      app.use(router.routes()).use(router.allowedMethods());
      const answer = app.callback();
      served = await serve(createServer((request, response) => void answer(request, response)));
    });
    afterEach(async () => {
      await served.close();
      await monitor.close();
    });

    it('is the route that answered, not the last one that matched', async () => {
      assert.equal(await endpointOf('/items/new'), '/items/new');
      assert.equal(await endpointOf('/items/7'), '/items/:id');
      assert.equal(await endpointOf('/items/7', 'HEAD'), '/items/:id');
      assert.equal(await endpointOf('/items/7', 'POST'), '/items/:id');
      assert.equal(await endpointOf('/both/7'), '/both/:second');
      assert.equal(await endpointOf('/logs-7'), '/^\\/logs-\\d+$/');
      assert.equal(await endpointOf('/teams/red/users/anna'), '/teams/:team/users/:user');
      assert.equal(await endpointOf('/anna'), rest);
      assert.equal(await endpointOf('/items/7', 'DELETE'), '(unmatched)');
    });

    it('of a request that a guard refuses is the route that it guards', async () => {
      assert.equal(await endpointOf('/items/new', 'GET', { 'x-refused': '1' }), '/items/new');
      assert.equal(await endpointOf('/items/7', 'POST', { 'x-refused': '1' }), '/items/:id');
    });

    it('of what is mounted has the mount path in front, or is it', async () => {
      assert.equal(await endpointOf('/one'), '/one');
      assert.equal(await endpointOf('/one/users/anna'), '/one/users/:user');
      assert.equal(await endpointOf('/two/three/users/anna'), '/two/three/users/:user');
      assert.equal(await endpointOf('/three/th/anna'), '/three/th');
      assert.equal(await endpointOf('/files/a'), '/files');
      assert.equal(await endpointOf('/files/b'), '(unmatched)');
    });
  });
}
