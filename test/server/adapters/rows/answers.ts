/** What is counted of answers that come at once. */

import assert from 'node:assert/strict';
import { named } from '../support/scene.js';
import type { Stage } from '../support/stage.js';
import type { Row } from './row.js';

/** A path whose answer has a status, and what of it is counted. */
function answered(
  what: string,
  [method, path, status]: [method: string, path: string, status: number],
  [failed, errors4xx, errors5xx]: [failed: number, errors4xx: number, errors5xx: number],
): Row {
  return {
    name: what,
    async run({ ask, counted }) {
      assert.equal((await ask(path, { method })).status, status);
      const { summary, errors } = await counted(1);
      assert.deepEqual([summary.total_requests, summary.in_flight], [1, 0]);
      assert.deepEqual([summary.failed_requests, errors.total_4xx, errors.total_5xx], [failed, errors4xx, errors5xx]);
      assert.deepEqual([errors.total_aborted, errors.total_timeout, errors.total_csrf], [0, 0, 0]);
    },
  };
}

async function endpointOf({ ask, counted }: Stage, path: string): Promise<string | undefined> {
  await ask(path);
  const { endpoints } = await counted(1);
  return endpoints[0]?.endpoint;
}

const SUCCESS: [number, number, number] = [0, 0, 0];
const CLIENT_ERROR: [number, number, number] = [0, 1, 0];
const FAILURE: [number, number, number] = [1, 0, 1];

export const answers: readonly Row[] = [
  answered('200 is a success', ['GET', '/items/1', 200], SUCCESS),
  answered('204 is a success', ['GET', '/empty', 204], SUCCESS),
  answered('304 is a success', ['GET', '/unchanged', 304], SUCCESS),
  answered('a redirect is no failure', ['GET', '/moved', 302], SUCCESS),
  answered('404 is a client error and no failure', ['GET', '/nowhere', 404], CLIENT_ERROR),
  {
    ...answered('405 is a client error and no failure', ['DELETE', '/items/1', 405], CLIENT_ERROR),
    isUnknownTo: ({ has405 }) => !has405,
  },
  answered('a handler that throws is a failure', ['GET', '/throws', 500], FAILURE),
  answered('a handler that rejects is a failure', ['GET', '/rejects', 500], FAILURE),
  answered('the status that an error handler put in its place counts', ['GET', '/replaced', 503], FAILURE),
  answered(
    'an error with a status of its own is counted by that',
    ['GET', '/tenants/anna/dept/7/refused', 403],
    CLIENT_ERROR,
  ),
  {
    name: 'a URL that cannot be decoded is counted, and no failure',
    async run({ ask, counted }) {
      await ask('/items/%ZZ');
      const { summary, endpoints } = await counted(1);
      assert.equal(summary.failed_requests, 0);
      assert.ok(!endpoints.some(({ endpoint }) => endpoint.includes('%')));
    },
  },
  {
    name: 'HEAD is counted as HEAD, and is a success',
    async run({ ask, counted }) {
      const { status, body } = await ask('/items/1', { method: 'HEAD' });
      assert.deepEqual([status, body], [200, '']);
      const { summary, errors, endpoints } = await counted(1);
      assert.deepEqual([summary.failed_requests, errors.total_4xx, errors.total_aborted], [0, 0, 0]);
      assert.deepEqual([endpoints[0]?.method, endpoints[0]?.requests], ['HEAD', 1]);
    },
  },
  {
    name: 'an endpoint is the route template, never the raw path',
    async run({ adapter, ask, counted }) {
      for (const path of ['/', '/items/1', '/items/2?secret=1', '/nowhere/1', '/nowhere/2']) await ask(path);
      const { top_endpoints } = await counted(5);
      const expected: Record<string, number> = { 'GET (unmatched)': 2 };
      for (const name of [adapter.templates.item, adapter.templates.item, named(adapter, '/')]) {
        expected[`GET ${name}`] = (expected[`GET ${name}`] ?? 0) + 1;
      }
      assert.deepEqual(top_endpoints, expected);
    },
  },
  {
    name: 'an endpoint in routers within routers has their prefixes, with parameters by name',
    async run(stage) {
      assert.equal(await endpointOf(stage, '/tenants/anna/dept/7/users/9'), stage.adapter.templates.user);
    },
  },
  {
    name: 'an endpoint keeps its prefix when an error leaves the routers',
    async run(stage) {
      const expected = stage.adapter.templates.user.replace(/users\/:\w+$/, 'refused');
      assert.equal(await endpointOf(stage, '/tenants/anna/dept/7/refused'), expected);
    },
  },
  {
    name: 'the endpoint of a regular expression is the expression',
    isUnknownTo: ({ templates }) => templates.report === undefined,
    async run(stage) {
      assert.equal(await endpointOf(stage, '/reports/7'), stage.adapter.templates.report);
    },
  },
];
