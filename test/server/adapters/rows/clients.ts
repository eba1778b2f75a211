/** What slow clients do has no part in the app's latency. */

import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import type { Stage } from '../support/stage.js';
import type { Row } from './row.js';

/** Until what was sent has been handled. */
async function settle(): Promise<void> {
  for (let turns = 0; turns < 20; turns++) await turn();
}

async function uploadSlowly({ upload, inFlight, pass }: Stage, path: string): Promise<number> {
  const request = upload(path);
  await Promise.race([inFlight(1), request.status]);
  await settle();
  pass(100);
  request.send('too');
  await settle();
  pass(100);
  request.end(' long');
  return request.status;
}

export const clients: readonly Row[] = [
  {
    name: 'a body that comes slowly is no latency and no timeout',
    async run(stage) {
      assert.equal(await uploadSlowly(stage, '/items'), 502);
      const { performance, errors } = await stage.counted(1);
      assert.deepEqual([performance.max_ms, errors.total_timeout], [0, 0]);
    },
  },
  {
    name: 'a body that comes slowly to an unknown path is no latency',
    async run(stage) {
      assert.equal(await uploadSlowly(stage, '/nowhere'), 404);
      const { performance, errors } = await stage.counted(1);
      assert.deepEqual([performance.max_ms, errors.total_4xx], [0, 1]);
    },
  },
  {
    name: 'a client that leaves in the middle of its body has no latency',
    async run({ upload, inFlight, counted, pass }) {
      const request = upload('/items');
      await inFlight(1);
      await settle();
      pass(100);
      request.leave();
      const { performance, errors, summary } = await counted(1);
      assert.deepEqual([performance.max_ms, errors.total_aborted, summary.failed_requests], [null, 1, 0]);
    },
  },
  {
    name: 'the time that a handler takes before it reads the body is latency',
    async run({ upload, inFlight, counted, clock, release }) {
      const request = upload('/late');
      request.end('too late');
      await inFlight(1);
      await settle();
      clock.advance(3);
      release();
      assert.equal(await request.status, 200);
      assert.equal((await counted(1)).performance.max_ms, 3000);
    },
  },
  ...['/large', '/piped'].map((path): Row => ({
    name: `a client that reads slowly is no latency (${path})`,
    async run({ pause, counted, pass, monitor }) {
      const answer = pause(path);
      await answer.begun;
      await settle();
      pass(100);
      assert.equal(monitor.metrics().summary.total_requests, 0);
      await answer.read();
      const { performance, errors, summary } = await counted(1);
      assert.deepEqual([performance.max_ms, summary.failed_requests, errors.total_aborted], [0, 0, 0]);
      assert.equal(monitor.requests({ kind: 'recent', limit: 1 }).requests[0]?.transfer_ms, 100_000);
    },
  })),
  {
    name: 'slow uploads, a paused download and a client that leaves one change neither the level nor the P95',
    async run({ ask, upload, pause, counted, pass, monitor }) {
      for (let count = 0; count < 40; count++) await ask('/items/1');
      await counted(40);
      const before = monitor.metrics().performance.p95_ms;
      const uploads = Array.from({ length: 10 }, () => upload('/nowhere'));
      const download = pause('/large');
      const left = pause('/piped');
      await Promise.all([download.begun, left.begun]);
      await settle();
      pass(20);
      left.leave();
      for (const request of uploads) request.end('too long');
      await Promise.all([...uploads.map(({ status }) => status), download.read()]);
      const { performance, status, summary, errors } = await counted(52);
      assert.deepEqual([performance.p95_ms, performance.max_ms, status], [before, 0, 'healthy']);
      assert.deepEqual([summary.failed_requests, errors.total_timeout, errors.total_aborted], [0, 0, 1]);
    },
  },
];
