import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Notification } from '../../../server/contract/index.js';
import { InternalErrors } from '../../../server/runtime/internal-errors.js';
import { freePort } from '../support/http.js';
import { alertOf, ends, FakeTarget, fires, Stage } from './stage.js';

process.env['TZ'] = 'UTC';

describe('a delivery', () => {
  let target: FakeTarget;
  let stage: Stage;

  beforeEach(async () => {
    target = await FakeTarget.open();
    stage = new Stage([{ url: target.url }]);
  });
  afterEach(async () => {
    await target.close();
    await stage.notifier.close();
  });

  const delivered = (count: number): Promise<void> =>
    stage.until(() => stage.figures.delivered === count, `${count} messages are delivered`);
  const failed = (count: number): Promise<void> =>
    stage.until(() => stage.figures.failed === count, `${count} attempts have failed`);
  const ids = (): (string | undefined)[] =>
    target.received.map(({ headers }) => headers['idempotency-key']?.toString());

  it('is a POST of JSON with the configured headers and the message id as its Idempotency-Key', async () => {
    stage = new Stage([{ url: target.url, headers: { Authorization: 'Bearer x' } }]);
    stage.notifier.send([fires(alertOf('a'))]);
    await delivered(1);
    const [received] = target.received;
    assert.ok(received);
    assert.equal(received.method, 'POST');
    assert.equal(received.url, '/services/SECRET-PATH?token=SECRET-QUERY');
    assert.equal(received.headers['content-type'], 'application/json');
    assert.equal(received.headers['authorization'], 'Bearer x');
    const message = JSON.parse(received.body) as Notification;
    assert.equal(received.headers['idempotency-key'], message.id);
    assert.deepEqual(message, {
      id: `${message.outage}-1`,
      outage: message.outage,
      kind: 'firing',
      severity: 'critical',
      escalated: false,
      text: 'Portal: Error rate of a 12 % (limit 5 %, last 60 s), since 21:00 UTC (50 s ago)',
      summary: 'Portal: Error rate of a 12 % (limit 5 %, last 60 s), since 21:00 UTC (50 s ago)',
      app: 'Portal',
      instance: 'web-1:4711',
      started_at: '2026-11-23T21:00:00.000Z',
      resolved_at: null,
      first: alertOf('a'),
      others: [],
      omitted: 0,
      dropped: 0,
    });
    assert.equal(stage.figures.last_delivered, '2026-11-23T21:00:50.000Z');
  });

  it('starts at a tick, never in the call to send', async () => {
    const told: Notification[] = [];
    stage = new Stage([(message) => told.push(message)]);
    stage.notifier.send([fires(alertOf('a'))]);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(told.length, 0);
    await delivered(1);
    assert.equal(told.length, 1);
  });

  it('that is answered 500 is repeated with the same id after 1 s, and no earlier', async () => {
    target.replies = [500, 200];
    stage.notifier.send([fires(alertOf('a'))]);
    await failed(1);
    assert.equal(stage.figures.last_error, 'answered 500');
    stage.clock.advance(0.9);
    stage.tick();
    assert.equal(await stage.allBegun(), 1);
    stage.pass(1);
    await delivered(1);
    assert.equal(ids().length, 2);
    assert.equal(new Set(ids()).size, 1);
    assert.equal(stage.figures.last_error, null);
  });

  it('waits longer after each failure, up to 5 minutes', async () => {
    target.replies = [503];
    stage.notifier.send([fires(alertOf('a'))]);
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 10; attempt++) {
      await failed(attempt);
      const from = stage.clock.monotonic();
      await stage.passUntil(() => target.received.length > attempt, 'it is tried again');
      waits.push((stage.clock.monotonic() - from) / 1000);
    }
    // The fake clock may run ahead of the real request by some seconds.
    [1, 2, 4, 8, 16, 32, 64, 128, 150, 150].forEach((least, place) => {
      assert.ok((waits[place] ?? 0) >= least, waits.join(', '));
    });
  });

  for (const [name, header] of [
    ['in seconds', '30'],
    ['as a date', 'Mon, 23 Nov 2026 21:01:20 GMT'],
  ] as const) {
    it(`that is answered 429 waits as long as Retry-After says ${name}`, async () => {
      target.replies = [[429, { 'retry-after': header }], 200];
      stage.notifier.send([fires(alertOf('a'))]);
      await failed(1);
      stage.pass(29);
      assert.equal(await stage.allBegun(), 1);
      stage.pass(1);
      await delivered(1);
    });
  }

  it('that is answered 408 or 503 is repeated', async () => {
    target.replies = [408, 503, 200];
    stage.notifier.send([fires(alertOf('a'))]);
    await stage.passUntil(() => stage.figures.delivered === 1, 'it is delivered');
    assert.equal(new Set(ids()).size, 1);
    assert.equal(stage.figures.failed, 2);
  });

  it('that fails is logged as what it is: no internal error, and without places', async (test) => {
    const lines: string[] = [];
    test.mock.method(console, 'warn', (line: string) => lines.push(line));
    const logged = new Stage([{ url: target.url }], { onError: new InternalErrors(stage.clock).report });
    target.replies = [503];
    logged.notifier.send([fires(alertOf('a'))]);
    await logged.until(() => logged.figures.failed === 1, 'it has failed');
    assert.deepEqual(lines, [`align-monitor: notifying ${target.origin} failed: answered 503; it is tried again`]);
    await logged.notifier.close();
  });

  it('that is answered 400 is not repeated, but counted and reported, and delays no other', async () => {
    target.replies = [400, 200];
    stage.notifier.send([fires(alertOf('a'))]);
    await stage.until(() => stage.figures.refused === 1, 'it is refused');
    stage.pass(600);
    assert.equal(await stage.allBegun(), 1);
    assert.deepEqual(stage.errors, [
      `Error: notifying ${target.origin} failed: answered 400; this message is not sent again`,
    ]);
    stage.notifier.send([fires(alertOf('b'))]);
    await delivered(1);
  });

  it('is never redirected: no request follows, and the refusal has the other origin', async (context) => {
    const other = await FakeTarget.open();
    context.after(() => other.close());
    target.replies = [[307, { location: other.url }]];
    stage.notifier.send([fires(alertOf('a'))]);
    await stage.until(() => stage.figures.refused === 1, 'it is refused');
    assert.equal(stage.figures.last_error, `answered 307, a redirect to ${other.origin}: not followed`);
    assert.equal(other.received.length, 0);
  });

  it('without an answer is aborted after 10 s and repeated', async () => {
    target.replies = ['never', 200];
    stage.notifier.send([fires(alertOf('a'))]);
    await stage.until(() => target.received.length === 1, 'it has arrived');
    stage.pass(9);
    assert.equal(stage.figures.failed, 0);
    stage.pass(1);
    assert.equal(stage.figures.failed, 1);
    assert.equal(stage.figures.last_error, 'no answer within 10 s');
    stage.pass(2);
    await delivered(1);
    assert.equal(new Set(ids()).size, 1);
  });

  it('to a closed port is repeated', async () => {
    stage = new Stage([{ url: `http://127.0.0.1:${await freePort()}/SECRET-PATH` }]);
    stage.notifier.send([fires(alertOf('a'))]);
    await failed(1);
    assert.equal(stage.figures.last_error, 'no connection (ECONNREFUSED)');
    await stage.passUntil(() => stage.figures.failed === 3, 'it has been tried three times');
    assert.equal(stage.figures.waiting, 1);
  });

  it('never shows, logs or stores an address beyond its origin', async () => {
    target.replies = [500, 400, [302, { location: '/SECRET-ELSEWHERE' }], 200];
    stage = new Stage([
      { url: target.url },
      { url: `http://127.0.0.1:${await freePort()}/SECRET-PATH` },
      () => Promise.reject(new Error(`cannot post to https://me:SECRET@example.org/SECRET-PATH?SECRET-QUERY`)),
    ]);
    for (const id of ['a', 'b', 'c']) {
      stage.notifier.send([fires(alertOf(id))]);
      await stage.passUntil(() => stage.figures.waiting === 0, 'it is done');
    }
    await stage.until(() => stage.notifier.figures().every(({ failed }) => failed > 0), 'all have failed');
    const shown = JSON.stringify([stage.errors, stage.notifier.figures(), stage.notifier.toJSON()]);
    assert.doesNotMatch(shown, /SECRET/);
    assert.match(shown, /cannot post to https:\/\/example\.org\/…/);
  });

  it('to a target that never answers delays no other target', async (context) => {
    const slow = await FakeTarget.open(['never']);
    context.after(() => slow.close());
    stage = new Stage([{ url: slow.url }, { url: target.url }]);
    for (const [id, began] of [
      ['a', 0],
      ['b', 200],
      ['c', 400],
    ] as const) {
      const before = target.received.length;
      stage.notifier.send([fires(alertOf(id, 'critical', began))]);
      await stage.until(() => stage.notifier.figures()[1]?.delivered === before + 1, 'the other has it');
    }
    assert.equal(slow.received.length, 1);
  });

  it('to a function passes the message, which it may change', async () => {
    const told: Notification[] = [];
    stage = new Stage([
      (message) => {
        message.first.message = 'changed';
        throw new Error('not today');
      },
      async (message) => told.push(message),
    ]);
    stage.notifier.send([fires(alertOf('a'))]);
    await stage.until(() => stage.notifier.figures()[1]?.delivered === 1, 'it has been called');
    assert.equal(told[0]?.first.message, alertOf('a').message);
  });

  for (const [name, fail, says] of [
    [
      'throws',
      () => {
        throw new TypeError('not today');
      },
      'TypeError: not today',
    ],
    ['rejects', () => Promise.reject(new Error('not today')), 'Error: not today'],
    ['hangs', () => new Promise(() => undefined), 'no answer within 10 s'],
  ] as const) {
    it(`to a function that ${name} is repeated with the same id`, async () => {
      const called: string[] = [];
      stage = new Stage([
        ({ id }) => {
          called.push(id);
          return called.length === 1 ? fail() : undefined;
        },
      ]);
      stage.notifier.send([fires(alertOf('a'))]);
      stage.tick();
      await stage.passUntil(() => stage.figures.failed === 1, 'it has failed');
      assert.equal(stage.figures.last_error, says);
      await stage.passUntil(() => stage.figures.delivered === 1, 'it is delivered');
      assert.equal(called.length, 2);
      assert.equal(called[0], called[1]);
    });
  }

  it('that ends after it was aborted changes nothing', async () => {
    const release: (() => void)[] = [];
    stage = new Stage([() => new Promise<void>((resolve) => release.push(resolve))]);
    stage.notifier.send([fires(alertOf('a'))]);
    await stage.until(() => release.length === 1, 'it is called');
    stage.pass(10);
    release[0]?.();
    await new Promise((resolve) => setImmediate(resolve));
    stage.tick();
    assert.deepEqual([stage.figures.failed, stage.figures.delivered, stage.figures.waiting], [1, 0, 1]);
  });

  it('never throws to the caller, whatever the notices and the callbacks are', async () => {
    stage = new Stage([{ url: target.url }], {
      random: () => {
        throw new Error('no dice');
      },
      onError: () => {
        throw new Error('no ears');
      },
    });
    target.replies = [500, 200];
    stage.notifier.send([{ kind: 'firing', alert: null } as never]);
    stage.notifier.restore('nonsense');
    stage.notifier.restore({ version: 1, lanes: { unknown: 7 } });
    stage.notifier.send([fires(alertOf('a'))]);
    await stage.passUntil(() => target.received.length >= 1, 'it is sent all the same');
    await stage.notifier.close();
  });
});

describe('a delivery queue under a flood of 10,000 notices in a minute', () => {
  const flood = async (stage: Stage): Promise<void> => {
    for (let second = 0; second < 60; second++) {
      for (let count = 0; count < 83; count++) {
        const alert = alertOf(`${second}-${count}`);
        stage.notifier.send([fires(alert)]);
        stage.notifier.send([ends(alert)]);
      }
      stage.pass(1);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  it('keeps a bounded number of alerts in one message to a dead target', async () => {
    const stage = new Stage([() => Promise.reject(new Error('dead'))]);
    await flood(stage);
    assert.equal(stage.figures.waiting, 1);
    assert.ok(JSON.stringify(stage.notifier.toJSON()).length < 100_000);
  });

  it('sends at most 10 messages a minute and joins the rest', async () => {
    let count = 0;
    const stage = new Stage([() => count++]);
    await flood(stage);
    assert.equal(count, 10);
    assert.equal(stage.figures.waiting, 1);
    assert.ok(JSON.stringify(stage.notifier.toJSON()).length < 100_000);
    await stage.passUntil(() => stage.figures.waiting === 0, 'the rest is told');
    assert.equal(count, 11);
  });
});
