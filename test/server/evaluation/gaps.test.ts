import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Notification } from '../../../server/contract/index.js';
import { listen, until } from '../support/http.js';
import { Watched } from '../support/watched.js';

const HOUR = 3600;
const NIGHT = 8 * HOUR;

/** Steps of history by their requests, without those at the begin that are gaps. */
function steps({ monitor }: Watched, rangeSeconds: number): (number | null)[] {
  const requests = monitor.history({ rangeSeconds }).steps.map((step) => step.requests);
  return requests.slice(requests.findIndex((count) => count !== null));
}

describe('a machine that was suspended', () => {
  it('has empty windows, and totals that stay', async (test) => {
    for (const seconds of [6, 90, NIGHT]) {
      const watched = await Watched.start(test);
      await watched.pass(400, 2, 500);
      watched.clock.suspend(seconds);
      await watched.pass(3, 1);
      const { summary, series, endpoints, errors, uptime_seconds } = watched.monitor.metrics();
      assert.deepEqual([summary.window_requests, summary.total_requests], [2, 803], 'the first second is lost');
      assert.deepEqual([summary.window_failed, errors.recent_5xx, errors.total_5xx], [0, 0, 800]);
      assert.deepEqual([summary.error_rate_percent, summary.requests_per_second], [0, 1]);
      assert.deepEqual(
        endpoints.map(({ requests, failed }) => [requests, failed]),
        [[2, 0]],
      );
      assert.deepEqual(
        series.requests.filter((count) => count !== null),
        [2],
      );
      assert.equal(uptime_seconds, 403 + seconds);
      await watched.monitor.close();
      test.mock.timers.reset();
    }
  });

  it('leaves a gap in history, and each request and each second in it once', async (test) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ runs: fc.integer({ min: 1, max: 200 }), sleeps: fc.integer({ min: 6, max: 1500 }) }), {
          minLength: 1,
          maxLength: 4,
        }),
        async (stretches) => {
          const watched = await Watched.start(test);
          let seconds = 0;
          for (const { runs, sleeps } of stretches) {
            await watched.pass(runs, 1);
            seconds += runs;
            watched.clock.suspend(sleeps);
          }
          await watched.pass(1);
          const { summary, steps: all } = watched.monitor.history();
          await watched.monitor.close();
          test.mock.timers.reset();
          assert.equal(summary.requests, seconds);
          const total = all.reduce((sum, step) => sum + (step.seconds ?? 0), 0);
          // The tick that finds a gap does not know which part of its second was before it.
          assert.ok(Math.abs(total - seconds) <= stretches.length, `${total} of ${seconds} seconds`);
          assert.ok(all.every((step) => (step.requests === null) === (step.seconds === null)));
        },
      ),
      {
        numRuns: 15,
        // The second gap begins where a step of history ends.
        examples: [
          [
            [
              { runs: 6, sleeps: 1490 },
              { runs: 4, sleeps: 6 },
            ],
          ],
        ],
      },
    );
  });

  it('shows the gap in the finest steps, and no bar between', async (test) => {
    const watched = await Watched.start(test);
    await watched.pass(60, 1);
    watched.clock.suspend(90);
    await watched.pass(60, 1);
    const finest = steps(watched, 900);
    assert.equal(
      finest.filter((count) => count === null).length >= 5,
      true,
      `90 s are at least five whole steps of 15 s: ${finest.join()}`,
    );
  });

  it('fires nothing, and leaves the light green, whatever was just about to fire', async (test) => {
    const told: Notification[] = [];
    const watched = await Watched.start(test, {
      notify: (message) => told.push(message),
      alertRules: {
        slow: { metric: 'p95', threshold: 100, window: 60, forSeconds: 60 },
        silent: { metric: 'requests_per_second', comparison: '<', threshold: 0.5, window: 60 },
      },
    });
    await watched.pass(120, 2);
    await watched.pass(30, 2, 200, 300);
    assert.deepEqual(watched.states('slow'), ['pending']);
    watched.clock.suspend(NIGHT);
    await watched.pass(1);
    assert.deepEqual(watched.states('slow'), [], 'it begins anew');
    assert.deepEqual([watched.monitor.metrics().status, watched.monitor.metrics().reasons], ['healthy', []]);
    await watched.pass(50, 2, 200, 300);
    assert.deepEqual([watched.states('slow'), watched.states('silent')], [['pending'], []]);
    assert.deepEqual(told, []);
    await watched.pass(60, 2, 200, 300);
    assert.deepEqual(watched.states('slow'), ['firing']);
  });

  it('does not bring back a light that was red, by one slow request', async (test) => {
    const watched = await Watched.start(test, { alertRules: { error_rate_high: false, '5xx_detected': false } });
    await watched.pass(120, 2, 500);
    assert.equal(watched.monitor.metrics().status, 'degraded');
    watched.clock.suspend(NIGHT);
    await watched.pass(1);
    watched.monitor.recordRequest({ endpoint: '/', method: 'GET', statusCode: 500, latencyMs: 9000 });
    await watched.pass(5);
    const { status, too_few_to_judge } = watched.monitor.metrics();
    assert.deepEqual([status, too_few_to_judge], ['healthy', true]);
  });

  it('neither ends nor repeats an alert before there is traffic again', async (test) => {
    const told: string[] = [];
    const watched = await Watched.start(test, { notify: ({ kind }) => void told.push(kind) });
    await watched.pass(60, 2);
    await watched.pass(60, 2, 500);
    const before = watched.monitor.metrics().alerts.map(({ id, state }) => [id, state]);
    watched.clock.suspend(NIGHT);
    await watched.pass(120);
    assert.deepEqual(
      watched.monitor.metrics().alerts.map(({ id, state }) => [id, state]),
      before,
    );
    assert.deepEqual(told, ['firing']);
    const { status, alerts } = watched.monitor.metrics();
    assert.deepEqual([status, alerts.map(({ confirmed }) => confirmed)], ['warning', before.map(() => false)]);
    await watched.pass(60, 2);
    assert.deepEqual([watched.states('error_rate_high'), watched.states('5xx_detected')], [['resolved'], ['resolved']]);
    assert.deepEqual(told, ['firing', 'resolved']);
  });

  it('runs each check once, and no failure before the gap counts with those after it', async (test) => {
    const watched = await Watched.start(test);
    let runs = 0;
    let answers = true;
    watched.monitor.addCheck(
      'database',
      () => {
        runs++;
        if (answers) throw new Error('refused');
        return new Promise(() => undefined);
      },
      { intervalSeconds: 10, critical: true },
    );
    while (runs < 2) await watched.pass(1);
    answers = false;
    while (runs < 3) await watched.pass(1);
    watched.clock.suspend(HOUR);
    await watched.pass(3);
    assert.equal(runs, 4, 'once, and not for each interval');
    answers = true;
    const [check] = watched.monitor.metrics().checks;
    assert.deepEqual([check?.status, watched.monitor.metrics().status], ['unknown', 'healthy']);
  });

  it('sends no burst of messages, however many wait', async (test) => {
    let attempts = 0;
    const watched = await Watched.start(test, {
      notify: () => {
        attempts++;
        throw new Error('down');
      },
    });
    for (let outage = 0; outage < 3; outage++) {
      await watched.pass(60, 2, 500);
      await watched.pass(400, 2);
    }
    const before = attempts;
    watched.clock.suspend(NIGHT);
    await watched.pass(10);
    assert.ok(attempts - before <= 1, `${attempts - before} attempts in ten seconds`);
  });

  it('has no sessions that were idle through the gap', async (test) => {
    const watched = await Watched.start(test);
    const record = (sessionId: string): void =>
      watched.monitor.recordRequest({ endpoint: '/', method: 'GET', statusCode: 200, latencyMs: 1, sessionId });
    record('before');
    await watched.pass(5);
    watched.clock.suspend(20 * 60);
    await watched.pass(5);
    record('after');
    assert.equal(watched.monitor.metrics().summary.active_sessions, 2);
    watched.clock.suspend(20 * 60);
    await watched.pass(5);
    assert.equal(watched.monitor.metrics().summary.active_sessions, 1);
  });

  it('compares no deploy with what was hours before it', async (test) => {
    const watched = await Watched.startOnDisk(test, { version: '1' });
    await watched.pass(300, 2);
    watched.clock.suspend(NIGHT);
    await watched.restart({ version: '2' });
    await watched.pass(120, 2, 500);
    const { deploy } = watched.monitor.metrics();
    assert.deepEqual([deploy?.version, deploy?.comparison ?? null], ['2', null]);
  });

  it('charges an open request nothing for the gap', async (test) => {
    const watched = await Watched.start(test);
    let answer = (): void => undefined;
    let isWaiting = false;
    const app = await listen((request, response) => {
      watched.monitor.connect()(request, response, () => {
        isWaiting = true;
        answer = () => void response.end();
      });
    });
    test.after(app.close);
    const answered = fetch(app.url);
    await until(() => isWaiting, 'the request is open');
    await watched.pass(2);
    watched.clock.suspend(NIGHT);
    await watched.pass(1);
    const { oldest_request_seconds, in_flight } = watched.monitor.metrics().process;
    assert.deepEqual([oldest_request_seconds, in_flight], [3, 1]);
    answer();
    await (await answered).text();
    await until(() => watched.monitor.metrics().summary.total_requests === 1, 'it is counted');
    const { errors, performance } = watched.monitor.metrics();
    assert.deepEqual([errors.total_timeout, Math.round((performance.max_ms ?? 0) / 100)], [0, 30]);
  });
});

