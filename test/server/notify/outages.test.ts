import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import fc from 'fast-check';
import type { AlertNotice } from '../../../server/alerts/alerts.js';
import type { Alert, Notification, Severity } from '../../../server/contract/index.js';
import { MAX_ALERTS, MAX_OUTAGES, Outages } from '../../../server/notify/outages.js';
import { alertOf, ends, FakeTarget, fires, Stage } from './stage.js';

process.env['TZ'] = 'UTC';

describe('an outage', () => {
  let told: Notification[];
  let answer: () => unknown;
  let stage: Stage;

  beforeEach(() => {
    told = [];
    answer = () => undefined;
    stage = new Stage([
      (message) => {
        told.push(message);
        return answer();
      },
    ]);
  });
  afterEach(() => stage.notifier.close());

  const isDown = (): never => {
    throw new Error('down');
  };
  const send = (...notices: AlertNotice[]): void => stage.notifier.send(notices);
  const quiet = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) {
      stage.tick();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const inShort = (): string[] =>
    told.map(({ kind, first, others }) => `${kind} ${[first, ...others].map(({ id }) => id).join(' ')}`);

  it('of alerts that begin together is one message, which begins with the worst, then the earliest', async () => {
    send(
      fires(alertOf('early-warning', 'warning', 0)),
      fires(alertOf('late', 'critical', 9)),
      fires(alertOf('early', 'critical', 5)),
    );
    await quiet();
    assert.deepEqual(inShort(), ['firing early late early-warning']);
    assert.equal(
      told[0]?.text,
      'Portal: Error rate of early 12 % (limit 5 %, last 60 s), since 21:00 UTC (45 s ago); and 2 more alerts',
    );
    assert.equal(told[0].started_at, '2026-11-23T21:00:00.000Z');
  });

  it('includes alerts that begin while its message cannot be sent, under a new id since the first may have arrived', async () => {
    answer = isDown;
    send(fires(alertOf('a')));
    await quiet();
    send(fires(alertOf('b', 'critical', 5)));
    answer = () => undefined;
    stage.pass(1);
    await quiet();
    assert.deepEqual(inShort(), ['firing a', 'firing a b']);
    assert.equal(told[0]?.outage, told[1]?.outage);
    assert.notEqual(told[0]?.id, told[1]?.id);
  });

  it('is no second message when an alert begins during the delivery, unless that fails', async () => {
    for (const isTaken of [true, false]) {
      told.length = 0;
      const end: ((error?: Error) => void)[] = [];
      answer = () =>
        new Promise<void>((resolve, reject) => end.push((error) => (error === undefined ? resolve() : reject(error))));
      const [a, b] = [alertOf(`a ${isTaken}`), alertOf(`b ${isTaken}`, 'critical', 5)];
      send(fires(a));
      await quiet();
      send(fires(b));
      answer = () => undefined;
      end[0]?.(isTaken ? undefined : new Error('down'));
      await quiet();
      stage.pass(1);
      await quiet();
      assert.deepEqual(inShort(), isTaken ? [`firing ${a.id}`] : [`firing ${a.id}`, `firing ${a.id} ${b.id}`]);
      send(ends(a), ends(b));
      await quiet();
      assert.equal(told.at(-1)?.kind, 'resolved');
      assert.equal(new Set(told.map(({ outage }) => outage)).size, 1);
    }
  });

  it('is joined without a message by alerts that begin within two minutes of its newest, and has one end', async () => {
    const alerts = [alertOf('a'), alertOf('b', 'critical', 5), alertOf('c', 'warning', 120)];
    for (const alert of alerts) {
      send(fires(alert));
      await quiet();
    }
    assert.deepEqual(inShort(), ['firing a']);
    for (const [place, alert] of alerts.entries()) {
      send(ends(alert, 200 + 60 * place));
      await quiet();
    }
    assert.deepEqual(inShort(), ['firing a', 'resolved a b c']);
    assert.equal(told[0]?.outage, told[1]?.outage);
    assert.deepEqual(
      [told[1]?.first, ...(told[1]?.others ?? [])].map((alert) => alert?.resolved_at?.slice(14, 19)),
      ['03:20', '04:20', '05:20'],
    );
  });

  it('is told once more when a worse alert joins it, and not for the next one', async () => {
    send(fires(alertOf('slow', 'warning')));
    await quiet();
    send(fires(alertOf('failing', 'critical', 60)));
    await quiet();
    send(fires(alertOf('as bad', 'critical', 70)));
    await quiet();
    assert.deepEqual(inShort(), ['firing slow', 'firing failing slow']);
    assert.deepEqual(
      told.map(({ severity, escalated }) => [severity, escalated]),
      [
        ['warning', false],
        ['critical', true],
      ],
    );
    assert.match(told[1]?.text ?? '', /^Now critical: Portal: Error rate of failing .*; and 1 more alert$/);
    assert.equal(told[0]?.outage, told[1]?.outage);
  });

  it('goes on when an alert joins it before its end was sent', async () => {
    send(fires(alertOf('a')));
    await quiet();
    send(ends(alertOf('a'), 30), fires(alertOf('b', 'critical', 40)));
    await quiet();
    assert.deepEqual(inShort(), ['firing a']);
    send(ends(alertOf('b', 'critical', 40), 60));
    await quiet();
    assert.deepEqual(inShort(), ['firing a', 'resolved a b']);
  });

  it('stays together across a restart in its middle', async () => {
    send(fires(alertOf('a')));
    await quiet();
    const next = new Stage([(message) => told.push(message)]);
    next.notifier.restore(JSON.parse(JSON.stringify(stage.notifier.toJSON())));
    next.notifier.send([fires(alertOf('b', 'critical', 50))]);
    next.notifier.send([ends(alertOf('a'), 60), ends(alertOf('b', 'critical', 50), 90)]);
    await next.until(() => next.figures.delivered === 1, 'the end is sent');
    assert.deepEqual(inShort(), ['firing a', 'resolved a b']);
    assert.equal(told[0]?.outage, told[1]?.outage);
  });

  it('tells which alerts the target knows of, and when it accepted the message, never of a refused one', async () => {
    const known: string[] = [];
    const onAccepted = (ids: readonly string[], wall: number): void => {
      known.push(`${ids.join(' ')} ${new Date(wall).toISOString().slice(14, 19)}`);
    };
    stage = new Stage([(message) => void told.push(message)], { onAccepted });
    send(fires(alertOf('a')), fires(alertOf('b')));
    await quiet();
    assert.deepEqual(known, ['a b 00:50']);
    send(fires(alertOf('c', 'critical', 70)));
    await quiet();
    assert.deepEqual(known.slice(1), ['c 01:10']);
    known.length = 0;
    let isAccepting = true;
    stage = new Stage([() => (isAccepting ? undefined : isDown())], { onAccepted });
    send(fires(alertOf('slow', 'warning')));
    await quiet();
    isAccepting = false;
    send(fires(alertOf('failing', 'critical', 60)));
    await quiet();
    assert.deepEqual(known, ['slow 00:50']);
    isAccepting = true;
    await stage.passUntil(() => stage.figures.delivered === 2, 'the worse alert is sent');
    assert.match(known.slice(1).join(), /failing/);
    known.length = 0;
    const target = await FakeTarget.open([400]);
    stage = new Stage([{ url: target.url }, isDown], { onAccepted });
    send(fires(alertOf('d')));
    await stage.until(() => stage.figures.refused === 1, 'it is refused');
    await target.close();
    assert.deepEqual(known, []);
  });

  it('is over, and sent once more, when all of its alerts have ended', async () => {
    const [a, b] = [alertOf('a', 'critical', 0), alertOf('b', 'warning', 5)];
    send(fires(a), fires(b));
    await quiet();
    send(ends(a, 100));
    await quiet();
    assert.deepEqual(inShort(), ['firing a b']);
    send(ends(b, 245));
    await quiet();
    assert.deepEqual(inShort(), ['firing a b', 'resolved a b']);
    const end = told[1];
    assert.equal(end?.outage, told[0]?.outage);
    assert.notEqual(end?.id, told[0]?.id);
    assert.equal(end?.resolved_at, '2026-11-23T21:04:05.000Z');
    assert.equal(
      end.text,
      'Portal: back to normal after 2 min. At worst: Error rate of a 12 % (limit 5 %, last 60 s); and 1 more alert',
    );
    assert.deepEqual(stage.notifier.toJSON(), { version: 1, lanes: {} });
  });

  it('that begins more than two minutes after another was sent is an outage of its own', async () => {
    send(fires(alertOf('a')));
    await quiet();
    send(fires(alertOf('b', 'critical', 121)));
    await quiet();
    send(ends(alertOf('a')));
    await quiet();
    assert.deepEqual(inShort(), ['firing a', 'firing b', 'resolved a']);
    assert.notEqual(told[0]?.outage, told[1]?.outage);
  });

  it('that ends before anything could be sent is still sent, as one message', async () => {
    answer = isDown;
    send(fires(alertOf('a')));
    await quiet();
    send(ends(alertOf('a')));
    answer = () => undefined;
    stage.pass(1);
    await quiet();
    assert.deepEqual(inShort(), ['firing a', 'resolved a']);
    assert.equal(stage.figures.delivered, 1);
    assert.equal(stage.figures.waiting, 0);
  });

  it('has firing alerts before resolved ones', async () => {
    send(fires(alertOf('a')), fires(alertOf('b', 'warning', 5)), ends(alertOf('a')));
    await quiet();
    assert.deepEqual(inShort(), ['firing b a']);
    assert.equal(told[0]?.severity, 'warning');
  });

  it('whose beginning is not known is sent all the same', async () => {
    send(ends(alertOf('a')));
    await quiet();
    assert.deepEqual(inShort(), ['resolved a']);
  });

  it('is sent again when a known alert is sent again, since it flaps', async () => {
    send(fires(alertOf('a')), fires(alertOf('b')));
    await quiet();
    send(ends(alertOf('b')));
    send(fires(alertOf('a')));
    await quiet();
    send(ends(alertOf('a')));
    await quiet();
    assert.deepEqual(inShort(), ['firing a b', 'firing a b', 'resolved a b']);
    assert.equal(new Set(told.map(({ id }) => id)).size, 3);
  });

  it('that goes on is sent before all that are over', async () => {
    const before = [alertOf('a'), alertOf('b', 'critical', 200)];
    for (const alert of before) {
      send(fires(alert));
      await quiet();
    }
    answer = isDown;
    for (const alert of before) send(ends(alert));
    await quiet();
    send(fires(alertOf('c', 'critical', 400)));
    answer = () => undefined;
    told.length = 0;
    stage.pass(1);
    await quiet();
    assert.deepEqual(inShort(), ['firing c', 'resolved a', 'resolved b']);
  });

  it('with too many alerts has the number of those left out', async () => {
    send(...Array.from({ length: MAX_ALERTS + 7 }, (_, count) => fires(alertOf(`${count}`, 'critical', count))));
    await quiet();
    assert.equal(told[0]?.others.length, MAX_ALERTS - 1);
    assert.equal(told[0].omitted, 7);
    assert.equal(told[0].first.id, '0');
    assert.match(told[0].text, /; and 56 more alerts$/);
  });

  it('whose end waits among too many is dropped, counted and reported', async () => {
    const alerts = Array.from({ length: MAX_OUTAGES }, (_, count) => alertOf(`${count}`, 'critical', 200 * count));
    for (const alert of alerts) {
      send(fires(alert));
      await quiet();
      stage.pass(6);
    }
    await quiet();
    assert.equal(stage.figures.delivered, MAX_OUTAGES);
    answer = isDown;
    for (const alert of alerts) send(ends(alert));
    send(fires(alertOf('new', 'critical', 1e6)));
    await quiet();
    assert.equal(stage.figures.dropped, 1);
    assert.match(stage.errors[0] ?? '', /dropped 1 of the messages that waited for it/);
    answer = () => undefined;
    told.length = 0;
    await stage.passUntil(() => told.length >= 2, 'two messages are sent');
    assert.deepEqual(
      told.slice(0, 2).map(({ first, dropped }) => [first.id, dropped]),
      [
        ['new', 1],
        ['1', 0],
      ],
    );
  });

  it('survives a restart with its id, and is delivered if it was not', async () => {
    answer = isDown;
    send(fires(alertOf('a')), fires(alertOf('b')));
    await quiet();
    const kept: unknown = JSON.parse(JSON.stringify(stage.notifier.toJSON()));
    const again: Notification[] = [];
    const next = new Stage([(message) => again.push(message)]);
    next.notifier.restore(kept);
    await next.until(() => next.figures.delivered === 1, 'it is delivered');
    assert.equal(again[0]?.id, told[0]?.id);
    next.notifier.send([ends(alertOf('a')), ends(alertOf('b'))]);
    await next.until(() => next.figures.delivered === 2, 'the end is told');
    assert.equal(again[1]?.outage, told[0]?.outage);
    assert.deepEqual(next.notifier.toJSON(), { version: 1, lanes: {} });
    assert.deepEqual(next.errors, []);
  });

  it('that was stored for a removed target, or is invalid, is reported as lost', () => {
    stage.notifier.restore({ version: 1, lanes: { another: { dropped: 0, outages: [] } } });
    stage.notifier.restore({ version: 2 });
    send(fires(alertOf('a')));
    const kept = JSON.stringify(stage.notifier.toJSON()).replace('"critical"', '"dreadful"');
    stage.notifier.restore(JSON.parse(kept));
    assert.deepEqual(stage.errors, [
      'Error: Unsent messages to a target that was removed are dropped',
      'Error: The stored unsent messages are invalid',
      'Error: The stored unsent messages to a target are invalid',
    ]);
  });

  it('raises the version with every change of its state', async () => {
    const versions = [stage.notifier.version];
    send(fires(alertOf('a')));
    versions.push(stage.notifier.version);
    await quiet();
    versions.push(stage.notifier.version);
    assert.deepEqual(
      versions,
      [...new Set(versions)].sort((a, b) => a - b),
    );
    stage.pass(5);
    assert.equal(stage.notifier.version, versions.at(-1));
  });
});

