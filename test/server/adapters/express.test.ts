/** Where Express's routers and apps can be mounted: the endpoint is the template of all that leads to a route. */

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, it } from 'node:test';
import express, { type Express, Router } from 'express';
import express4 from 'express4';
import { createMonitor, type Monitor } from '../../../server/monitor.js';
import { until } from '../support/http.js';
import { ask, serve } from './support/client.js';
import type { Served } from './support/scene.js';

for (const [version, framework, newRouter] of [
  ['5', express, Router],
  ['4', express4, express4.Router],
] as const) {
  describe(`an endpoint of Express ${version}`, () => {
    let monitor: Monitor;
    let app: Express;
    let served: Served;

    /** What the request is counted as. */
    async function endpointOf(path: string): Promise<string | undefined> {
      const before = monitor.metrics().summary.total_requests;
      await ask('http/1.1', served.url + path);
      await until(() => monitor.metrics().summary.total_requests > before, 'the request is counted');
      return monitor.requests({ kind: 'recent', limit: 1 }).requests[0]?.endpoint;
    }

    function leaf(): Router {
      const router = newRouter();
      router.get('/', (_request, response) => void response.send('root'));
      router.get('/users/:user', (_request, response) => void response.send('user'));
      router.get(['/a/:x', '/b/:x'], (_request, response) => void response.send('either'));
      router.get(/^\/logs\/\d+$/, (_request, response) => void response.send('log'));
      router.get('/throws', () => {
        throw Object.assign(new Error('thrown'), { status: 500 });
      });
      return router;
    }

    beforeEach(async () => {
      monitor = createMonitor();
      app = framework();
      app.set('env', 'test');
      app.use(monitor.connect());
      served = await serve(createServer((request, response) => void app(request, response)));
    });
    afterEach(async () => {
      await served.close();
      await monitor.close();
    });

    it('in a router has the prefix of the mount that was asked, with parameters by name', async () => {
      const router = leaf();
      app.use('/teams/:team/', router);
      app.use('/people/:person', router);
      assert.equal(await endpointOf('/teams/red/users/7'), '/teams/:team/users/:user');
      assert.equal(await endpointOf('/people/anna/users/7'), '/people/:person/users/:user');
      assert.equal(await endpointOf('/people/anna'), '/people/:person');
      assert.equal(await endpointOf('/people/anna/'), '/people/:person');
      assert.equal(await endpointOf('/people/an%20na/throws'), '/people/:person/throws');
      assert.equal(await endpointOf('/people/anna/a/7'), '/people/:person/a/:x | /people/:person/b/:x');
      assert.equal(await endpointOf('/people/anna/logs/7'), '/people/:person/^\\/logs\\/\\d+$/');
    });

    it('behind a function, or in an app whose error its parent answers, has the prefix by name too', async () => {
      const hidden = leaf();
      app.use('/lazy/:who', (request, response, next) => hidden(request, response, next));
      assert.equal(await endpointOf('/lazy/anna/users/7'), '/lazy/:who/users/:user');
      const inner = framework();
      inner.use(leaf());
      app.use('/tenants/:tenant', inner);
      const answer500: express.ErrorRequestHandler = (_error, _request, response, next) => {
        if (response.headersSent) next();
        else response.status(500).end();
      };
      app.use(answer500);
      assert.equal(await endpointOf('/tenants/anna/throws'), '/tenants/:tenant/throws');
    });

    it('in a router at the root has none', async () => {
      app.use(leaf());
      assert.equal(await endpointOf('/users/7'), '/users/:user');
      assert.equal(await endpointOf('/'), '/');
      assert.equal(await endpointOf('/throws'), '/throws');
    });

    it('in a router with several paths has the one that matched', async () => {
      app.use(['/red/:shade', '/blue/:shade'], leaf());
      assert.equal(await endpointOf('/blue/navy/users/7'), '/blue/:shade/users/:user');
    });

    it('in a router whose path has a fixed part that equals the parameter has each in its place', async () => {
      app.use('/:kind/items', leaf());
      assert.equal(await endpointOf('/items/items/users/7'), '/:kind/items/users/:user');
    });

    it('in a router on a regular expression has no raw text of it', async () => {
      app.use(/^\/shop-[a-z]+/, leaf());
      const endpoint = await endpointOf('/shop-anna/users/7');
      assert.equal(endpoint, '/^\\/shop-[a-z]+//users/:user');
    });

    it('in an app within an app has the mount paths of both', async () => {
      const inner = framework();
      inner.use('/dept/:dept', leaf());
      inner.get('/plain/:id', (_request, response) => void response.send('plain'));
      app.use('/tenants/:tenant', inner);
      assert.equal(await endpointOf('/tenants/anna/plain/7'), '/tenants/:tenant/plain/:id');
      assert.equal(await endpointOf('/tenants/anna/dept/red/users/7'), '/tenants/:tenant/dept/:dept/users/:user');
    });

    it('of a handler or of files that are mounted is their mount path, unless the answer is 404', async () => {
      app.use('/graphql', (_request, response) => void response.send('data'));
      app.use('/of/:tenant/files', (request, response) => {
        void response.status(request.path === '/none' ? 404 : 200).send('a file');
      });
      app.use('/broken', () => {
        throw Object.assign(new Error('thrown'), { status: 500 });
      });
      assert.equal(await endpointOf('/graphql'), '/graphql');
      assert.equal(await endpointOf('/GraphQL/x'), '/graphql');
      assert.equal(await endpointOf('/of/anna/files/a.pdf'), '/of/:tenant/files');
      assert.equal(await endpointOf('/of/anna/files/none'), '(unmatched)');
      assert.equal(await endpointOf('/broken/x'), '/broken');
      assert.equal(await endpointOf('/anna'), '(unmatched)');
    });

    it('of files at the root is the root when there is such a file', async () => {
      app.use((request, response, next) => {
        if (request.path === '/logo.png') response.send('a file');
        else next();
      });
      assert.equal(await endpointOf('/logo.png'), '/');
      assert.equal(await endpointOf('/anna.png'), '(unmatched)');
    });

    it('of a request that a guard refuses is the route that it guards', async () => {
      app.use('/staff', (_request, response) => void response.status(403).send('no'));
      const staff = newRouter();
      staff.get('/people/:name', (_request, response) => void response.send('person'));
      app.use('/staff/:team', staff);
      app.get('/staff', (_request, response) => void response.send('all'));
      app.post('/staff', (_request, response) => void response.send('posted'));
      assert.equal(await endpointOf('/staff/red/people/anna'), '/staff/:team/people/:name');
      assert.equal(await endpointOf('/staff'), '/staff');
      assert.equal(await endpointOf('/staff/%ff'), '/staff');
    });

    it('of a mounted handler behind a route that passed the request on is the mount path', async () => {
      app.get('/items/:id', (_request, _response, next) => next());
      app.use('/items', (_request, response) => void response.send('item'));
      const inner = newRouter();
      inner.get('/items/:id', (_request, _response, next) => next());
      inner.use('/items', (_request, response) => void response.send('item'));
      app.use('/of/:tenant', inner);
      assert.equal(await endpointOf('/items/7'), '/items');
      assert.equal(await endpointOf('/of/anna/items/7'), '/of/:tenant/items');
    });

    it('behind functions and routers within routers has all prefixes by name', async () => {
      const users = leaf();
      const departments = newRouter();
      departments.use('/dept/:dept', (request, response, next) => users(request, response, next));
      app.use('/lazy/:who', (request, response, next) => departments(request, response, next));
      assert.equal(await endpointOf('/lazy/anna/dept/red/users/7'), '/lazy/:who/dept/:dept/users/:user');
      assert.equal(await endpointOf('/lazy/anna/dept/red/throws'), '/lazy/:who/dept/:dept/throws');
    });
  });
}
