import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Alerts, type AlertRecord, isAlertRecord } from '../../../server/alerts/alerts.js';
import { MaintenancePlan } from '../../../server/options/maintenance/plan.js';
import { resolveRules } from '../../../server/options/rules.js';
import type { Alert, AlertCondition } from '../../../server/contract/index.js';
import { endpoint, request, Stage, inputOf } from './figures.js';

const rules = resolveRules({ '5xx_detected': false, latency_high: { threshold: 500 } });
const FAILING = inputOf({ requests: 100, failed: 50 });
const FINE = inputOf({ requests: 100 });
const EMPTY = inputOf({});
const STARTS: AlertCondition = {
  metric: 'starts',
  comparison: '>=',
  error_class: null,
  check: null,
  endpoint: null,
  method: null,
};
const PERSON = { by: 'Ada', note: 'looking' };

function only(alerts: readonly Alert[]): Alert {
  const [alert] = alerts;
  assert.ok(alert !== undefined && alerts.length === 1, `${alerts.length} alerts`);
  return alert;
}
const shown = (stage: Stage): Alert => only(stage.alerting.alerts(stage.clock.wall()));
const minutesFrom = (stage: Stage, minutes: number): number => stage.clock.wall() + minutes * 60_000;

describe('a firing alert', () => {
  it('carries its evidence, in percent for a rate', () => {
    const stage = new Stage({ rules });
    const wall = stage.clock.wall();
    const input = inputOf(
      { requests: 500, failed: 36 },
      {
        endpoints: () => [
          endpoint('/a', 'GET', { requests: 300, failed: 6 }),
          endpoint('/b', 'POST', { requests: 100, failed: 18 }),
          endpoint('/c', 'GET', { requests: 50, failed: 9 }),
          endpoint('/d', 'GET', { requests: 40, failed: 3 }),
          endpoint('/e', 'GET', { requests: 10 }),
        ],
        recent: () => [
          request(wall - 1000),
          request(wall - 2000, { failed: true, endpoint: '/c' }),
          request(wall - 9000, { failed: true, endpoint: '/b', method: 'POST' }),
          request(wall - 20_000),
        ],
      },
    );
    const alert = only(stage.see(input).map((notice) => notice.alert));
    assert.equal(alert.message, 'Error rate 7.2 % (limit 5 %, last 60 s)');
    assert.deepEqual([alert.value, alert.unit, alert.threshold, alert.window_seconds], [7.2, '%', 5, 60]);
    assert.equal(alert.time * 1000, wall + 5000);
    assert.deepEqual(alert.evidence, {
      value: 7.2,
      threshold: 5,
      window_seconds: 60,
      sample_size: 500,
      count: 36,
      endpoints: [
        { endpoint: '/b', method: 'POST', count: 18, share_percent: 50 },
        { endpoint: '/c', method: 'GET', count: 9, share_percent: 25 },
        { endpoint: '/a', method: 'GET', count: 6, share_percent: 16.7 },
      ],
      first: { time: new Date(wall - 9000).toISOString(), endpoint: '/b', method: 'POST' },
    });
  });

  it('of latency has the slow requests as its evidence', () => {
    const stage = new Stage({ rules });
    const wall = stage.clock.wall();
    const input = inputOf(
      { requests: 100, slow: [60, 612] },
      {
        recent: () => [
          request(wall - 1000, { latencyMs: 700 }),
          request(wall - 2000, { latencyMs: 800, measured: false }),
          request(wall - 3000, { latencyMs: 400 }),
        ],
      },
    );
    const alert = only(stage.see(input).map((notice) => notice.alert));
    assert.match(alert.message, /^P95 latency 61\d ms \(limit 500 ms, last 60 s\)$/);
    assert.equal(alert.evidence?.count, 60);
    assert.equal(alert.evidence.first?.time, new Date(wall - 1000).toISOString());
  });

  it('shows the newest figure and keeps its peak with the evidence of then', () => {
    const stage = new Stage({ rules });
    stage.see(FAILING);
    stage.see(inputOf({ requests: 100, failed: 80 }));
    stage.see(inputOf({ requests: 100, failed: 20 }));
    const alert = shown(stage);
    assert.deepEqual([alert.value, alert.peak_value, alert.evidence?.value], [20, 80, 80]);
    stage.see(FINE);
    const resolved = shown(stage);
    assert.deepEqual([resolved.state, resolved.value], ['resolved', 80]);
    assert.equal(resolved.message, 'Error rate 80 % (limit 5 %, last 60 s)');
    assert.equal(resolved.resolved_at, new Date(stage.clock.wall()).toISOString());
  });

  it('is told once when it fires and once when it is resolved', () => {
    const stage = new Stage({ rules });
    assert.deepEqual([FAILING, FAILING, FINE, FINE].map((input) => stage.told(input)).flat(), [
      'firing error_rate_high',
      'resolved error_rate_high',
    ]);
  });

  it('is shown as pending before it fires, under the same id and without evidence', () => {
    const stage = new Stage({ rules: resolveRules({ error_rate_high: { forSeconds: 5 } }) });
    assert.deepEqual(stage.told(FAILING), []);
    const pending = shown(stage);
    assert.deepEqual([pending.state, pending.evidence], ['pending', null]);
    assert.deepEqual(stage.alerting.firing(), []);
    assert.deepEqual(stage.told(FAILING), ['firing error_rate_high']);
    assert.equal(shown(stage).id, pending.id);
  });

  it('counts for the level though it is muted and acknowledged', () => {
    const stage = new Stage({ rules });
    stage.see(FAILING);
    stage.alerting.acknowledge(shown(stage).id, PERSON, stage.clock.wall());
    stage.alerting.mute({ type: 'error_rate_high', until: minutesFrom(stage, 5) }, stage.clock.wall());
    const [alert] = stage.alerting.firing();
    assert.deepEqual([alert?.type, alert?.severity, alert?.value], ['error_rate_high', 'critical', 50]);
    assert.equal(alert?.message, 'Error rate 50 % (limit 5 %, last 60 s)');
  });

  it('that flaps is told as flapping once, and resolved when it is quiet', () => {
    const stage = new Stage({ rules });
    const told = Array.from({ length: 40 }, (_, turn) => stage.told(turn % 2 === 0 ? FAILING : FINE, 30)).flat();
    assert.deepEqual(told, [
      'firing error_rate_high',
      'resolved error_rate_high',
      'firing error_rate_high',
      'firing error_rate_high flapping',
    ]);
    const [newest] = stage.alerting.alerts(stage.clock.wall());
    assert.match(newest?.message ?? '', /it comes and goes and is held as one alert$/);
    assert.deepEqual(stage.told(FINE, 1800), ['resolved error_rate_high']);
  });
});

