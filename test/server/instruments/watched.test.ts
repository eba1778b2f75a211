import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createServer } from '../../../server/standalone.js';
import { FakeClock } from '../support/fake-clock.js';
import { ask } from '../support/http.js';
import { Watched } from '../support/watched.js';

const RULE = { queue: { metric: 'queue_length', threshold: 50, forSeconds: 10, severity: 'critical' } } as const;

describe("a rule about one of the app's own numbers", () => {
  it('fires while the number is over its threshold, and names it', async (test) => {
    const watched = await Watched.start(test, { alertRules: RULE });
    let length = 40;
    watched.monitor.gauge('queue_length', () => length);
    await watched.pass(20);
    assert.deepEqual(watched.states('queue'), []);
    length = 51;
    await watched.pass(5);
    assert.deepEqual(watched.states('queue'), ['pending']);
    await watched.pass(10);
    const { message, condition, evidence } = watched.monitor.metrics().alerts[0] ?? {};
    assert.equal(message, 'queue_length 51 (limit 50)');
    assert.deepEqual([condition?.metric, condition?.name], ['instrument', 'queue_length']);
    assert.deepEqual(evidence?.endpoints, []);
    assert.equal(watched.monitor.metrics().status, 'degraded');
    length = 50;
    await watched.pass(5);
    assert.deepEqual(watched.states('queue'), ['resolved']);
  });

  it('does not fire for a number that there is not, and holds for five minutes where the value is missing', async (test) => {
    const watched = await Watched.start(test, {
      alertRules: { ...RULE, less: { metric: 'no_such', comparison: '<', threshold: 5 } },
    });
    let length: number | null = 60;
    watched.monitor.gauge('queue_length', () => length);
    await watched.pass(20);
    assert.deepEqual([watched.states('queue'), watched.states('less')], [['firing'], []]);
    length = null;
    await watched.pass(290);
    assert.deepEqual(watched.states('queue'), ['firing']);
    await watched.pass(20);
    assert.deepEqual(watched.states('queue'), ['resolved']);
  });
});

describe("the app's own numbers", () => {
  it('are in history after a restart too', async (test) => {
    const watched = await Watched.startOnDisk(test);
    watched.monitor.gauge('queue_length', () => 42);
    watched.monitor.counter('uploads').add(30);
    await watched.pass(310);
    await watched.restart();
    const steps = watched.monitor.history().steps.filter(({ instruments }) => instruments !== null);
    assert.equal(steps[0]?.instruments?.['queue_length'], 42);
    assert.equal(typeof steps[0].instruments['uploads'], 'number');
  });

  it('are for viewers: strangers see neither names nor values', async (test) => {
    test.mock.timers.enable({ apis: ['setInterval'] });
    const clock = new FakeClock();
    const { monitor, url, close } = await createServer({ port: 0, clock, access: {} });
    test.after(close);
    monitor.counter('uploads').add(4711);
    clock.advance(5);
    test.mock.timers.tick(5000);
    for (const path of ['/metrics', '/metrics/history?range=1h', '/health/detailed', '/metrics/prometheus']) {
      const { body } = await ask(url + path);
      assert.doesNotMatch(body, /uploads|4711/);
    }
    assert.equal(monitor.metrics().instruments[0]?.total, 4711);
  });
});
