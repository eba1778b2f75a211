/** Open requests that have waited for too long are slow before they end; what waits for its client is not. */

import assert from 'node:assert/strict';
import type { Duplex } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { Notification } from '../../../../server/contract/index.js';
import { named } from '../support/scene.js';
import type { Stage } from '../support/stage.js';
import { isHttp2, type Row } from './row.js';

/** Records good requests, and lets the seconds pass one by one until something is so; answers how many have passed. */
async function secondsUntil({ pass }: Stage, isSo: () => boolean, atMost: number): Promise<number> {
  for (let second = 1; second <= atMost; second++) {
    pass(1);
    for (let turns = 0; turns < 5; turns++) await turn();
    if (isSo()) return second;
  }
  return Infinity;
}

async function recordGood(stage: Stage, count: number): Promise<void> {
  for (let each = 0; each < count; each++) {
    stage.monitor.recordRequest({ endpoint: '/', method: 'GET', statusCode: 200, latencyMs: 20 });
  }
  await secondsUntil(stage, () => false, 10);
}

const notified: Notification[] = [];

export const waiting: readonly Row[] = [
  {
    name: 'an app in which everything hangs is red and its team notified before the first request times out',
    options: { notify: [(message) => void notified.push(message)] },
    async run(stage) {
      notified.length = 0;
      const { adapter, monitor, open, inFlight } = stage;
      await recordGood(stage, 300);
      for (let count = 0; count < 30; count++) open('/hangs');
      await inFlight(30);
      const isRed = (): boolean => monitor.metrics().status === 'degraded' && notified.length > 0;
      assert.ok((await secondsUntil(stage, isRed, 15)) <= 15);
      const { reasons, alerts, performance, summary } = monitor.metrics();
      assert.deepEqual([reasons[0]?.what, reasons[0]?.waiting], ['p95_ms', 30]);
      assert.match(reasons[0]?.message ?? '', /^P95 latency \d+ ms is over 500 ms; 30 requests are still waiting$/);
      assert.equal(alerts[0]?.evidence?.endpoints[0]?.endpoint, named(adapter, '/hangs'));
      // The figures are still those of the requests that have ended.
      assert.deepEqual([summary.window_requests, performance.max_ms], [300, 20]);
    },
  },
  {
    name: 'one request that hangs among a hundred good ones changes nothing',
    async run(stage) {
      const { monitor, open, inFlight } = stage;
      await recordGood(stage, 100);
      open('/hangs');
      await inFlight(1);
      const isDisturbed = (): boolean => monitor.metrics().status !== 'healthy' || monitor.metrics().alerts.length > 0;
      assert.equal(await secondsUntil(stage, isDisturbed, 30), Infinity);
    },
  },
  {
    name: 'event streams, named long polls, uploads under way and downloads of slow clients never wait',
    async run(stage) {
      const { monitor, open, upload, pause, inFlight } = stage;
      await recordGood(stage, 20);
      const opened = [open('/events'), open('/slowly')];
      const downloads = [pause('/large'), pause('/piped')];
      for (let count = 0; count < 10; count++) {
        open('/poll');
        upload('/items');
      }
      await Promise.all([...opened, ...downloads].map(({ begun }) => begun));
      await inFlight(24);
      const isDisturbed = (): boolean => monitor.metrics().status !== 'healthy' || monitor.metrics().alerts.length > 0;
      assert.equal(await secondsUntil(stage, isDisturbed, 30), Infinity);
    },
  },
  {
    name: 'a request that hangs is a timeout although its client offers an upgrade that the server does not know',
    options: { requestTimeoutSeconds: 30 },
    isUnknownTo: isHttp2,
    async run({ ask, inFlight, pass, counted, release }) {
      const headers = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABk' };
      const answer = ask('/hangs', { headers });
      await inFlight(1);
      pass(31);
      const { errors } = await counted(1);
      assert.equal(errors.total_timeout, 1);
      release();
      await answer;
    },
  },
  {
    name: 'an upgraded connection never waits',
    isUnknownTo: isHttp2,
    async run(stage) {
      const { monitor, served } = stage;
      await recordGood(stage, 20);
      const sockets: Duplex[] = [];
      served.server.on('upgrade', (_: unknown, socket: Duplex) => {
        sockets.push(socket);
        socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n');
      });
      const headers = { connection: 'upgrade', upgrade: 'echo' };
      for (let count = 0; count < 20; count++) void stage.ask('/', { headers }).catch(() => undefined);
      const isDisturbed = (): boolean => monitor.metrics().status !== 'healthy' || monitor.metrics().alerts.length > 0;
      assert.equal(await secondsUntil(stage, isDisturbed, 30), Infinity);
      for (const socket of sockets) socket.destroy();
    },
  },
];