describe('the log', () => {
  it('keeps the last ten of a type, firing first, then the newest', () => {
    const stage = new Stage({ rules });
    for (let turn = 0; turn < 25; turn++) {
      stage.see(FAILING, 1200);
      stage.see(FINE, 1200);
    }
    stage.see(inputOf({ requests: 100, slow: [60, 900] }));
    stage.see(inputOf({ requests: 100, failed: 50 }));
    const alerts = stage.alerting.alerts(stage.clock.wall());
    assert.equal(alerts.length, 11);
    assert.deepEqual(
      alerts.slice(0, 2).map(({ type, state }) => `${type} ${state}`),
      ['error_rate_high firing', 'latency_high resolved'],
    );
    const times = alerts.slice(1).map(({ time }) => time);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => b - a),
    );
  });

  it('and what is sent stay small when a rule changes 10,000 times in a minute', () => {
    const stage = new Stage({ rules });
    const told = Array.from({ length: 10_000 }, (_, turn) => stage.told(turn % 2 === 0 ? FAILING : FINE, 0.006));
    assert.equal(told.flat().length, 4);
    assert.equal(stage.alerting.alerts(stage.clock.wall()).length, 2);
    assert.ok(JSON.stringify(stage.alerting).length < 4000);
  });

  it('is bounded in its types, and in alerts that are reported 10,000 times', () => {
    const stage = new Stage({ rules });
    for (let index = 0; index < 10_000; index++) {
      const alert = {
        severity: 'warning',
        condition: STARTS,
        value: 1,
        threshold: 1,
        unit: 'count',
        windowSeconds: 0,
      } as const;
      stage.alerting.report(`type ${index}`, alert, stage.clock.wall());
      stage.alerting.clear(`type ${index}`, stage.clock.wall());
    }
    assert.equal(stage.alerting.alerts(stage.clock.wall()).length, 100);
  });

  it('has a version that rises with what must be on disk, and rests while nothing happens', () => {
    const stage = new Stage({ rules });
    stage.see(FINE);
    const { version } = stage.alerting;
    stage.see(FINE);
    assert.equal(stage.alerting.version, version);
    stage.see(FAILING);
    assert.ok(stage.alerting.version > version);
    const firing = stage.alerting.version;
    stage.see(FAILING);
    assert.equal(stage.alerting.version, firing);
  });
});

