/** What a client may write into a request line that no library would. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { createServer, type MonitorServer } from '../../../server/standalone.js';
import { ask, until } from '../support/http.js';

const SECRET = 'a-version-that-only-viewers-see';
const CONNECTIONS = 1000;

let served: MonitorServer;

function open(): Socket {
  const socket = connect(Number(new URL(served.url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  return socket;
}

/** Sends a request as it is written, and reads what comes until the end of the connection. */
async function answerTo(target: string, host = 'Host: 127.0.0.1'): Promise<{ status: number; text: string }> {
  const socket = open();
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
  socket.write(`GET ${target} HTTP/1.1\r\n${host}\r\nConnection: close\r\n\r\n`, 'latin1');
  await once(socket, 'close');
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]), text };
}

describe('an address', () => {
  before(async () => {
    served = await createServer({ port: 0, version: SECRET, access: { viewer: 'viewer-token-1' } });
  });
  after(() => served.close());

  for (const path of [
    '/align-monitor/../../package.json',
    '/align-monitor/..%2f..%2fpackage.json',
    '/align-monitor/%2e%2e/%2e%2e/package.json',
    '/align-monitor/..\\..\\package.json',
    '/align-monitor/....//package.json',
    '/align-monitor//etc/passwd',
    '/align-monitor/%00',
    '/align-monitor/core.js%00.html',
    '/align-monitor/%c0%ae%c0%ae/package.json',
    '/align-monitor/%',
    '//etc/passwd',
    'file:///etc/passwd',
    '*',
  ]) {
    it(`that leads out of the folder gives nothing of it (${path})`, async () => {
      const { status, text } = await answerTo(path);
      assert.ok([400, 401, 403, 404].includes(status), text);
      assert.ok(!/root:|"dependencies"/.test(text));
    });
  }

  it('that is longer than Node allows is refused, and the next request is answered', async () => {
    const { status } = await answerTo(`/metrics?${'x'.repeat(100_000)}`);
    assert.ok(status === 431 || Number.isNaN(status), String(status));
    assert.equal((await answerTo(`/metrics?${'x'.repeat(15_000)}`)).status, 200);
    assert.equal((await answerTo('/metrics')).status, 200);
  });

  for (const host of [
    'Host: ',
    'Host: [',
    'Host: a b',
    'Host: <b>planted',
    'Host: \xff',
    'X: y',
    'Host: planted\r\nHost: b',
  ]) {
    it(`with a host that is none is answered without it (${JSON.stringify(host)})`, async () => {
      for (const path of ['/metrics', '/metrics/', '/monitoring', '/monitoring/sign-in']) {
        const { status, text } = await answerTo(path, host);
        assert.ok([200, 308, 400, 403, 421].includes(status), text);
        assert.ok(!/planted|location: (http|\/\/)/i.test(text), text);
        assert.ok(!text.includes(SECRET));
      }
    });
  }

  for (const path of [
    '/METRICS',
    '/Metrics/history',
    '/metrics/',
    '/metrics//',
    '//metrics',
    '/%6detrics',
    '/metrics%2f',
    '/metrics/./requests',
    '/x/../metrics/requests',
    '/metrics;x=y',
    '/metrics%00',
    '/metrics\\',
    'http://other.example/metrics',
    'HTTP://other.example/metrics/requests',
  ]) {
    it(`in other letters, with slashes or encoded shows the public no more (${path})`, async () => {
      const { status, text } = await answerTo(path);
      assert.ok([200, 308, 400, 401, 404, 421].includes(status), text);
      assert.ok(!text.includes(SECRET), text);
    });
  }

  it('is answered while a thousand others do not take their answers', async () => {
    const sockets = Array.from({ length: CONNECTIONS }, open);
    try {
      for (const socket of sockets) {
        socket.pause();
        socket.write('GET /metrics/history?range=24h HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'.repeat(3));
      }
      await until(() => sockets.every(({ connecting }) => !connecting), 'all are connected');
      const before = process.memoryUsage().rss;
      assert.equal((await ask(`${served.url}/metrics`)).status, 200);
      assert.ok(process.memoryUsage().rss - before < 200_000_000);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  });
});
