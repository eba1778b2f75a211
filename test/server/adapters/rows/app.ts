/** What the app says of its requests, and the monitor's own endpoints beside the app's. */

import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Row } from './row.js';
import { isHttp2 } from './row.js';

export const app: readonly Row[] = [
  {
    name: 'the feature that a handler names is counted',
    async run({ ask, counted }) {
      await ask('/items/1');
      assert.deepEqual((await counted(1)).feature_usage, { items: 1 });
    },
  },
  {
    name: "the app's own word for what went wrong is the request's class, and the only one",
    async run({ ask, counted }) {
      assert.equal((await ask('/own-word')).status, 429);
      const { errors, summary } = await counted(1);
      assert.deepEqual([errors['total_quota'], errors.total_4xx, summary.failed_requests], [1, 0, 0]);
    },
  },
  {
    name: 'recordError in a handler gives its request the class',
    async run({ adapter, ask, counted }) {
      const { status, body } = await ask('/items', {
        method: 'POST',
        headers: { 'content-type': 'text/plain' },
        body: 'too long',
      });
      assert.deepEqual([status, body], [502, 'refused: too long']);
      const { errors, summary, health } = await counted(1);
      assert.deepEqual([errors['total_model_refused'], errors.total_5xx, summary.failed_requests], [1, 0, 1]);
      assert.deepEqual(
        [health.last_error?.endpoint, health.last_error?.message],
        [adapter.templates.item === '(unmatched)' ? null : '/items', 'too long'],
      );
    },
  },
  {
    name: 'recordError gives its request the class after a body that came bit by bit, too',
    isUnknownTo: isHttp2,
    async run({ served, counted, inFlight }) {
      const socket = connect(Number(new URL(served.url).port), '127.0.0.1');
      const head = ['POST /items HTTP/1.1', 'Host: app', 'Content-Type: text/plain', 'Content-Length: 8'];
      socket.write([...head, 'Connection: close', '', 'too'].join('\r\n'));
      await inFlight(1);
      // The rest of the body is read by an event of the connection, in whose handling there is no request.
      socket.write(' long');
      assert.match(await text(socket), /^HTTP\/1\.1 502[^]*refused: too long/);
      const { errors, summary } = await counted(1);
      assert.deepEqual([errors['total_model_refused'], errors.total_5xx, summary.failed_requests], [1, 0, 1]);
    },
  },
  {
    name: "the monitor's own endpoints are answered and not counted",
    async run({ ask, monitor, inFlight }) {
      for (const path of ['/metrics', '/health', '/health/live', '/health/ready', '/health/detailed', '/monitoring']) {
        assert.equal((await ask(path)).status, 200, path);
      }
      assert.equal((await ask('/health', { method: 'HEAD' })).status, 200);
      const figures = JSON.parse((await ask('/metrics')).body) as { status: string };
      assert.equal(figures.status, 'healthy');
      await inFlight(0);
      assert.equal(monitor.metrics().summary.total_requests, 0);
    },
  },
  {
    name: 'other methods on its addresses are refused, and not counted',
    async run({ ask, monitor }) {
      for (const path of ['/metrics', '/monitoring']) assert.equal((await ask(path, { method: 'PUT' })).status, 405);
      assert.equal(monitor.metrics().summary.total_requests, 0);
    },
  },
  {
    name: 'what the app says to ignore is not counted',
    options: { ignore: ({ path }) => path.startsWith('/items/') },
    async run({ ask, counted }) {
      assert.equal((await ask('/items/1?x=1')).status, 200);
      await ask('/');
      const { summary } = await counted(1);
      assert.equal(summary.total_requests, 1);
    },
  },
];
