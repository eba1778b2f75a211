import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Alert } from '../../../server/contract/index.js';
import { ask } from '../support/http.js';
import { createServer } from '../../../server/standalone.js';
import { FakeClock } from '../support/fake-clock.js';
import { Watched } from '../support/watched.js';

const HOUR = 3600;
const NIGHTLY = { everySeconds: 24 * HOUR, graceSeconds: HOUR };
const TYPE = 'overdue_job:nightly-report';

const alertOf = ({ monitor }: Watched, type = TYPE): Alert => {
  const alert = monitor.metrics().alerts.find((one) => one.type === type);
  assert.ok(alert !== undefined);
  return alert;
};

describe('the alert about a job that is overdue', () => {
  it('fires without a rule, says for how long it has not run, and ends when it runs', async (test) => {
    const watched = await Watched.start(test);
    await watched.monitor.job('nightly-report', () => undefined, NIGHTLY);
    watched.clock.advance(26 * HOUR);
    await watched.pass(5);
    const { message, severity, state, condition, unit, threshold } = alertOf(watched);
    assert.equal(message, 'nightly-report has not run for 26 h');
    assert.deepEqual([severity, state, unit, threshold], ['warning', 'firing', 's', 25 * HOUR]);
    assert.deepEqual([condition?.metric, condition?.name], ['overdue_job', 'nightly-report']);
    assert.equal(watched.monitor.metrics().status, 'warning');
    await watched.monitor.job('nightly-report', () => undefined, NIGHTLY);
    await watched.pass(5);
    assert.deepEqual(watched.states(TYPE), ['resolved']);
  });

  it('tells at the next start of what was missed, also of a job that this process has not called', async (test) => {
    const told: string[] = [];
    const watched = await Watched.startOnDisk(test, { notify: ({ kind }) => told.push(kind) });
    await watched.monitor.job('nightly-report', () => undefined, NIGHTLY);
    await watched.monitor.close();
    watched.clock.advance(30 * HOUR);
    await watched.restart();
    await watched.pass(5);
    assert.equal(alertOf(watched).message, 'nightly-report has not run for 30 h');
    assert.deepEqual(told, ['firing']);
    assert.deepEqual(
      watched.monitor.metrics().jobs.map(({ name, runs }) => [name, runs]),
      [['nightly-report', 1]],
    );
    const { id } = alertOf(watched);
    await watched.restart();
    await watched.pass(5);
    assert.equal(alertOf(watched).id, id);
    assert.deepEqual(told, ['firing']);
    watched.monitor.forgetJob('nightly-report');
    await watched.pass(5);
    assert.deepEqual(watched.states(TYPE), ['resolved']);
  });

  it('is one for each job', async (test) => {
    const watched = await Watched.start(test);
    for (const name of ['a', 'b', 'c']) await watched.monitor.job(name, () => undefined, { everySeconds: 7200 });
    watched.clock.advance(2 * HOUR);
    await watched.monitor.job('b', () => undefined, { everySeconds: 7200 });
    await watched.pass(10);
    assert.deepEqual(
      ['a', 'b', 'c'].map((name) => watched.states(`overdue_job:${name}`)),
      [['firing'], [], ['firing']],
    );
  });

  it('cannot be mistaken for a rule', async (test) => {
    await assert.rejects(
      Watched.start(test, { alertRules: { 'overdue_job:x': { metric: 'p95', threshold: 5 } } }),
      /its name is not allowed; allowed: .*restart_loop and overdue_job:/,
    );
  });

  it('can be muted and acknowledged; strangers are not told which job it is', async (test) => {
    test.mock.timers.enable({ apis: ['setInterval'] });
    const clock = new FakeClock();
    const { monitor, url, close } = await createServer({ port: 0, clock, access: { operator: 'operator-token' } });
    test.after(close);
    await monitor.job('nightly-report', () => undefined, NIGHTLY);
    clock.advance(26 * HOUR);
    for (let second = 0; second < 5; second++) {
      clock.advance(1);
      test.mock.timers.tick(1000);
    }
    const { body } = await ask(`${url}/metrics`);
    assert.match(body, /"type":"overdue_job"/);
    assert.equal(body.includes('nightly'), false);
    const headers = { Authorization: 'Bearer operator-token', 'Content-Type': 'application/json' };
    const post = async (path: string, json: object) =>
      (await ask(`${url}/monitoring/alerts/${path}`, { method: 'POST', headers, body: JSON.stringify(json) })).status;
    const id = monitor.metrics().alerts.find(({ type }) => type === TYPE)?.id ?? '';
    assert.equal(await post(`${id}/acknowledge`, { by: 'Mara' }), 200);
    assert.equal(await post('mute', { type: TYPE, minutes: 60 }), 200);
    const alert = monitor.metrics().alerts.find(({ type }) => type === TYPE);
    assert.equal(alert?.acknowledged?.by, 'Mara');
    assert.notEqual(alert.muted_until, null);
  });
});

describe('a job that fails', () => {
  it('is an error like one that is reported, and no failed request', async (test) => {
    const watched = await Watched.start(test);
    const { monitor } = watched;
    await assert.rejects(
      monitor.job('sync', () => Promise.reject(new RangeError('no week 9'))),
      RangeError,
    );
    await assert.rejects(
      monitor.job('sync', () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error
        throw 'a text';
      }),
    );
    const { errors, health, summary } = monitor.metrics();
    assert.deepEqual([errors['total_RangeError'], errors['total_Error']], [1, 1]);
    assert.equal(health.last_error?.message, 'job sync: a text');
    assert.deepEqual([summary.total_requests, summary.failed_requests], [0, 0]);
  });

  it('has the error group of its last failure', async (test) => {
    const { monitor } = await Watched.start(test);
    await assert.rejects(
      monitor.job('sync', () => Promise.reject(new RangeError('no week 9'))),
      RangeError,
    );
    const { jobs, error_groups } = monitor.metrics();
    assert.equal(error_groups.top[0]?.type, 'RangeError');
    assert.equal(jobs[0]?.error_group, error_groups.top[0].id);
  });
});
