/** What is counted of answers that take their time, never come, or lose their client. */

import assert from 'node:assert/strict';
import { named } from '../support/scene.js';
import type { Row } from './row.js';

export const streams: readonly Row[] = [
  {
    name: 'an answer that goes on being written is measured to its first byte',
    async run({ ask, counted }) {
      const { status, body } = await ask('/stream');
      assert.deepEqual([status, body], [200, 'firstlast']);
      const { performance, summary } = await counted(1);
      assert.deepEqual([performance.max_ms, summary.failed_requests], [0, 0]);
    },
  },
  {
    name: 'server-sent events are in flight while they are open, counted once, and stay out of the percentiles',
    async run({ open, counted, inFlight, pass, monitor }) {
      const stream = open('/events');
      await stream.begun;
      await inFlight(1);
      pass(3600);
      assert.equal(monitor.metrics().summary.total_requests, 0);
      stream.leave();
      const { summary, errors, performance } = await counted(1);
      assert.deepEqual([summary.total_requests, summary.failed_requests, summary.in_flight], [1, 0, 0]);
      assert.deepEqual([errors.total_aborted, errors.total_timeout, performance.max_ms], [0, 0, null]);
    },
  },
  {
    name: 'a request without an answer is one timeout, and no second count when it is answered at last',
    async run({ adapter, open, counted, inFlight, pass, release, monitor }) {
      const request = open('/hangs');
      await inFlight(1);
      pass(59);
      assert.equal(monitor.metrics().summary.total_requests, 0);
      pass(2);
      pass(60);
      const { summary, errors, performance, endpoints } = await counted(1);
      assert.deepEqual([summary.total_requests, summary.failed_requests, summary.in_flight], [1, 1, 1]);
      assert.deepEqual(
        [errors.total_timeout, performance.max_ms, endpoints[0]?.endpoint],
        [1, 60_000, named(adapter, '/hangs')],
      );
      release();
      await request.begun;
      await inFlight(0);
      assert.equal(monitor.metrics().summary.total_requests, 1);
    },
  },
  {
    name: 'a client that leaves before the answer is aborted and no failure',
    async run({ adapter, open, counted, inFlight, pass }) {
      const request = open('/hangs');
      await inFlight(1);
      pass(2);
      request.leave();
      const { summary, errors, endpoints, performance } = await counted(1);
      // It had waited for longer than the limit of the P95, so that a server that hangs is seen.
      assert.equal(performance.max_ms, 2000);
      assert.deepEqual([errors.total_aborted, summary.failed_requests, summary.in_flight], [1, 0, 0]);
      assert.equal(endpoints[0]?.endpoint, named(adapter, '/hangs'));
    },
  },
  {
    name: 'a client that leaves in the middle of the answer is aborted and no failure',
    async run({ open, counted, pass }) {
      const request = open('/slowly');
      await request.begun;
      pass(2);
      request.leave();
      const { summary, errors, performance } = await counted(1);
      assert.deepEqual([errors.total_aborted, summary.failed_requests, summary.in_flight], [1, 0, 0]);
      assert.equal(performance.max_ms, null);
    },
  },
  {
    name: 'a long poll that the app has named is counted, out of the percentiles, and never a timeout',
    async run({ open, counted, inFlight, pass, release, monitor }) {
      open('/poll');
      await inFlight(1);
      pass(120);
      assert.equal(monitor.metrics().summary.total_requests, 0);
      release();
      const { summary, errors, performance } = await counted(1);
      assert.deepEqual([summary.failed_requests, errors.total_timeout, performance.max_ms], [0, 0, null]);
    },
  },
];