describe('a clock that does not run as it should', () => {
  it('is nothing when a time server sets it by a few seconds', async (test) => {
    const watched = await Watched.start(test);
    await watched.pass(60, 2);
    for (const seconds of [4, -4, 4.5]) {
      watched.clock.suspend(seconds);
      await watched.pass(10, 2);
    }
    assert.equal(watched.monitor.metrics().summary.window_requests, 180);
  });

  it('is nothing to windows, rules and sessions when it is set back an hour', async (test) => {
    const watched = await Watched.start(test);
    await watched.pass(60, 2);
    await watched.pass(60, 2, 500);
    const before = watched.monitor.metrics().alerts.map(({ id }) => id);
    watched.clock.suspend(-HOUR);
    await watched.pass(10, 2, 500);
    const { summary, alerts, status } = watched.monitor.metrics();
    assert.deepEqual([summary.window_requests, status], [260, 'degraded']);
    assert.deepEqual(
      alerts.map(({ id }) => id),
      before,
    );
    // The slice under way is not in it yet.
    assert.equal(watched.monitor.history().summary.requests, 258);
  });

  it('leaves a gap when the event loop was blocked for minutes, and blames nothing on that', async (test) => {
    const watched = await Watched.start(test, {
      alertRules: { slow: { metric: 'p95', threshold: 100, window: 60, forSeconds: 120 } },
    });
    await watched.pass(120, 2);
    await watched.pass(30, 2, 200, 150);
    watched.clock.advance(300);
    await watched.pass(30, 2, 200, 150);
    assert.deepEqual(watched.states('slow'), ['pending']);
    const { monitor, status } = watched.monitor.metrics();
    assert.deepEqual([monitor.monitor_errors, status], [0, 'healthy']);
    const finest = steps(watched, 900);
    assert.ok(finest.filter((count) => count === null).length >= 18, finest.join());
  });
});
