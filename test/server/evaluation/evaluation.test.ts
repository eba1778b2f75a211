import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HISTORY_RANGES, type Notification, SNAPSHOT_SECONDS } from '../../../server/contract/index.js';
import { listen } from '../support/http.js';
import { Watched } from '../support/watched.js';

describe('a monitor that watches', () => {
  it('goes red when everything fails, says why, and goes back to green by itself', async (test) => {
    const watched = await Watched.start(test);
    await watched.pass(60, 2);
    assert.equal(watched.monitor.metrics().status, 'healthy');
    await watched.pass(40, 2, 500);
    const { status, reasons, alerts } = watched.monitor.metrics();
    assert.equal(status, 'degraded');
    assert.deepEqual(
      reasons.map(({ what }) => what),
      ['error_rate_percent', 'alert:error_rate_high', 'alert:5xx_detected'],
    );
    const [figure, rate] = reasons;
    assert.equal(figure?.alert, null);
    const about = { type: 'error_rate_high', window_seconds: 60, flapping: false, confirmed: true };
    assert.deepEqual(rate?.alert, { ...about, condition: alerts[0]?.condition });
    assert.equal(rate.alert.condition?.metric, 'error_rate');
    const [alert] = alerts;
    assert.deepEqual(alert?.evidence?.endpoints[0]?.endpoint, '/items/:id');
    assert.equal(watched.monitor.health().alerts, 2);
    await watched.pass(420, 2);
    assert.equal(watched.monitor.metrics().status, 'healthy');
    assert.deepEqual([watched.states('error_rate_high'), watched.states('5xx_detected')], [['resolved'], ['resolved']]);
  });

  it('is degraded while a critical check fails, and in warning while another one does', async (test) => {
    const watched = await Watched.start(test);
    let isDown = true;
    const probe = (): void => {
      if (isDown) throw new Error('refused');
    };
    watched.monitor.addCheck('database', probe, { critical: true });
    watched.monitor.addCheck('__proto__', probe);
    const settle = async (status: string): Promise<void> => {
      const isSettled = (): boolean => watched.monitor.metrics().checks.every((check) => check.status === status);
      for (let runs = 0; runs < 10 && !isSettled(); runs++) await watched.pass(30);
      assert.ok(isSettled(), `the checks are ${status}`);
    };
    await settle('degraded');
    const { status, health, reasons } = watched.monitor.metrics();
    assert.equal(status, 'degraded');
    assert.equal(health['database'], 'degraded');
    assert.equal(Object.getOwnPropertyDescriptor(health, '__proto__')?.value, 'degraded');
    assert.deepEqual(
      reasons.map(({ level, message, check }) => [level, message, check]),
      [
        ['degraded', 'database fails: refused', { name: 'database', message: 'refused' }],
        ['warning', '__proto__ fails: refused', { name: '__proto__', message: 'refused' }],
      ],
    );
    isDown = false;
    await settle('healthy');
    assert.equal(watched.monitor.metrics().status, 'healthy');
  });

  it('says that it is recovering a minute after a repair, long before the light is green', async (test) => {
    const watched = await Watched.start(test);
    await watched.pass(300, 2);
    await watched.pass(120, 2, 500);
    assert.equal(watched.monitor.metrics().recovering, false);
    await watched.pass(50, 2);
    assert.deepEqual([watched.monitor.metrics().status, watched.monitor.metrics().recovering], ['degraded', false]);
    await watched.pass(20, 2);
    const { status, recovering, reasons } = watched.monitor.metrics();
    assert.deepEqual([status, recovering, reasons.every((reason) => reason.recovering)], ['degraded', true, true]);
    assert.equal(watched.monitor.health().recovering, true);
    await watched.pass(300, 2);
    assert.deepEqual([watched.monitor.metrics().status, watched.monitor.metrics().recovering], ['healthy', false]);
  });

  it('knows of each alert whether its team was notified, as soon as a target has accepted the message', async (test) => {
    let isUp = false;
    const notify = (): void => {
      if (!isUp) throw new Error('down');
    };
    const watched = await Watched.start(test, { notify });
    await watched.pass(60, 2, 500);
    const notifiedAt = () => watched.monitor.metrics().alerts.map(({ notified_at }) => notified_at);
    assert.deepEqual(notifiedAt(), [null, null]);
    isUp = true;
    await watched.pass(120, 2, 500);
    assert.deepEqual(
      notifiedAt().map((at) => typeof at),
      ['string', 'string'],
    );
  });

  it('marks the figures of an endpoint only where they are evidence', async (test) => {
    const { monitor } = await Watched.start(test);
    const record = (endpoint: string, count: number, more: { statusCode?: number; latencyMs?: number } = {}): void => {
      for (let each = 0; each < count; each++) {
        monitor.recordRequest({ endpoint, method: 'GET', statusCode: 200, latencyMs: 20, ...more });
      }
    };
    record('/one-of-17', 16);
    record('/one-of-17', 1, { statusCode: 500 });
    record('/one-slow', 5);
    record('/one-slow', 1, { latencyMs: 9000 });
    record('/broken', 10, { statusCode: 500, latencyMs: 9000 });
    const marks = monitor.metrics().endpoints.map(({ endpoint, over_limit }) => [endpoint, over_limit]);
    assert.deepEqual(Object.fromEntries(marks), {
      '/one-of-17': [],
      '/broken': ['error_rate_percent', 'p95_ms'],
      '/one-slow': [],
    });
  });

  it('sends one message when an outage begins and one when it is over', async (test) => {
    const told: Notification[] = [];
    const watched = await Watched.start(test, { notify: (message) => told.push(message) });
    await watched.pass(60, 2);
    await watched.pass(60, 2, 500);
    await watched.pass(500, 2);
    assert.deepEqual(
      told.map(({ kind, outage }) => [kind, outage]),
      [
        ['firing', told[0]?.outage],
        ['resolved', told[0]?.outage],
      ],
    );
  });

  it("counts the app's own words for one endpoint, and names it in the evidence", async (test) => {
    const quota = { metric: 'count', errorClass: 'quota', threshold: 3, endpoint: '/export' } as const;
    const watched = await Watched.start(test, { alertRules: { quota } });
    for (const endpoint of ['/export', '/export', '/export', '/other']) {
      watched.monitor.recordRequest({ endpoint, method: 'GET', statusCode: 429, latencyMs: 5, errorClass: 'quota' });
    }
    await watched.pass(5);
    const [alert] = watched.monitor.metrics().alerts;
    assert.deepEqual([alert?.type, alert?.value], ['quota', 3]);
    assert.deepEqual(alert?.evidence?.endpoints, [
      { endpoint: '/export', method: 'GET', count: 3, share_percent: 100 },
    ]);
  });

  it('records alerts of a maintenance window and sends none', async (test) => {
    const told: Notification[] = [];
    const maintenance = [{ from: '2026-11-23T20:00:00Z', to: '2026-11-23T23:00:00Z' }];
    const watched = await Watched.start(test, { notify: (message) => told.push(message), maintenance });
    await watched.pass(60, 2, 500);
    assert.deepEqual([watched.states('error_rate_high'), told], [['firing'], []]);
  });

  it('calls the heartbeat while it lives', async (test) => {
    let beats = 0;
    const watcher = await listen((_request, response) => {
      beats++;
      response.end();
    });
    test.after(watcher.close);
    const watched = await Watched.start(test, { heartbeat: { url: watcher.url, everySeconds: 5 } });
    for (let seconds = 0; seconds < 1000 && beats < 3; seconds++) await watched.pass(1);
    assert.equal(beats, 3);
  });

  it('installs no signal handlers, and ends although a target never answers', async (test) => {
    const before = ['SIGINT', 'SIGTERM', 'exit', 'beforeExit'].map((event) => process.listenerCount(event));
    const watched = await Watched.startOnDisk(test, { notify: () => new Promise(() => undefined) });
    await watched.pass(60, 2, 500);
    assert.deepEqual(
      ['SIGINT', 'SIGTERM', 'exit', 'beforeExit'].map((event) => process.listenerCount(event)),
      before,
    );
    await watched.monitor.close();
    assert.deepEqual(await watched.files(), ['alerts.json', 'history.json']);
  });

  it('answers history for the ranges that there are alone', async (test) => {
    const { monitor } = await Watched.start(test);
    assert.equal(monitor.history({ rangeSeconds: 900 }).range, '15m');
    const allowed = Object.values(HISTORY_RANGES).map(({ seconds }) => seconds);
    assert.throws(
      () => monitor.history({ rangeSeconds: 7 }),
      new RegExp(`rangeSeconds is 7; allowed: ${allowed.join(', ')}`),
    );
  });

  it('evaluates once when its timer was late, and blames nothing on that', async (test) => {
    const watched = await Watched.start(test);
    await watched.pass(60, 2);
    watched.clock.advance(10);
    await watched.pass(5, 2);
    const { alerts, status, monitor } = watched.monitor.metrics();
    assert.deepEqual([alerts, status, monitor.monitor_errors], [[], 'healthy', 0]);
  });
});

