import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Reader } from '../../../server/api/reader.js';
import { Collector } from '../../../server/collector/collector.js';
import { History } from '../../../server/history/history.js';
import { createServer, type MonitorServer } from '../../../server/standalone.js';
import { FakeClock } from '../support/fake-clock.js';
import { ask } from '../support/http.js';

const READS = 100;

describe('a hundred reads, sent at once over one connection', () => {
  let clock: FakeClock;
  let started: MonitorServer;
  beforeEach(async () => {
    clock = new FakeClock();
    started = await createServer({ access: 'local', port: 0, clock });
  });
  afterEach(() => started.close());

  /** The bodies of the answers. */
  const pipeline = (path: string): Promise<string[]> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(started.url).port), '127.0.0.1');
      const get = `GET ${path} HTTP/1.1\r\nHost: localhost\r\n`;
      socket.write(`${get}\r\n`.repeat(READS - 1) + `${get}Connection: close\r\n\r\n`);
      let text = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      socket.on('error', reject);
      socket.on('close', () => {
        const answers = text.split('HTTP/1.1 200 OK\r\n').slice(1);
        assert.equal(answers.length, READS);
        resolve(answers.map((answer) => answer.slice(answer.indexOf('\r\n\r\n') + 4)));
      });
    });

  for (const range of ['15m', '24h']) {
    it(`compute the history of ${range} once`, async (test) => {
      const computed = test.mock.method(History.prototype, 'answer');
      const bodies = await pipeline(`/metrics/history?range=${range}`);
      assert.equal(new Set(bodies).size, 1);
      assert.equal(computed.mock.callCount(), 1);
      clock.advance(1);
      await ask(`${started.url}/metrics/history?range=${range}`);
      assert.equal(computed.mock.callCount(), 2, 'and once more in the next second');
    });
  }

  for (const path of ['/metrics', '/health/detailed']) {
    it(`compute ${path} once`, async (test) => {
      const computed = test.mock.method(Collector.prototype, 'busiest');
      assert.equal(new Set(await pipeline(path)).size, 1);
      assert.equal(computed.mock.callCount(), 1);
    });
  }

  it('go through the kept requests once', async (test) => {
    const read = test.mock.method(Reader.prototype, 'keptRequests');
    assert.equal(new Set(await pipeline('/metrics/requests?kind=slow')).size, 1);
    assert.equal(read.mock.callCount(), 1);
  });

  it('show a deploy that is marked right after them', async () => {
    await pipeline('/metrics/history');
    const headers = { 'Content-Type': 'application/json' };
    await ask(`${started.url}/monitoring/deploys`, { method: 'POST', headers, body: '{"version":"1.8.0"}' });
    const { body } = await ask(`${started.url}/metrics/history`);
    assert.match(body, /1\.8\.0/);
    assert.match((await ask(`${started.url}/metrics`)).body, /1\.8\.0/);
  });
});
