import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createMonitor, type Monitor } from '../../../server/monitor.js';
import { FakeClock } from '../support/fake-clock.js';
import { seeded } from '../support/random.js';

/** A clock whose wall hand can be set, as an operator or a time server does. */
class SettableClock extends FakeClock {
  #offset = 0;

  override wall(): number {
    return super.wall() + this.#offset;
  }

  set(hours: number): void {
    this.#offset = hours * 3_600_000;
  }
}

describe('whatever comes in', () => {
  let clock: SettableClock;
  let monitor: Monitor;

  const record = (endpoint: string, statusCode: number, more: object = {}): void => {
    monitor.recordRequest({ endpoint, method: 'GET', statusCode, latencyMs: 20, ...more });
  };

  beforeEach(() => {
    clock = new SettableClock();
    monitor = createMonitor({ clock });
  });
  afterEach(() => monitor.close());

  it('a wall clock that jumps an hour either way changes no window, rate or level', () => {
    clock.advance(100);
    for (let count = 0; count < 100; count++) record('/', count < 90 ? 200 : 500);
    const before = monitor.metrics();
    for (const hours of [1, -1]) {
      clock.set(hours);
      const after = monitor.metrics();
      assert.deepEqual(after.summary, before.summary);
      assert.deepEqual(after.performance, before.performance);
      assert.deepEqual([after.status, after.uptime_seconds], [before.status, before.uptime_seconds]);
      assert.deepEqual(after.series.requests, before.series.requests);
    }
  });

  it('a stranger with 10,000 bad requests among normal traffic cannot turn the light red', () => {
    const random = seeded(42);
    for (let second = 0; second < 60; second++) {
      clock.advance(1);
      for (let count = 0; count < 5; count++) record(`/page/${count}`, 200);
      for (let count = 0; count < 167; count++) {
        const kind = Math.floor(3 * random());
        if (kind === 0) record('(unmatched)', 404);
        if (kind === 1) record('/login', 401);
        if (kind === 2) record('/settings', 403, { errorClass: 'csrf' });
      }
      assert.equal(monitor.metrics().status, 'healthy');
    }
    const { errors, summary, endpoints } = monitor.metrics();
    assert.ok(errors.recent_4xx > 6000 && errors.recent_csrf > 3000, JSON.stringify(errors));
    assert.equal(summary.failed_requests, 0);
    const pages = endpoints.filter(({ endpoint }) => endpoint.startsWith('/page/'));
    assert.deepEqual(
      pages.map(({ requests, failed }) => [requests, failed]),
      Array(5).fill([60, 0]),
    );
  });

  it('random methods, endless names and 10 MB session ids leave answers of bounded size', () => {
    for (let count = 0; count < 3000; count++) {
      const noise = `${count}-${'x'.repeat(1000)}`;
      monitor.recordRequest({
        endpoint: `/${noise}`,
        method: noise,
        statusCode: 200,
        latencyMs: 1,
        feature: noise,
        errorClass: noise,
        sessionId: count === 0 ? 'y'.repeat(10_000_000) : noise,
      });
    }
    const answer = JSON.stringify(monitor.metrics());
    assert.ok(answer.length < 60_000, `${answer.length} characters`);
    assert.deepEqual([...new Set(monitor.metrics().endpoints.map(({ method }) => method))], ['_OTHER']);
    assert.ok(!answer.includes('yyyy'));
  });

  it('a blocked event loop causes one late evaluation and no false level', (test) => {
    test.mock.timers.enable({ apis: ['setInterval'] });
    const watched = createMonitor({ clock });
    for (let count = 0; count < 100; count++) {
      watched.recordRequest({ endpoint: '/', method: 'GET', statusCode: 200, latencyMs: 20 });
    }
    // Ten seconds pass in which no timer ran; then one tick comes.
    clock.advance(10);
    test.mock.timers.tick(1000);
    assert.equal(watched.metrics().status, 'healthy');
    void watched.close();
  });
});
