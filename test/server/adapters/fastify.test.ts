/** What only Fastify apps have. */

import assert from 'node:assert/strict';
import { it } from 'node:test';
import fastify from 'fastify';
import { createMonitor } from '../../../server/monitor.js';
import { until } from '../support/http.js';
import { ask } from './support/client.js';

it('requests that a test of the app injects are counted, and none stays open', async () => {
  const monitor = createMonitor();
  const app = fastify();
  await app.register(monitor.fastify);
  app.get('/items/:id', async () => 'item');
  const answer = await app.inject('/items/7');
  assert.equal(answer.body, 'item');
  await until(() => monitor.metrics().summary.total_requests === 1, 'the request is counted');
  const { summary, errors, top_endpoints } = monitor.metrics();
  assert.deepEqual([summary.in_flight, summary.failed_requests, errors.total_aborted], [0, 0, 0]);
  assert.deepEqual(top_endpoints, { 'GET /items/:id': 1 });
  await app.close();
  await monitor.close();
});

it('a request in whose handling the app asks the monitor itself is counted all the same', async () => {
  const monitor = createMonitor();
  const app = fastify();
  await app.register(monitor.fastify);
  app.get('/status', async () => (await app.inject('/health')).statusCode);
  assert.equal((await app.inject('/status')).body, '200');
  await until(() => monitor.metrics().summary.total_requests === 1, 'the request is counted');
  assert.deepEqual(monitor.metrics().top_endpoints, { 'GET /status': 1 });
  await app.close();
  await monitor.close();
});

it('what never reaches the plugin is seen by monitor.http on the same server, and nothing twice', async () => {
  const monitor = createMonitor();
  const app = fastify({ forceCloseConnections: true });
  await app.register(monitor.fastify);
  monitor.http(app.server);
  app.get('/people/:name', async () => 'person');
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  assert.equal((await ask('http/1.1', `${url}/people/%ff`)).status, 400);
  await ask('http/1.1', `${url}/people/anna`);
  await until(() => monitor.metrics().summary.total_requests === 2, 'both are counted');
  assert.deepEqual(monitor.metrics().top_endpoints, { 'GET (unmatched)': 1, 'GET /people/:name': 1 });
  await app.close();
  await monitor.close();
});

it('routes of plugins that are registered after the monitor are seen, and those of hooks that answer themselves', async () => {
  const monitor = createMonitor();
  const app = fastify();
  await app.register(monitor.fastify);
  await app.register(
    async (staff) => {
      staff.addHook('onRequest', async (_request, reply) => reply.code(401).send({ message: 'no' }));
      staff.get('/:page', async () => 'page');
    },
    { prefix: '/staff' },
  );
  assert.equal((await app.inject('/staff/figures')).statusCode, 401);
  await until(() => monitor.metrics().summary.total_requests === 1, 'the request is counted');
  assert.deepEqual(monitor.metrics().top_endpoints, { 'GET /staff/:page': 1 });
  await app.close();
  await monitor.close();
});