describe('after a restart', () => {
  it('a firing alert goes on under its id, untold, and is resolved in its time', () => {
    const stage = new Stage({ rules });
    stage.see(FAILING);
    const { id, time } = shown(stage);
    stage.restart({ rules });
    assert.deepEqual(
      stage.alerting.firing().map(({ type }) => type),
      ['error_rate_high'],
    );
    assert.deepEqual(stage.told(FAILING), []);
    assert.deepEqual([shown(stage).id, shown(stage).time], [id, time]);
    assert.deepEqual(stage.told(FINE), ['resolved error_rate_high']);
  });

  it('a firing alert is not confirmed until there are enough requests to tell, and says so', () => {
    const stage = new Stage({ rules });
    stage.see(FAILING);
    stage.restart({ rules });
    const seen = (input: typeof FAILING) => {
      stage.see(input);
      const [alert] = stage.alerting.firing();
      return [alert?.confirmed, alert?.message.includes('; not confirmed since the interruption')];
    };
    assert.deepEqual(shown(stage).confirmed, false);
    assert.deepEqual(seen(EMPTY), [false, true]);
    assert.deepEqual(seen(inputOf({ requests: 2, failed: 2 })), [false, true]);
    assert.deepEqual(seen(FAILING), [true, false]);
    // What was once confirmed stays so.
    assert.deepEqual(seen(EMPTY), [true, false]);
  });

  it('an alert that a running process confirms by its own requests stays confirmed when another one is adopted', () => {
    const stage = new Stage({ rules });
    stage.see(FAILING);
    const other = new Stage({ rules });
    other.see(FAILING);
    stage.alerting.restore(JSON.parse(JSON.stringify(other.alerting)) as AlertRecord, stage.clock.wall());
    assert.deepEqual(
      stage.alerting.firing().map(({ confirmed }) => confirmed),
      [true],
    );
  });

  it('a notified alert is still known to be notified, and since when', () => {
    const stage = new Stage({ rules });
    stage.see(FAILING);
    const { id } = shown(stage);
    assert.equal(shown(stage).notified_at, null);
    stage.alerting.notified([id, 'unknown'], stage.clock.wall());
    stage.alerting.notified([id], stage.clock.wall() + 60_000);
    const at = new Date(stage.clock.wall()).toISOString();
    assert.equal(shown(stage).notified_at, at);
    stage.restart({ rules });
    assert.equal(shown(stage).notified_at, at);
  });

  it('an alert that has cleared meanwhile is closed', () => {
    const stage = new Stage({ rules });
    stage.see(FAILING);
    stage.restart({ rules });
    assert.deepEqual(stage.told(FINE), ['resolved error_rate_high']);
  });

  it('an alert is held while the window is empty, for 300 s', () => {
    const stage = new Stage({ rules });
    stage.see(FAILING);
    stage.restart({ rules });
    for (let seconds = 5; seconds <= 300; seconds += 5) assert.deepEqual(stage.told(EMPTY), []);
    assert.deepEqual(stage.told(EMPTY), ['resolved error_rate_high']);
  });

  it('an alert whose rule is gone is closed', () => {
    const stage = new Stage({ rules });
    stage.see(FAILING);
    stage.restart({ rules: resolveRules({ error_rate_high: false }) });
    assert.deepEqual(stage.told(FAILING), ['resolved error_rate_high']);
  });

  it('mutes, acknowledgements and flapping are still there', () => {
    const stage = new Stage({ rules });
    for (const input of [FAILING, FINE, FAILING, FINE]) stage.see(input, 60);
    const [alert] = stage.alerting.alerts(stage.clock.wall());
    stage.alerting.acknowledge(alert?.id ?? '', PERSON, stage.clock.wall());
    stage.alerting.mute({ type: 'latency_high', ...PERSON, until: minutesFrom(stage, 60) }, stage.clock.wall());
    const withoutDoubt = () =>
      stage.alerting.alerts(stage.clock.wall()).map((each) => ({
        ...{ ...each, confirmed: true, recovering: false, message: '' },
      }));
    const before = withoutDoubt();
    stage.restart({ rules });
    assert.deepEqual(withoutDoubt(), before);
    assert.equal(stage.alerting.mutes(stage.clock.wall()).length, 1);
    assert.deepEqual(stage.told(FINE), []);
    assert.equal(stage.alerting.alerts(stage.clock.wall())[0]?.flapping, true);
    assert.deepEqual(stage.told(FINE, 1800), ['resolved error_rate_high']);
  });

  it('a mute that has ended meanwhile is gone', () => {
    const stage = new Stage({ rules });
    stage.alerting.mute({ type: 'latency_high', until: minutesFrom(stage, 1) }, stage.clock.wall());
    stage.clock.advance(61);
    stage.restart({ rules });
    assert.deepEqual(stage.alerting.toJSON().mutes, []);
  });

  it('what is stored is told from anything else', () => {
    const stage = new Stage({ rules });
    stage.see(FAILING);
    stage.alerting.mute({ type: 'latency_high', until: minutesFrom(stage, 1) }, stage.clock.wall());
    const stored: unknown = JSON.parse(JSON.stringify(stage.alerting));
    assert.equal(isAlertRecord(stored), true);
    for (const other of [null, {}, [], { alerts: [{}], mutes: [] }, { alerts: 1 }])
      assert.equal(isAlertRecord(other), false);
  });
});

