import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import fc from 'fast-check';
import type { AlertNotice } from '../../../server/alerts/alerts.js';
import type { Notification } from '../../../server/contract/index.js';
import { MAX_ALERTS, MAX_OUTAGES, Outages } from '../../../server/notify/outages.js';
import { alertOf, ends, fires, Stage } from './stage.js';

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
      'Critical on web-1:4711: Error rate of early 12 % (limit 5 %, last 60 s), and 2 more alerts',
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

  it('is sent again, as the same outage, when an alert begins during the delivery', async () => {
    const release: (() => void)[] = [];
    answer = () => new Promise<void>((resolve) => release.push(resolve));
    send(fires(alertOf('a')));
    await quiet();
    send(fires(alertOf('b')));
    answer = () => undefined;
    release[0]?.();
    await quiet();
    assert.deepEqual(inShort(), ['firing a', 'firing a b']);
    assert.equal(told[0]?.outage, told[1]?.outage);
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
      'Resolved on web-1:4711 after 4 min: Error rate of a 12 % (limit 5 %, last 60 s), and 1 more alert',
    );
    assert.deepEqual(stage.notifier.toJSON(), { version: 1, lanes: {} });
  });

  it('that begins after another was sent is an outage of its own', async () => {
    send(fires(alertOf('a')));
    await quiet();
    send(fires(alertOf('b')));
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

  it('is sent again when a known alert is sent again', async () => {
    send(fires(alertOf('a')), fires(alertOf('b')));
    await quiet();
    send(ends(alertOf('b')));
    send(fires(alertOf('a')));
    await quiet();
    send(ends(alertOf('a')));
    await quiet();
    assert.deepEqual(inShort(), ['firing a b', 'firing a', 'resolved b', 'resolved a']);
    assert.equal(new Set(told.map(({ id }) => id)).size, 4);
  });

  it('that goes on is sent before all that are over', async () => {
    const before = [alertOf('a'), alertOf('b')];
    for (const alert of before) {
      send(fires(alert));
      await quiet();
    }
    answer = isDown;
    for (const alert of before) send(ends(alert));
    await quiet();
    send(fires(alertOf('c')));
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
    assert.match(told[0].text, /, and 56 more alerts$/);
  });

  it('whose end waits among too many is dropped, counted and reported', async () => {
    const alerts = Array.from({ length: MAX_OUTAGES }, (_, count) => alertOf(`${count}`));
    for (const alert of alerts) {
      send(fires(alert));
      await quiet();
      stage.pass(6);
    }
    await quiet();
    assert.equal(stage.figures.delivered, MAX_OUTAGES);
    answer = isDown;
    for (const alert of alerts) send(ends(alert));
    send(fires(alertOf('new')));
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
  it('send every beginning and every end at least once and then keep nothing, whatever fails in between', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constantFrom('fire' as const, 'end' as const), alert: fc.integer({ min: 0, max: 5 }) }),
      fc.record({ do: fc.constantFrom('begin' as const, 'taken' as const, 'failed' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const outages = new Outages();
        const firing = new Map<number, string>();
        const owed = new Set<string>();
        let made = 0;
        let underWay: { take: () => void } | undefined;
        const begin = (): void => {
          const outage = outages.next();
          if (outage === undefined || underWay !== undefined) return;
          const told = outages.begin(outage);
          const said = outage.alerts.flatMap(({ id, state }) =>
            state === 'resolved' ? [`begin ${id}`, `end ${id}`] : [`begin ${id}`],
          );
          const isOver = outage.alerts.every(({ state }) => state === 'resolved');
          underWay = {
            take: () => {
              outages.settle(outage, told);
              for (const what of said) if (isOver || what.startsWith('begin')) owed.delete(what);
            },
          };
        };
        const end = (place: number): void => {
          const id = firing.get(place);
          if (id === undefined) return;
          firing.delete(place);
          owed.add(`end ${id}`);
          outages.add([ends(alertOf(id))], `outage ${made++}`);
        };
        for (const given of steps) {
          if (given.do === 'fire' && !firing.has(given.alert)) {
            const id = `alert ${made++}`;
            firing.set(given.alert, id);
            owed.add(`begin ${id}`);
            outages.add([fires(alertOf(id))], `outage ${made++}`);
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
        assert.deepEqual(
          [...owed].filter((what) => what.startsWith('begin')),
          [],
        );
        for (const place of [...firing.keys()]) end(place);
        drain();
        assert.ok(outages.isEmpty);
      }),
    );
  });
});