describe('outages', () => {
  it('send every end, every beginning of an outage and every worse alert, then keep nothing, whatever fails', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constantFrom('fire' as const, 'end' as const), alert: fc.integer({ min: 0, max: 5 }) }),
      fc.record({ do: fc.constantFrom('begin' as const, 'taken' as const, 'failed' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 90 }), (steps, apart) => {
        const outages = new Outages();
        const firing = new Map<number, Alert>();
        const owed = new Set<string>();
        /** The worst severity that a message about an alert's outage had. */
        const known = new Map<string, Severity>();
        let made = 0;
        let underWay: { take: () => void } | undefined;
        const begin = (): void => {
          const outage = outages.next();
          if (outage === undefined || underWay !== undefined) return;
          const sent = outages.begin(outage);
          const alerts = [...outage.alerts];
          const isOver = alerts.every(({ state }) => state === 'resolved');
          underWay = {
            take: () => {
              outages.settle(outage, sent, 0);
              const severity = alerts.some((alert) => alert.severity === 'critical') ? 'critical' : 'warning';
              for (const { id } of outage.alerts) if (known.get(id) !== 'critical') known.set(id, severity);
              for (const { id } of alerts) if (isOver) owed.delete(id);
            },
          };
        };
        const end = (place: number): void => {
          const alert = firing.get(place);
          if (alert === undefined) return;
          firing.delete(place);
          owed.add(alert.id);
          outages.add([ends(alert)], `outage ${made++}`);
        };
        for (const given of steps) {
          if (given.do === 'fire' && !firing.has(given.alert)) {
            const alert = alertOf(`alert ${made++}`, given.alert % 2 === 0 ? 'critical' : 'warning', apart * made);
            firing.set(given.alert, alert);
            outages.add([fires(alert)], `outage ${made++}`);
          } else if (given.do === 'end') end(given.alert);
          else if (given.do === 'begin') begin();
          else if (given.do === 'taken' || given.do === 'failed') {
            if (given.do === 'taken') underWay?.take();
            underWay = undefined;
          }
        }
        underWay = undefined;
        const drain = (): void => {
          for (begin(); underWay !== undefined; begin()) {
            underWay.take();
            underWay = undefined;
          }
        };
        drain();
        for (const { id, severity } of firing.values()) {
          assert.ok(outages.acceptedAt({ id, severity }) !== null, `${id} belongs to an outage that was sent`);
          assert.ok(
            severity === 'warning' || !known.has(id) || known.get(id) === 'critical',
            `${id} is not understated`,
          );
        }
        for (const place of [...firing.keys()]) end(place);
        drain();
        assert.deepEqual([...owed], []);
        assert.ok(outages.isEmpty);
      }),
    );
  });
});