describe('alerts that another process has stored', () => {
  const stored = (alerting: Alerts) => JSON.parse(JSON.stringify(alerting)) as AlertRecord;

  it('are the alerts that fire here meanwhile, with their ids and times, and are not sent again', () => {
    const before = new Stage({ rules });
    before.see(FAILING);
    const stage = new Stage({ rules });
    stage.clock.advance(60);
    stage.alerting.hold();
    assert.deepEqual(stage.told(FAILING), []);
    stage.alerting.restore(stored(before.alerting), stage.clock.wall());
    stage.alerting.merge([], stage.clock.wall());
    assert.deepEqual(stage.told(FAILING), []);
    assert.deepEqual(
      stage.alerting.alerts(stage.clock.wall()).map(({ id, time }) => [id, time]),
      [[shown(before).id, shown(before).time]],
    );
    assert.deepEqual(stage.told(FINE), ['resolved error_rate_high']);
  });

  it('replace alerts of their rules that have been sent, whose end is sent', () => {
    const before = new Stage({ rules });
    before.see(FAILING);
    const stage = new Stage({ rules });
    stage.clock.advance(60);
    assert.deepEqual(stage.told(FAILING), ['firing error_rate_high']);
    stage.alerting.restore(stored(before.alerting), stage.clock.wall());
    assert.deepEqual(stage.told(FAILING), ['resolved error_rate_high']);
    const firing = stage.alerting.alerts(stage.clock.wall()).filter(({ state }) => state === 'firing');
    assert.equal(only(firing).id, shown(before).id);
  });

  it('are held back while it is not certain that the process still runs', () => {
    const other = new Stage({ rules });
    other.see(FAILING);
    const stage = new Stage({ rules });
    stage.alerting.merge([{ record: stored(other.alerting), isUncertain: true }], stage.clock.wall());
    assert.deepEqual(stage.told(FAILING), []);
    stage.alerting.merge([{ record: stored(other.alerting), isUncertain: false }], stage.clock.wall());
    assert.deepEqual(stage.told(FAILING), ['firing error_rate_high']);
  });

  it('are in the history, and can be acknowledged; the other process takes that from here', () => {
    const other = new Stage({ rules });
    other.see(FAILING);
    const stage = new Stage({ rules });
    const wall = stage.clock.wall();
    const read = (of: Stage) => [{ record: stored(of.alerting), isUncertain: false }];
    stage.alerting.merge(read(other), wall);
    assert.deepEqual(stage.alerting.alerts(wall), []);
    const [alert] = stage.alerting.history(wall);
    assert.equal(stage.alerting.acknowledge(alert?.id ?? '', PERSON, wall)?.acknowledged?.by, 'Ada');
    other.alerting.merge(read(stage), wall);
    assert.equal(shown(other).acknowledged?.by, 'Ada');
    stage.alerting.merge(read(other), wall);
    assert.deepEqual(stage.alerting.toJSON().acknowledgements, []);
  });

  it('are the same in whatever order and however often they are restored', () => {
    const records = [FAILING, FINE].map((view) => {
      const stage = new Stage({ rules });
      stage.see(FAILING);
      stage.alerting.acknowledge(shown(stage).id, PERSON, stage.clock.wall());
      stage.see(view);
      return stored(stage.alerting);
    });
    const [first, second] = records;
    assert.ok(first !== undefined && second !== undefined);
    second.alerts[0] = { ...(second.alerts[0] ?? assert.fail()), id: first.alerts[0]?.id ?? '' };
    const restored = (order: readonly AlertRecord[]) => {
      const stage = new Stage({ rules });
      for (const record of order) stage.alerting.restore(record, stage.clock.wall());
      return stage.alerting.toJSON().alerts;
    };
    const expected = restored([first, second]);
    assert.equal(expected[0]?.state, 'resolved');
    for (const order of [
      [second, first],
      [first, second, first],
      [second, second, first],
    ])
      assert.deepEqual(restored(order), expected);
  });
});

