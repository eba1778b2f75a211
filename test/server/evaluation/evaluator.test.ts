import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import Koa from 'koa';
import type { HealthDetailed, Metrics } from '../../../server/contract/index.js';
import { ask, listen } from '../support/http.js';
import { Watched } from '../support/watched.js';

const failing = { endpoint: '/', method: 'GET', statusCode: 500, latencyMs: 900 };

describe('an evaluation', () => {
  it('is made every five seconds, and only then', async (test) => {
    const { monitor, ...watched } = await started(test);
    for (let count = 0; count < 20; count++) monitor.recordRequest(failing);
    for (let second = 1; second <= 4; second++) {
      await watched.pass(1);
      assert.equal(monitor.metrics().status, 'healthy', `after ${second} s`);
    }
    await watched.pass(1);
    assert.equal(monitor.metrics().status, 'degraded');
  });

  it('is never advanced by those who read', async (test) => {
    const { monitor, ...watched } = await started(test);
    await watched.pass(5);
    for (let count = 0; count < 20; count++) monitor.recordRequest(failing);
    const app = await listen(new Koa().use(monitor.koa()).callback());
    test.after(app.close);
    const paths = ['/metrics', '/health/detailed', '/metrics/history', '/monitoring/badge.svg', '/metrics/requests'];
    for (const path of paths) await ask(app.url + path);
    assert.equal(monitor.metrics().status, 'healthy');
    const judged = ({ status, reasons, alerts, evaluated_at }: Metrics) => ({ status, reasons, alerts, evaluated_at });
    assert.deepEqual(judged(monitor.metrics()), judged(monitor.metrics()));
  });

  it('keeps reasons, values and their time together while the live figures move on', async (test) => {
    const { monitor, ...watched } = await started(test);
    await watched.pass(10, 10, 500);
    const before = monitor.metrics();
    for (let count = 0; count < 300; count++) monitor.recordRequest({ ...failing, statusCode: 200 });
    await watched.pass(1);
    const after = monitor.metrics();
    assert.equal(after.evaluated_at, before.evaluated_at);
    assert.notEqual(after.timestamp, before.timestamp);
    assert.deepEqual(after.reasons, before.reasons);
    assert.notEqual(after.summary.error_rate_percent, before.summary.error_rate_percent);
    const health: HealthDetailed = monitor.health();
    assert.deepEqual(
      [health.status, health.reasons, health.evaluated_at],
      [after.status, after.reasons, after.evaluated_at],
    );
  });

  it('cannot be changed by whoever was given an answer', async (test) => {
    const { monitor, ...watched } = await started(test);
    await watched.pass(10, 10, 500);
    const answer: Metrics = monitor.metrics();
    answer.reasons.length = 0;
    answer.alerts.length = 0;
    assert.ok(monitor.metrics().reasons.length > 0);
    assert.ok(monitor.metrics().alerts.length > 0);
  });

  it('shows a mute, a deploy and a new check at once', async (test) => {
    const { monitor, ...watched } = await started(test);
    const app = await listen(new Koa().use(monitor.koa()).callback());
    test.after(app.close);
    await watched.pass(5);
    const post = (path: string, body: object) =>
      ask(app.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    await post('/monitoring/alerts/mute', { type: 'latency_high', minutes: 5 });
    await post('/monitoring/deploys', { version: '2.0.0' });
    monitor.addCheck('database', () => undefined);
    const { mutes, deploy, checks } = monitor.metrics();
    assert.deepEqual([mutes[0]?.type, deploy?.version, checks[0]?.status], ['latency_high', '2.0.0', 'unknown']);
  });
});

describe('the endpoints of a monitor', () => {
  it('are made once and share their caches, however many adapters there are', async (test) => {
    const { monitor } = await started(test);
    assert.equal(monitor.routes(), monitor.routes());
    const apps = await Promise.all([
      listen(new Koa().use(monitor.koa()).callback()),
      listen(
        new Koa()
          .use(monitor.koa({ serve: false }))
          .use(monitor.routes())
          .callback(),
      ),
    ]);
    test.after(() => Promise.all(apps.map((app) => app.close())));
    const bodies = new Set<string>();
    for (let client = 0; client < 40; client++) bodies.add((await ask(`${apps[client % 2]?.url ?? ''}/metrics`)).body);
    // Ten are made within a second of the monitor's clock, which stands still.
    assert.ok(bodies.size <= 10, `${bodies.size} answers`);
  });
});

async function started(test: Parameters<typeof Watched.start>[0]) {
  const watched = await Watched.start(test, { access: 'local' });
  return { monitor: watched.monitor, pass: watched.pass.bind(watched) };
}
