import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Alerts, isAlertRecord } from '../../../server/alerts/alerts.js';
import { CollectorInput } from '../../../server/alerts/rules/collector-input.js';
import { Collector } from '../../../server/collector/collector.js';
import type { Alert } from '../../../server/contract/index.js';
import { resolveRules } from '../../../server/options/rules.js';

const SLICE_MS = 5000;
/** Between the wall clock and the monotonic one. */
const EPOCH = Date.UTC(2026, 10, 23, 21);

/** A collector with alerts, evaluated every five seconds. */
class App {
  now: number;
  alerts: Alerts;
  collector: Collector;
  readonly #requests = new Map<number, number>();
  readonly #rules: ReturnType<typeof resolveRules>;

  /** @param now where the evaluations lie within the slices */
  constructor(rules: Parameters<typeof resolveRules>[0], now = 1_000_000) {
    this.now = now;
    this.#rules = resolveRules({
      latency_high: false,
      csrf_detected: false,
      '5xx_detected': false,
      ...(rules as object),
    });
    this.collector = this.#newCollector();
    this.alerts = new Alerts({ rules: this.#rules });
  }

  get wall(): number {
    return EPOCH + this.now;
  }

  request(statusCode = 200, more: { endpoint?: string; latencyMs?: number; sessionId?: string } = {}): void {
    const slice = Math.floor(this.now / SLICE_MS);
    this.#requests.set(slice, (this.#requests.get(slice) ?? 0) + 1);
    this.collector.recordRequest({ endpoint: '/', method: 'GET', statusCode, latencyMs: 20, ...more }, this.now);
  }

  /** @param each what comes in each second */
  pass(seconds: number, each: () => void = () => undefined): void {
    for (let second = 0; second < seconds; second++) {
      this.now += 1000;
      each();
      if ((Math.floor(this.now / 1000) - 1000) % 5 === 0) this.evaluate();
    }
  }

  evaluate(): void {
    const context = { now: this.now, wall: this.wall, eventLoopDelayP99Ms: 0, check: () => undefined };
    this.alerts.evaluate(new CollectorInput(this.collector, context), this.now, this.wall);
  }

  restart(): void {
    const stored: unknown = JSON.parse(JSON.stringify(this.alerts));
    assert.ok(isAlertRecord(stored));
    this.collector = this.#newCollector();
    this.alerts = new Alerts({ rules: this.#rules });
    this.alerts.restore(stored, this.wall);
  }

  /** In the slices of two times and in those between them. */
  requestsBetween(from: number, to: number): number {
    const [first, last] = [Math.floor(from / SLICE_MS), Math.floor(to / SLICE_MS)];
    return [...this.#requests].reduce((sum, [slice, count]) => sum + (slice >= first && slice <= last ? count : 0), 0);
  }

  get alert(): Alert {
    const [alert] = this.alerts.alerts(this.wall);
    assert.ok(alert !== undefined);
    return alert;
  }

  #newCollector(): Collector {
    return new Collector(
      {
        windowSeconds: 300,
        failures: 'server',
        abortedLatencyLimitMs: 500,
        onError: (error) => assert.fail(String(error)),
      },
      this.now,
    );
  }
}

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
