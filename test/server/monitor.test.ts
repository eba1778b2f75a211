import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { createMonitor, getMonitor, type Monitor } from '../../server/monitor.js';
import { FakeClock } from './support/fake-clock.js';

describe('the monitor', () => {
  let clock: FakeClock;
  let monitor: Monitor;

  const record = (statusCode: number, latencyMs = 10): void =>
    monitor.recordRequest({ endpoint: '/', method: 'GET', statusCode, latencyMs });

  /** Lets the next evaluation come. */
  const evaluate = (): void => {
    clock.advance(5);
    mock.timers.tick(5000);
  };

  beforeEach(() => {
    mock.timers.enable({ apis: ['setInterval'] });
    clock = new FakeClock();
    monitor = createMonitor({ clock, version: '1.8.0' });
  });
  afterEach(async () => {
    await monitor.close();
    mock.timers.reset();
  });

  it('answers 90, 10 and 10.0 % for 90 answers of 200 and 10 of 500', () => {
    for (let count = 0; count < 90; count++) record(200);
    for (let count = 0; count < 10; count++) record(500);
    evaluate();
    const { summary, errors, status } = monitor.metrics();
    assert.equal(summary.total_requests, 100);
    assert.equal(summary.successful_requests, 90);
    assert.equal(summary.failed_requests, 10);
    assert.equal(summary.error_rate_percent, 10);
    assert.deepEqual([errors.recent_5xx, errors.total_5xx], [10, 10]);
    assert.equal(status, 'degraded');
  });

  it('answers the percentiles of 1 to 100 ms', () => {
    for (let latency = 1; latency <= 100; latency++) record(200, latency);
    const { min_ms, max_ms, mean_ms, median_ms, p95_ms, p99_ms } = monitor.metrics().performance;
    assert.deepEqual([min_ms, max_ms, mean_ms], [1, 100, 50.5]);
    assert.ok(Math.abs((median_ms ?? 0) - 50) <= 0.5, `median ${median_ms}`);
    assert.ok(p95_ms !== null && p95_ms >= 95 && p95_ms <= 97, `P95 ${p95_ms}`);
    assert.ok(p99_ms !== null && p99_ms >= 98 && p99_ms <= 100, `P99 ${p99_ms}`);
  });

  it('follows a clock with a timer of its own, however fast it runs', () => {
    const fast = new FakeClock();
    const calls: (() => void)[] = [];
    const every = (ms: number, work: () => void): (() => void) => {
      assert.equal(ms, 1000);
      calls.push(work);
      return () => void calls.pop();
    };
    const simulated = createMonitor({
      clock: { monotonic: () => fast.monotonic(), wall: () => fast.wall(), every },
    });
    for (let minute = 0; minute < 24 * 60; minute++) {
      simulated.recordRequest({ endpoint: '/', method: 'GET', statusCode: 200, latencyMs: 10 });
      for (let call = 0; call < 5; call++) {
        fast.advance(12);
        calls[0]?.();
      }
    }
    const { steps, summary } = simulated.history();
    assert.deepEqual([steps.length, summary.requests], [288, 24 * 60]);
    assert.ok(steps.every(({ requests, status }) => requests === 5 && status === 'healthy'));
    const closed = simulated.close();
    assert.equal(calls.length, 0);
    return closed;
  });

  it('groups a request that the app records itself by its error, with its endpoint and its people', () => {
    const failed = { endpoint: '/items/:id', method: 'GET', statusCode: 500, latencyMs: 10 };
    for (const sessionId of ['a', 'b']) {
      monitor.recordRequest({ ...failed, sessionId }, new RangeError('No such shelf'));
    }
    const [group, ...others] = monitor.errors().groups;
    assert.deepEqual([group?.type, group?.message, others], ['RangeError', 'No such shelf', []]);
    assert.deepEqual([group?.total_count, group?.total_sessions], [2, 2]);
    assert.deepEqual(group?.endpoints, [{ endpoint: '/items/:id', method: 'GET', count: 2 }]);
    assert.equal(monitor.metrics().summary.failed_requests, 2);
  });

  it('forgets what has left the window, and keeps the totals', () => {
    record(500);
    clock.advance(301);
    const { summary, performance, endpoints, top_endpoints } = monitor.metrics();
    assert.deepEqual([summary.total_requests, summary.window_requests, summary.error_rate_percent], [1, 0, 0]);
    assert.deepEqual(Object.values(performance), [null, null, null, null, null, null]);
    assert.deepEqual(endpoints, []);
    assert.deepEqual(top_endpoints, { 'GET /': 1 });
  });

  it('divides by the uptime while that is shorter than the window', () => {
    clock.advance(10);
    for (let count = 0; count < 20; count++) record(200);
    assert.equal(monitor.metrics().summary.requests_per_second, 2);
    clock.advance(190);
    assert.equal(monitor.metrics().summary.requests_per_second, 0.1);
  });

  it('has a series with a step for each slice, null before its start', () => {
    clock.advance(7);
    record(200, 40);
    record(500, 40);
    const { series, timestamp } = monitor.metrics();
    assert.equal(series.step_seconds, 5);
    assert.equal(series.requests.length, 60);
    assert.deepEqual(series.requests.slice(-3), [null, 0, 2]);
    assert.deepEqual(series.failed.slice(-2), [0, 1]);
    assert.deepEqual(series.p95_ms.slice(-2), [null, 40]);
    // The newest step began 2 s before now; the oldest 59 steps before that.
    assert.equal(Date.parse(timestamp) - Date.parse(series.start), (2 + 59 * 5) * 1000);
  });

  it('says the same in /health/detailed as in /metrics', () => {
    for (let count = 0; count < 10; count++) record(500, 900);
    evaluate();
    const metrics = monitor.metrics();
    const health = monitor.health();
    assert.equal(health.status, 'degraded');
    assert.deepEqual(health.reasons, metrics.reasons);
    assert.equal(health.error_rate_percent, metrics.summary.error_rate_percent);
    assert.equal(health.p95_latency_ms, metrics.performance.p95_ms);
    assert.deepEqual([health.recent_5xx, health.alerts, health.version], [10, metrics.alerts.length, '1.8.0']);
    assert.equal(health.evaluated_at, metrics.evaluated_at);
    assert.deepEqual(health.checks, {});
  });

  it('counts a reported error in its class, names it as the last error, and leaves the requests alone', () => {
    monitor.recordError({ type: 'timeout', message: 'MCP call exceeded 60 s', endpoint: '/start_reflection' });
    const { errors, summary, health } = monitor.metrics();
    assert.deepEqual([errors.recent_timeout, errors.total_timeout, summary.total_requests], [1, 1, 0]);
    assert.deepEqual(health.last_error, {
      type: 'timeout',
      message: 'MCP call exceeded 60 s',
      endpoint: '/start_reflection',
      timestamp: new Date(clock.wall()).toISOString(),
    });
  });

  it('cuts a reported message, so that a stack of a megabyte does not travel with every poll', () => {
    monitor.recordError({ type: 'x', message: 'y'.repeat(1_000_000) });
    assert.equal(monitor.metrics().health.last_error?.message.length, 500);
  });

  it('never throws at garbage, and counts it', () => {
    const calls: ((value: never) => void)[] = [
      (value) => monitor.recordRequest(value),
      (value) => monitor.recordError(value),
      (value) => monitor.recordSession(value, 'start'),
      (value) => monitor.recordSession('id', value),
      (value) => monitor.recordFeature(value),
    ];
    const thrower = new Proxy(
      {},
      {
        get: () => {
          throw new Error('gotcha');
        },
      },
    );
    const garbage = [undefined, null, 0, NaN, '', {}, [], Symbol('s'), () => 1, thrower];
    for (const call of calls) for (const value of garbage) call(value as never);
    const { monitor: own } = monitor.metrics();
    assert.ok(own.rejected_values >= 40, `${own.rejected_values}`);
    assert.ok(own.monitor_errors >= 1 && own.monitor_errors <= 2, `${own.monitor_errors}`);
  });

  it('never lets a session id out', () => {
    monitor.recordRequest({ endpoint: '/', method: 'GET', statusCode: 200, latencyMs: 1, sessionId: 'secret-7f3a' });
    monitor.recordSession('secret-7f3a', 'start');
    assert.equal(monitor.metrics().summary.active_sessions, 1);
    assert.ok(!JSON.stringify(monitor.metrics()).includes('secret-7f3a'));
  });

  it('counts sessions that are started, and drops them when they end', () => {
    monitor.recordSession('a', 'start');
    monitor.recordSession('b', 'start');
    monitor.recordSession('a', 'end');
    assert.equal(monitor.metrics().summary.active_sessions, 1);
    clock.advance(1800);
    assert.equal(monitor.metrics().summary.active_sessions, 0);
  });

  it('carries names such as __proto__ through its JSON', () => {
    monitor.recordRequest({
      endpoint: '__proto__',
      method: 'GET',
      statusCode: 500,
      latencyMs: 1,
      feature: '__proto__',
    });
    monitor.recordError({ type: '__proto__', message: 'x' });
    const { feature_usage, endpoints, errors } = JSON.parse(JSON.stringify(monitor.metrics())) as ReturnType<
      Monitor['metrics']
    >;
    assert.deepEqual(Object.entries(feature_usage), [['__proto__', 1]]);
    assert.equal(endpoints[0]?.endpoint, '__proto__');
    assert.equal(errors['recent___proto__'], 1);
  });

  it('judges every five seconds by itself, so that the level does not depend on who asks', async () => {
    const watched = createMonitor({ clock });
    const pass = (seconds: number): void => {
      for (let second = 0; second < seconds; second++) {
        clock.advance(1);
        mock.timers.tick(1000);
      }
    };
    for (let count = 0; count < 10; count++) {
      watched.recordRequest({ endpoint: '/', method: 'GET', statusCode: 500, latencyMs: 1 });
    }
    pass(5);
    // Had nobody judged while the window held the failures, the level would be healthy now.
    clock.advance(298);
    assert.equal(watched.metrics().status, 'degraded');
    await watched.close();
  });

  it('is found by getMonitor until it is closed', async () => {
    assert.equal(getMonitor(), monitor);
    await monitor.close();
    assert.equal(getMonitor(), undefined);
  });

  it('records nothing after close, and may be closed twice', async () => {
    await monitor.close();
    record(200);
    monitor.recordFeature('x');
    await monitor.close();
    assert.equal(monitor.metrics().summary.total_requests, 0);
  });
});
