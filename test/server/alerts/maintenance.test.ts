import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MaintenancePlan } from '../../../server/options/maintenance/plan.js';
import { App } from './app.js';

const EXPORT = { template: '/export', method: 'GET' };

/** An app whose export is in maintenance from the first second on, for some minutes. */
function appWith(rules: object, minutes = 10): App {
  const clock = new App({});
  const window = { from: clock.wall, to: clock.wall + minutes * 60_000, note: null, endpoints: [EXPORT] };
  return new App(rules, clock.now, new MaintenancePlan([window]));
}

const exported =
  (app: App, statusCode: number, latencyMs = 20) =>
  (): void => {
    app.request(statusCode, { endpoint: '/export', latencyMs });
    app.request();
  };

describe('maintenance of single endpoints', () => {
  it('keeps back the alerts about them, until it is over', () => {
    const rule = { metric: 'error_rate', threshold: 0.1, endpoint: 'GET /export', window: 60 };
    const app = appWith({ error_rate_high: false, export: rule, other: { ...rule, endpoint: '/' } }, 5);
    app.pass(120, exported(app, 500));
    assert.deepEqual([app.alert.type, app.alert.state, app.told], ['export', 'firing', []]);
    app.pass(120, () => app.request(500));
    assert.deepEqual(app.told, ['firing other']);
    app.pass(120, exported(app, 500));
    assert.ok(app.told.includes('firing export'), app.told.join());
  });

  const appWide: [what: string, rules: object, statusCode: number, latencyMs: number][] = [
    ['the error rate', { error_rate_high: {} }, 500, 20],
    ['server errors', { error_rate_high: false, '5xx_detected': {} }, 500, 20],
    ['latency', { error_rate_high: false, latency_high: {} }, 200, 2000],
  ];
  for (const [what, rules, statusCode, latencyMs] of appWide) {
    it(`keeps back an alert about ${what} of the whole app where they alone are to blame`, () => {
      const app = appWith(rules);
      app.pass(60, exported(app, 200));
      app.pass(120, exported(app, statusCode, latencyMs));
      assert.deepEqual([app.alert.state, app.told], ['firing', []]);
      assert.equal(app.alert.muted_until, new Date(app.wall - 180_000 + 600_000).toISOString());
      app.pass(30, () => app.request(statusCode, { latencyMs }));
      assert.deepEqual(app.told, [`firing ${app.alert.type}`], 'another endpoint breaks too');
      app.pass(200, exported(app, 200));
      assert.deepEqual(
        app.told.at(-1),
        `resolved ${app.alert.type}`,
        'who was told of the beginning is told of the end',
      );
    });
  }

  it('does not keep back what is about no requests, nor a single failure elsewhere send it', () => {
    const app = appWith({
      error_rate_high: {},
      sessions: { metric: 'active_sessions', comparison: '<', threshold: 5 },
    });
    app.pass(30, exported(app, 200));
    app.pass(30, exported(app, 500));
    app.request(500);
    app.pass(60, exported(app, 500));
    assert.deepEqual(app.told, ['firing sessions']);
  });

  it('is sent when it is over and the alert still fires', () => {
    const app = appWith({ error_rate_high: {} }, 2);
    app.pass(115, exported(app, 500));
    assert.deepEqual(app.told, []);
    app.pass(10, exported(app, 500));
    assert.deepEqual(app.told, ['firing error_rate_high']);
  });
});
