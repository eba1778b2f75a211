import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createMonitor } from '../../../server/monitor.js';
import { Cost } from '../../../server/runtime/cost.js';
import { resolveOptions } from '../../../server/options/options.js';
import { RequestAdapter } from '../../../server/tracking/request-adapter.js';
import { Tracker } from '../../../server/tracking/tracker.js';
import { FakeClock } from '../support/fake-clock.js';
import { ask } from '../support/http.js';
import { Watched } from '../support/watched.js';

class PlainRequest extends RequestAdapter {
  override endpoint(): string {
    return this.path;
  }
}

describe('what the monitor costs', () => {
  it('is not known before anything was measured, and then the median of the last hundred requests', () => {
    const cost = new Cost();
    assert.deepEqual(cost.figures(), { request_us: null, evaluation_ms: null });
    for (let count = 0; count < 100; count++) cost.addRequest(99);
    for (let count = 0; count < 50; count++) {
      cost.addRequest(0.004);
      cost.addRequest(0.005);
    }
    assert.equal(cost.figures().request_us, 5);
  });

  it('stays the same when another program or the garbage collection interrupts four requests of ten', () => {
    const cost = new Cost();
    for (let count = 0; count < 100; count++) cost.addRequest(count % 10 < 4 ? 20 : 0.005);
    assert.equal(cost.figures().request_us, 5);
  });

  it('includes only what the monitor does, not what the app does meanwhile', async () => {
    const clock = new FakeClock();
    const cost = new Cost(() => clock.monotonic());
    const tracker = new Tracker({
      options: { ...resolveOptions({}), sessionId: undefined },
      now: () => clock.monotonic(),
      record: () => clock.advance(0.000_007),
      renameSession: () => undefined,
      onInternalError: (error) => assert.fail(String(error)),
      cost,
    });
    const server = createServer((request, response) => {
      const { url = '/' } = request;
      tracker.begin(new PlainRequest(request, response));
      clock.advance(0.5);
      response.end(url);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      for (let count = 0; count < 64; count++) await ask(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      assert.equal(cost.figures().request_us, 7);
    } finally {
      server.close();
    }
  });

  it('is measured for one request of 32', () => {
    const cost = new Cost();
    const sampled = Array.from({ length: 320 }, () => cost.sample()).filter((begin) => begin >= 0);
    assert.equal(sampled.length, 10);
  });

  it('includes evaluations, also one that throws', () => {
    const cost = new Cost();
    assert.throws(() =>
      cost.evaluation(() => {
        const end = performance.now() + 2;
        while (performance.now() < end);
        throw new Error('no');
      }),
    );
    assert.ok((cost.figures().evaluation_ms ?? 0) >= 1.9);
  });

  it('is told of real requests', async () => {
    const monitor = createMonitor();
    const server = createServer((_request, response) => response.end('fine'));
    monitor.http(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      assert.equal(monitor.metrics().monitor.cost.request_us, null);
      for (let count = 0; count < 70; count++) await ask(`${url}/`);
      const { request_us: us } = monitor.metrics().monitor.cost;
      assert.ok(us !== null && us > 0 && us < 5000, `${us} µs`);
    } finally {
      server.close();
      await monitor.close();
    }
  });

  it('in memory includes groups of errors, people who saw them, what the app waits for and its own numbers', async () => {
    const monitor = createMonitor();
    const bytes = (): number => monitor.metrics().monitor.cost.memory_bytes ?? 0;
    const empty = bytes();
    for (let group = 0; group < 100; group++) {
      monitor.recordError({
        type: `Type${String.fromCharCode(65 + (group % 26))}${'x'.repeat(group % 7)}`,
        message: 'gone',
      });
    }
    const withGroups = bytes();
    assert.ok(withGroups - empty > 100_000, `${withGroups - empty} bytes of groups`);
    await monitor.time('postgres', () => Promise.resolve());
    const withDependency = bytes();
    assert.ok(withDependency - withGroups > 1000, `${withDependency - withGroups} bytes of a dependency`);
    monitor.histogram('tokens').record(1);
    const withInstrument = bytes();
    assert.ok(withInstrument - withDependency > 1000, `${withInstrument - withDependency} bytes of a histogram`);
    const failing = { endpoint: '/', method: 'GET', statusCode: 500, latencyMs: 1 };
    for (let count = 0; count < 200; count++) monitor.recordRequest({ ...failing, sessionId: `session ${count}` });
    assert.ok(bytes() - withInstrument > 8192, `${bytes() - withInstrument} bytes of people`);
    await monitor.close();
  });

  it('on disk is the length of the files in its folder; without a folder there is none', async (test) => {
    // The monitor is closed, and its folder removed, by `Watched`.
    const folder = await mkdtemp(join(tmpdir(), 'align-monitor-cost-'));
    const watched = await Watched.start(test, { metricsDir: folder });
    await watched.pass(310, 1);
    await watched.restart();
    await watched.pass(16);
    const files = readdirSync(folder).filter((name) => /^(history|alerts)-.*\.json$/.test(name));
    const length = files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    const { disk_bytes: bytes } = watched.monitor.metrics().monitor.cost;
    assert.ok(
      bytes !== null && length > 500 && Math.abs(bytes - length) < 0.2 * length,
      `${bytes} is not about ${length}`,
    );
    const none = createMonitor();
    assert.equal(none.metrics().monitor.cost.disk_bytes, null);
    await none.close();
  });
});