describe('an acknowledgement', () => {
  it('names who and when, and ends with its alert', () => {
    const stage = new Stage({ rules });
    stage.see(FAILING);
    const { id } = shown(stage);
    const acknowledged = stage.alerting.acknowledge(id, PERSON, stage.clock.wall());
    assert.deepEqual(acknowledged?.acknowledged, {
      ...PERSON,
      at: new Date(stage.clock.wall()).toISOString(),
      credential: null,
    });
    stage.see(FINE);
    assert.equal(shown(stage).acknowledged?.by, 'Ada');
    assert.equal(stage.alerting.acknowledge(id, PERSON, stage.clock.wall()), undefined);
    stage.see(FAILING);
    assert.equal(stage.alerting.alerts(stage.clock.wall())[0]?.acknowledged, null);
  });

  it('of an alert that does not exist is refused', () => {
    const stage = new Stage({ rules });
    assert.equal(stage.alerting.acknowledge('none', PERSON, stage.clock.wall()), undefined);
  });
});

describe('mutes of two processes', () => {
  it('hold in both, and of two changes of one mute the newer', () => {
    const change = fc.record({ process: fc.nat(1), minutes: fc.nat(3), seconds: fc.integer({ min: 1, max: 50 }) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 10 }), fc.boolean(), (changes, firstReads) => {
        const processes = [new Stage({ rules }), new Stage({ rules })] as const;
        let until: number | null = null;
        for (const { process, minutes, seconds } of changes) {
          for (const { clock } of processes) clock.advance(seconds);
          const { alerting, clock } = processes[process] ?? assert.fail();
          const [type, wall] = ['error_rate_high', clock.wall()];
          if (minutes > 0) {
            until = wall + minutes * 60_000;
            alerting.mute({ type, until }, wall);
          } else if (alerting.unmute(type, wall)) until = null;
        }
        const readers = firstReads ? processes : processes.toReversed();
        const records = processes.map(({ alerting }) => JSON.parse(JSON.stringify(alerting)) as AlertRecord);
        for (const { alerting, clock } of readers) {
          const foreign = records.map((record) => ({ record, isUncertain: false }));
          alerting.merge(foreign, clock.wall());
          const [mute] = alerting.mutes(clock.wall());
          assert.equal(
            mute === undefined ? null : Date.parse(mute.until),
            until !== null && until > clock.wall() ? until : null,
          );
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('a mute', () => {
  const muted = (stage: Stage, minutes: number) =>
    stage.alerting.mute({ type: 'error_rate_high', ...PERSON, until: minutesFrom(stage, minutes) }, stage.clock.wall());

  it('lets an alert be recorded but not sent, neither its begin nor its end', () => {
    const stage = new Stage({ rules });
    const until = new Date(minutesFrom(stage, 10)).toISOString();
    assert.deepEqual(muted(stage, 10), { type: 'error_rate_high', ...PERSON, until, credential: null });
    assert.deepEqual(stage.told(FAILING), []);
    assert.deepEqual([shown(stage).state, shown(stage).muted_until], ['firing', until]);
    assert.deepEqual(stage.told(FINE), []);
    assert.deepEqual(stage.told(FINE, 700), []);
    assert.equal(shown(stage).state, 'resolved');
  });

  it('that ends while the alert still fires lets it be sent', () => {
    const stage = new Stage({ rules });
    muted(stage, 1);
    assert.deepEqual(stage.told(FAILING), []);
    assert.deepEqual(stage.told(FAILING, 60), ['firing error_rate_high']);
    assert.deepEqual(stage.alerting.mutes(stage.clock.wall()), []);
    assert.deepEqual(stage.told(FINE), ['resolved error_rate_high']);
  });

  it('keeps the end of an alert that was told until it is over', () => {
    const stage = new Stage({ rules });
    stage.see(FAILING);
    muted(stage, 1);
    assert.deepEqual(stage.told(FINE), []);
    assert.deepEqual(stage.told(FINE, 60), ['resolved error_rate_high']);
  });

  it('leaves other rules alone, can be lifted, and needs a rule and a time to come', () => {
    const stage = new Stage({ rules });
    muted(stage, 10);
    assert.deepEqual(stage.told(inputOf({ requests: 100, failed: 50, slow: [60, 900] })), ['firing latency_high']);
    assert.equal(stage.alerting.unmute('error_rate_high', stage.clock.wall()), true);
    assert.equal(stage.alerting.unmute('error_rate_high', stage.clock.wall()), false);
    assert.deepEqual(stage.told(FAILING), ['firing error_rate_high', 'resolved latency_high']);
    const wall = stage.clock.wall();
    assert.equal(stage.alerting.mute({ type: 'none', until: wall + 1000 }, wall), undefined);
    assert.equal(stage.alerting.mute({ type: 'latency_high', until: wall }, wall), undefined);
  });

  it('is a maintenance window for all rules', () => {
    const stage = new Stage({ rules });
    const to = minutesFrom(stage, 5);
    const maintenance = new MaintenancePlan([{ from: stage.clock.wall(), to, note: 'move', endpoints: null }]);
    stage.restart({ rules, maintenance });
    assert.deepEqual(stage.told(FAILING), []);
    assert.equal(shown(stage).muted_until, new Date(to).toISOString());
    assert.deepEqual(stage.told(FAILING, 300), ['firing error_rate_high']);
  });
});

describe('a reported alert', () => {
  const restarts = (value: number) =>
    ({
      severity: 'critical',
      condition: STARTS,
      value,
      threshold: 3,
      unit: 'count',
      windowSeconds: 600,
    }) as const;

  it('fires at once, is told once, and is resolved when that is said', () => {
    const stage = new Stage({ rules });
    stage.alerting.report('restart_loop', restarts(3), stage.clock.wall());
    assert.deepEqual(
      stage.alerting.firing().map(({ type, value }) => [type, value]),
      [['restart_loop', 3]],
    );
    assert.deepEqual(stage.told(FINE), ['firing restart_loop']);
    stage.alerting.report('restart_loop', restarts(5), stage.clock.wall());
    assert.deepEqual(stage.told(FINE), []);
    assert.equal(shown(stage).peak_value, 5);
    assert.equal(shown(stage).message, '5 starts in 10 minutes');
    stage.alerting.clear('restart_loop', stage.clock.wall());
    assert.deepEqual(stage.told(FINE), ['resolved restart_loop']);
    stage.alerting.clear('restart_loop', stage.clock.wall());
    assert.deepEqual(stage.told(FINE), []);
  });

  it('goes on over a restart until it is cleared', () => {
    const stage = new Stage({ rules });
    stage.alerting.report('restart_loop', restarts(3), stage.clock.wall());
    stage.see(FINE);
    stage.restart({ rules });
    assert.deepEqual(stage.told(FINE), []);
    assert.equal(shown(stage).state, 'firing');
  });
});