describe('what is kept on disk', () => {
  it('lets alerts go on after a restart, told once, and closes those that cleared meanwhile', async (test) => {
    const told: string[] = [];
    const notify = ({ kind }: Notification): void => void told.push(kind);
    const watched = await Watched.startOnDisk(test, { notify });
    await watched.pass(60, 2, 500);
    const [before] = watched.monitor.metrics().alerts;
    await watched.restart();
    await watched.pass(30, 2, 500);
    const again = watched.monitor.metrics().alerts.find(({ id }) => id === before?.id);
    assert.equal(again?.state, 'firing');
    assert.deepEqual(told, ['firing']);
    await watched.monitor.close();
    watched.clock.advance(900);
    await watched.restart();
    await watched.pass(60, 2);
    assert.deepEqual(watched.states('error_rate_high'), ['resolved']);
    assert.deepEqual(told, ['firing', 'resolved']);
  });

  it('keeps no deploy red after an outage: an alert is a warning until requests confirm it', async (test) => {
    const watched = await Watched.startOnDisk(test);
    await watched.pass(60, 2, 500);
    assert.equal(watched.monitor.health().status, 'degraded');
    await watched.restart();
    await watched.pass(30);
    const { status, alerts, reasons } = watched.monitor.metrics();
    assert.equal(status, 'warning');
    assert.deepEqual(
      alerts.map(({ state, severity, confirmed }) => [state, severity, confirmed]),
      [
        ['firing', 'critical', false],
        ['firing', 'critical', false],
      ],
    );
    assert.match(reasons[0]?.message ?? '', /; not confirmed since the interruption$/);
    assert.equal(reasons[0]?.alert?.confirmed, false);
    await watched.pass(10, 2, 500);
    assert.equal(watched.monitor.metrics().status, 'degraded');
    assert.ok(watched.monitor.metrics().alerts.some(({ confirmed }) => confirmed));
  });

  it('is the history of the time before a restart; the time between is a gap', async (test) => {
    const watched = await Watched.startOnDisk(test);
    const recorded = 2 * SNAPSHOT_SECONDS + 20;
    await watched.pass(recorded, 2, 200, 80);
    await watched.monitor.close();
    watched.clock.advance(4 * SNAPSHOT_SECONDS);
    await watched.restart();
    await watched.pass(10, 2);
    const { steps, summary } = watched.monitor.history();
    const requests = steps.map((step) => step.requests).slice(-7);
    assert.equal(requests.filter((count) => count === null).length, 3);
    // The slice of five seconds that is under way is not in it yet.
    assert.equal(summary.requests, 2 * recorded + 18);
    assert.ok(Math.abs((summary.p95_ms ?? 0) - 80) < 1);
    assert.deepEqual(await watched.files(), ['.heartbeat', 'alerts.json', 'history.json', 'history.json']);
    await watched.monitor.close();
    assert.deepEqual(await watched.files(), ['alerts.json', 'history.json', 'history.json']);
  });

  it('tells of three starts within ten minutes, until they are over', async (test) => {
    const watched = await Watched.startOnDisk(test);
    await watched.restart();
    await watched.pass(5);
    assert.deepEqual(watched.states('restart_loop'), []);
    await watched.restart();
    await watched.pass(5);
    assert.deepEqual(watched.states('restart_loop'), ['firing']);
    assert.equal(watched.monitor.metrics().status, 'warning');
    await watched.pass(610);
    assert.deepEqual(watched.states('restart_loop'), ['resolved']);
  });

  it('has a deploy when the version changes from one start to the next, with a verdict', async (test) => {
    const watched = await Watched.startOnDisk(test, { version: '1.0.0' });
    await watched.pass(700, 2);
    await watched.restart();
    assert.deepEqual(watched.monitor.history().deploys.length, 1);
    await watched.restart({ version: '1.1.0' });
    await watched.pass(300, 2, 500);
    const { deploy } = watched.monitor.metrics();
    assert.deepEqual([deploy?.version, deploy?.comparison?.verdict], ['1.1.0', 'worse']);
  });
});
