/** A monitor whose Alertmanager silences a rule, does not answer, or is slow. */

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import type { ApiError, Notification } from '../../../server/contract/index.js';
import { createServer, type MonitorServer } from '../../../server/standalone.js';
import { FakeClock } from '../support/fake-clock.js';
import { ask, listen, type Listening, until } from '../support/http.js';

describe('a monitor with an Alertmanager', () => {
  let clock: FakeClock;
  let served: Listening;
  let answers: boolean;
  let silences: unknown[];
  let told: Notification[];
  let started: MonitorServer;

  const pass = (seconds: number): void => {
    for (let second = 0; second < seconds; second++) {
      clock.advance(1);
      mock.timers.tick(1000);
    }
  };
  const fail = (): void => {
    for (let count = 0; count < 50; count++) {
      started.monitor.recordRequest({ endpoint: '/', method: 'GET', statusCode: 500, latencyMs: 1 });
    }
  };

  beforeEach(async () => {
    mock.timers.enable({ apis: ['setInterval'] });
    clock = new FakeClock();
    [answers, silences, told] = [true, [], []];
    served = await listen((request, response) => {
      request.resume();
      if (answers) response.end(request.method === 'GET' ? JSON.stringify(silences) : '');
    });
    started = await createServer({
      ...{ access: 'local', port: 0, clock },
      alertmanager: { urls: [served.url] },
      notify: (message) => told.push(message),
    });
  });
  afterEach(async () => {
    mock.timers.reset();
    await Promise.all([started.close(), served.close()]);
  });

  it('sends what is silenced there to nobody, shows it as muted, and cannot end it', async () => {
    silences = [
      {
        ...{ id: 'a', status: { state: 'active' }, createdBy: 'anna', comment: 'known' },
        ...{ updatedAt: '2026-11-23T20:00:00Z', startsAt: '2026-11-23T20:00:00Z', endsAt: '2026-11-23T22:00:00Z' },
        matchers: [{ name: 'alertname', value: 'error_rate_high', isRegex: false }],
      },
    ];
    await until(() => {
      pass(1);
      return started.monitor.metrics().mutes.length > 0;
    }, 'the silence is read');
    fail();
    pass(10);
    await until(() => told.length > 0, 'the other rule is told');
    assert.deepEqual(
      told.map(({ first, others }) => [first.type, ...others.map(({ type }) => type)]),
      [['5xx_detected']],
    );
    const { alerts, mutes } = started.monitor.metrics();
    assert.equal(alerts.find(({ type }) => type === 'error_rate_high')?.muted_until, '2026-11-23T22:00:00.000Z');
    assert.deepEqual(
      mutes.map(({ type, by, source }) => [type, by, source]),
      [['error_rate_high', 'anna', 'alertmanager']],
    );
    const { status, body } = await ask(`${started.url}/monitoring/alerts/mute`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'error_rate_high', minutes: 0 }),
    });
    assert.deepEqual([status, (JSON.parse(body) as ApiError).error.code], [409, 'silenced_elsewhere']);
  });

  it('evaluates and tells others on time while it does not answer', async () => {
    answers = false;
    pass(1);
    fail();
    pass(10);
    await until(() => told.length > 0, 'the other target is told');
    assert.deepEqual(
      started.monitor.metrics().alerts.map(({ state }) => state),
      ['firing', 'firing'],
    );
    const from = performance.now();
    await started.monitor.close();
    assert.ok(performance.now() - from < 2000);
  });
});
