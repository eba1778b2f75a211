import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { App } from './app.js';

const SLICE_MS = 5000;
/** Between the wall clock and the monotonic one. */
const EPOCH = Date.UTC(2026, 10, 23, 21);

const good = (app: App) => () => app.request();

describe('what an alert amounts to', () => {
  it('is exact from the slice of the first failure to that of the last, wherever they lie and however long it takes', () => {
    const second = fc.record({ good: fc.nat(4), bad: fc.integer({ min: 1, max: 4 }) });
    const outage = fc.array(second, { minLength: 20, maxLength: 900 });
    fc.assert(
      fc.property(outage, fc.nat(4999), fc.boolean(), (seconds, offset, isRestarted) => {
        const app = new App({}, 1_000_000 + offset);
        app.pass(330, good(app));
        const began = app.now + 1000;
        let failed = 0;
        seconds.forEach(({ good: fine, bad }, index) => {
          app.pass(1, () => {
            failed += bad;
            for (let each = 0; each < bad; each++) app.request(500);
            for (let each = 0; each < fine; each++) app.request(200);
          });
          if (isRestarted && index % 100 === 20 && index < seconds.length - 10) {
            app.evaluate();
            app.restart();
          }
        });
        const ended = app.now;
        app.pass(100, good(app));
        const requests = app.requestsBetween(began, ended);
        const { state, impact } = app.alert;
        assert.equal(state, 'resolved');
        assert.deepEqual([impact?.count, impact?.requests], [failed, requests]);
        assert.deepEqual(impact?.endpoints, [{ endpoint: '/', method: 'GET', count: failed }]);
        assert.ok(Math.abs(Date.parse(impact.from) - (EPOCH + began)) <= SLICE_MS);
        assert.ok(Math.abs(Date.parse(impact.to) - (EPOCH + ended)) <= SLICE_MS);
      }),
      { numRuns: 40 },
    );
  });

  it('begins with the outage, not with a stray failure some minutes before, where traffic is not small', () => {
    const app = new App({});
    const busy = (): void => {
      for (let count = 0; count < 50; count++) app.request();
    };
    app.pass(200, busy);
    app.request(500);
    app.pass(100, busy);
    const began = app.wall;
    const failing = (): void => {
      for (let count = 0; count < 10; count++) app.request(500);
    };
    app.pass(30, failing);
    const late = Math.abs(Date.parse(app.alert.impact?.from ?? '') - began);
    assert.ok(late <= SLICE_MS, `${late} ms from the true beginning`);
    app.pass(60, busy);
    app.request(500);
    app.pass(30, busy);
    assert.deepEqual([app.alert.state, app.alert.impact?.count], ['resolved', 300]);
  });

  it('tells people apart, and says so where it has lasted longer than they can be told', () => {
    const app = new App({});
    let session = 0;
    app.pass(100, () => app.request(200, { sessionId: `s${session++ % 20}` }));
    app.pass(100, () => app.request(500, { sessionId: `s${session++ % 12}` }));
    const { affected_sessions: affected, is_minimum: isMinimum } = app.alert.impact ?? {};
    assert.deepEqual([affected, isMinimum], [12, false]);
    app.pass(400, () => app.request(500, { sessionId: `t${session++ % 9}` }));
    assert.deepEqual([app.alert.impact?.affected_sessions, app.alert.impact?.is_minimum], [21, true]);
  });

  it('is how many requests took too long, where that is what the rule is about', () => {
    const app = new App({ error_rate_high: false, latency_high: {} });
    app.pass(100, good(app));
    app.pass(60, () => app.request(200, { latencyMs: 900 }));
    app.pass(100, good(app));
    const { impact, state } = app.alert;
    assert.deepEqual([state, impact?.count, impact?.endpoints], ['resolved', 60, []]);
  });

  it('says whether any request has come since', () => {
    const silent = new App({});
    silent.pass(60, good(silent));
    silent.pass(60, () => silent.request(500));
    silent.pass(500);
    assert.deepEqual([silent.alert.state, silent.alert.ended_idle], ['resolved', true]);
    const busy = new App({});
    busy.pass(60, good(busy));
    busy.pass(60, () => busy.request(500));
    busy.pass(200, good(busy));
    assert.deepEqual([busy.alert.state, busy.alert.ended_idle], ['resolved', undefined]);
  });
});
