import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Dependencies } from '../../../server/dependencies/dependencies.js';
import { createMonitor } from '../../../server/monitor.js';
import { Timer } from '../../../server/dependencies/timed.js';
import { blockWith, runSnippet } from '../../tools/docs/run-snippet.js';

/** A timer whose clock moves by a millisecond with each look. */
function stage(): { timer: Timer; dependencies: Dependencies; counts: { rejected: number }; errors: unknown[] } {
  let now = 0;
  const dependencies = new Dependencies({ windowSeconds: 60 }, 0);
  const counts = { rejected: 0 };
  const errors: unknown[] = [];
  const timer = new Timer({
    dependencies,
    now: () => now++,
    onRejected: () => counts.rejected++,
    onError: (error) => errors.push(error),
  });
  return { timer, dependencies, counts, errors };
}
const figuresOf = ({ dependencies }: { dependencies: Dependencies }) =>
  dependencies.figures(0, 0, 9).map(({ name, kind, requests, failures, aborted, open }) => ({
    ...{ name, kind, requests, failures, aborted, open },
  }));
const POSTGRES = { name: 'postgres', kind: 'timed', requests: 1, failures: {}, aborted: 0, open: 0 };

describe('the example in server/README.md', () => {
  it('returns what the query brings, and measures it', async (test) => {
    const code = blockWith('server/README.md', 'monitor.time(');
    const monitor = createMonitor();
    test.after(() => monitor.close());
    const pool = { query: (sql: string) => Promise.resolve([sql]) };
    const { rows } = await runSnippet(code, { given: { monitor, pool } }, ['rows']);
    assert.deepEqual(rows, ['select 1']);
    assert.deepEqual(
      monitor.metrics().dependencies.map(({ name, kind, requests }) => ({ name, kind, requests })),
      [{ name: 'postgres', kind: 'timed', requests: 1 }],
    );
  });
});

describe('time', () => {
  it('hands on what a function returns, at once', () => {
    const on = stage();
    const value = { rows: [] };
    assert.equal(
      on.timer.time('postgres', () => value),
      value,
    );
    assert.deepEqual(figuresOf(on), [POSTGRES]);
  });

  it('hands on what a function throws', () => {
    const on = stage();
    const thrown = Object.assign(new Error('no'), { code: 'ECONNREFUSED' });
    assert.throws(
      () => on.timer.time('postgres', () => assert.fail(thrown)),
      (error) => error === thrown,
    );
    assert.deepEqual(figuresOf(on), [{ ...POSTGRES, failures: { refused: 1 } }]);
  });

  it('hands on what a promise brings, and is open until then', async () => {
    const on = stage();
    const value = {};
    for (const work of [() => Promise.resolve(value), Promise.resolve(value)]) {
      const timed = on.timer.time('postgres', work);
      assert.equal(figuresOf(on)[0]?.open, 1);
      assert.equal(await timed, value);
    }
    assert.deepEqual(figuresOf(on), [{ ...POSTGRES, requests: 2 }]);
  });

  it('hands on the error of a promise, whatever it is', async () => {
    const on = stage();
    for (const thrown of [new Error('no'), 'text', undefined, null]) {
      const caught = await Promise.allSettled([on.timer.time('postgres', () => Promise.reject(thrown as Error))]);
      assert.deepEqual(caught, [{ status: 'rejected', reason: thrown }]);
    }
    assert.deepEqual(figuresOf(on), [{ ...POSTGRES, requests: 4, failures: { other: 4 } }]);
  });

  it('leaves a rejection that nobody handles unhandled', async (test) => {
    const on = stage();
    const unhandled: unknown[] = [];
    const listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', (reason) => unhandled.push(reason));
    test.after(() => {
      process.removeAllListeners('unhandledRejection');
      for (const listener of listeners) process.on('unhandledRejection', listener);
    });
    const thrown = new Error('no');
    void on.timer.time('postgres', () => Promise.reject(thrown));
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(unhandled, [thrown]);
  });

  it('asks a thenable once, since that may send a query', async () => {
    const on = stage();
    let asked = 0;
    const query = {
      then: (resolve: (value: number) => void) => {
        asked++;
        resolve(7);
      },
    };
    assert.equal(await on.timer.time('postgres', () => query), 7);
    assert.equal(asked, 1);
  });

  it('counts what was given up apart', async () => {
    const on = stage();
    const given = AbortSignal.abort();
    await assert.rejects(on.timer.time('postgres', () => Promise.reject(given.reason as Error)) as Promise<unknown>);
    assert.deepEqual(figuresOf(on), [{ ...POSTGRES, requests: 0, aborted: 1 }]);
  });

  it('with a name that is no text, or with nothing to measure, only hands on', async () => {
    const on = stage();
    assert.equal(
      on.timer.time(undefined, () => 1),
      1,
    );
    assert.equal(await on.timer.time('', Promise.resolve(2)), 2);
    assert.equal(on.timer.time('postgres', 3), 3);
    assert.throws(() => on.timer.time({}, () => assert.fail('mine')), /mine/);
    assert.equal(on.counts.rejected, 4);
    assert.deepEqual(figuresOf(on), []);
  });

  it('keeps no secrets in names, and no name in full length', () => {
    const on = stage();
    on.timer.time('postgres://anna:secret@db.example/portal', () => 1);
    on.timer.time('x'.repeat(5000), () => 1);
    assert.doesNotMatch(JSON.stringify(figuresOf(on)), /secret|x{300}/);
  });

  it('never throws by itself: whatever a value does when it is looked at, it is handed on', () => {
    const on = stage();
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('mine');
        },
      },
    );
    assert.equal(
      on.timer.time('postgres', () => hostile),
      hostile,
    );
    assert.equal(on.timer.time('postgres', hostile), hostile);
    assert.throws(
      () =>
        on.timer.time('postgres', () => {
          throw hostile as Error;
        }),
      (error) => error === hostile,
    );
    assert.deepEqual(on.errors, []);
  });

  it('measures nothing once it is closed, or where nothing is followed', () => {
    const on = stage();
    on.timer.close();
    assert.equal(
      on.timer.time('postgres', () => 1),
      1,
    );
    const off = new Timer({
      dependencies: undefined,
      now: () => 0,
      onRejected: () => assert.fail(),
      onError: assert.ifError,
    });
    assert.equal(
      off.time('postgres', () => 1),
      1,
    );
    assert.deepEqual(figuresOf(on), []);
  });
});
