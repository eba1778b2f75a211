import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { OTHER_DEPENDENCIES } from '../../../server/contract/index.js';
import { Dependencies, MAX_DEPENDENCIES } from '../../../server/dependencies/dependencies.js';
import { HostNames } from '../../../server/dependencies/host-names.js';

const MINUTE = 60_000;

/** A table under a clock of its own. */
class Table {
  now = 0;
  readonly dependencies: Dependencies;

  constructor(settings: Partial<ConstructorParameters<typeof Dependencies>[0]> = {}) {
    this.dependencies = new Dependencies({ windowSeconds: 300, ...settings }, 0);
  }

  call(name: string, ms = 10, failure?: 'refused' | 'timeout'): void {
    const call = this.dependencies.begin('https', name, this.now);
    this.dependencies.end(call, this.now + ms, failure);
  }

  names(limit = 100): string[] {
    return this.dependencies.figures(this.now, 0, limit).map(({ name }) => name);
  }

  of(name: string) {
    const found = this.dependencies.figures(this.now, 0, 100).find((each) => each.name === name);
    assert.ok(found, `${name} is not there`);
    return found;
  }
}

describe('dependencies', () => {
  it('come with most of the time first, an open call with the time that it has taken so far', () => {
    const table = new Table();
    for (let count = 0; count < 50; count++) table.call('often.example', 10);
    table.call('slow.example', 2000);
    table.dependencies.begin('https', 'hanging.example', 0);
    table.now = 10_000;
    assert.deepEqual(table.names(), ['hanging.example', 'slow.example', 'often.example']);
    assert.deepEqual(table.names(2), ['hanging.example', 'slow.example']);
    const { open, oldest_open_seconds, requests, p95_ms } = table.of('hanging.example');
    assert.deepEqual(
      { open, oldest_open_seconds, requests, p95_ms },
      {
        ...{ open: 1, oldest_open_seconds: 10, requests: 0, p95_ms: null },
      },
    );
  });

  it('leave the window with their calls, and totals stay', () => {
    const table = new Table();
    table.call('models.example', 10, 'refused');
    assert.deepEqual(table.of('models.example').failures, { refused: 1 });
    table.now = 6 * MINUTE;
    assert.deepEqual(table.names(), []);
    const [totals] = table.dependencies.totals();
    assert.deepEqual([totals?.buckets.at(-1), totals?.failures], [1, [0, 1, 0, 0, 0]]);
  });

  it('say how often they are called, in the first minute without multiplying', () => {
    const table = new Table();
    for (let count = 0; count < 6; count++) table.call('models.example');
    table.now = 5000;
    assert.equal(table.of('models.example').calls_per_minute, 6);
    table.now = 2 * MINUTE;
    assert.equal(table.of('models.example').calls_per_minute, 3);
  });

  it('know what was usual in the hours before the window, once that is enough', () => {
    const table = new Table();
    for (; table.now < 30 * MINUTE; table.now += 10_000) table.call('models.example', 100);
    const before = table.of('models.example');
    assert.ok(Math.abs((before.usual_p95_ms ?? 0) - 100) < 2);
    for (; table.now < 34 * MINUTE; table.now += 10_000) table.call('models.example', 4000);
    const after = table.of('models.example');
    assert.ok((after.p95_ms ?? 0) > 3900);
    assert.equal(after.usual_p95_ms, before.usual_p95_ms);
    const young = new Table();
    for (let count = 0; count < 100; count++) young.call('models.example');
    assert.equal(young.of('models.example').usual_p95_ms, null);
  });

  it('are empty after a gap, which is no time of an open call', () => {
    const table = new Table();
    table.call('models.example');
    const open = table.dependencies.begin('https', 'models.example', 0);
    table.now = 3_600_000;
    table.dependencies.resume(table.now, 3_599_000);
    const { requests, oldest_open_seconds } = table.of('models.example');
    assert.deepEqual({ requests, oldest_open_seconds }, { requests: 0, oldest_open_seconds: 1 });
    table.dependencies.end(open, table.now);
    assert.ok(Math.abs((table.of('models.example').p95_ms ?? 0) - 1000) < 11);
  });

  it('end once, whatever is told of a call afterwards', () => {
    const table = new Table();
    const call = table.dependencies.begin('https', 'models.example', 0);
    table.dependencies.end(call, 5);
    table.dependencies.end(call, 6, 'timeout');
    table.dependencies.giveUp(call, 7);
    const { requests, failed, aborted, open } = table.of('models.example');
    assert.deepEqual({ requests, failed, aborted, open }, { requests: 1, failed: 0, aborted: 0, open: 0 });
  });
});

describe('a storm of names', () => {
  it('pushes out no real dependency, is counted as (other), and keeps within its memory', () => {
    const table = new Table();
    for (let real = 0; real < 40; real++) for (let count = 0; count < 20; count++) table.call(`real-${real}.example`);
    const heapBefore = heapUsed();
    for (let index = 0; index < 50_000; index++) {
      if (index % 2000 === 0) table.now += 1000;
      table.call(`${index}.storm.example`);
    }
    assert.ok(heapUsed() - heapBefore < 4_000_000, `${heapUsed() - heapBefore} bytes`);
    const names = new Set(table.names());
    for (let real = 0; real < 40; real++) assert.ok(names.has(`real-${real}.example`), `real-${real}`);
    assert.ok(names.size <= MAX_DEPENDENCIES + 1);
    assert.ok(table.of(OTHER_DEPENDENCIES).requests > 45_000);
    assert.equal(sumOfRequests(table), 40 * 20 + 50_000);
  });

  it('keeps none out that becomes busy meanwhile, nor one that a rule watches', () => {
    const table = new Table({ watched: ['watched.example'] });
    for (let index = 0; index < 60; index++) for (let count = 0; count < 5; count++) table.call(`${index}.example`);
    table.call('watched.example');
    for (let count = 0; count < 40; count++) table.call('busy.example');
    const names = table.names();
    assert.ok(names.includes('busy.example'));
    assert.ok(names.includes('watched.example'));
    table.now = 10 * MINUTE;
    for (let index = 0; index < 2000; index++) table.call(`${index % 100}.later.example`);
    table.call('watched.example');
    assert.equal([...table.dependencies.totals()].find(({ name }) => name === 'watched.example')?.buckets.at(-1), 2);
  });

  it('does not take the place of one whose call is open', () => {
    const table = new Table();
    const open = table.dependencies.begin('https', 'open.example', 0);
    for (let index = 0; index < 1000; index++) table.call(`${index}.example`);
    table.dependencies.end(open, 1);
    assert.equal(table.of('open.example').requests, 1);
  });
});

describe('the name of a host', () => {
  const names = new HostNames(undefined);
  for (const [origin, name] of [
    ['https://Models.EXAMPLE', 'models.example'],
    ['https://models.example.', 'models.example'],
    ['https://models.example:443', 'models.example'],
    ['http://models.example:443', 'models.example:443'],
    ['https://models.example:8443', 'models.example:8443'],
    ['https://anna:secret@models.example', 'models.example'],
    ['https://models.example/v1?key=secret', 'models.example'],
    ['http://[::1]:3000', '[::1]:3000'],
    ['http://[0:0:0:0:0:0:0:1]', '[::1]'],
    ['https://bücher.example', 'xn--bcher-kva.example'],
    ['http://127.0.0.1:80', '127.0.0.1'],
    ['nonsense', OTHER_DEPENDENCIES],
    ['', OTHER_DEPENDENCIES],
  ] as const) {
    it(`of ${origin || 'nothing'} is ${name}`, () => {
      assert.equal(names.nameOf(origin), name);
      assert.equal(names.nameOf(origin), name);
    });
  }

  it('is (other) unless it is on the list, where there is one', () => {
    const listed = new HostNames(['models.example', 'db.example:8443', '*.internal'], ['watched.example']);
    const shown = [
      ...['https://models.example', 'https://models.example:8443', 'https://db.example:8443', 'https://db.example'],
      ...['http://a.b.internal:9000', 'http://internal', 'https://watched.example', 'https://evilmodels.example'],
    ].map((origin) => listed.nameOf(origin));
    assert.deepEqual(shown, [
      ...['models.example', 'models.example:8443', 'db.example:8443', OTHER_DEPENDENCIES],
      ...['a.b.internal:9000', OTHER_DEPENDENCIES, 'watched.example', OTHER_DEPENDENCIES],
    ]);
  });

  it('is a hash that no other process has, where that is asked for, except for those that rules watch', () => {
    const hashed = new HostNames('hashed', ['watched.example']);
    const name = hashed.nameOf('https://models.example');
    assert.match(name, /^host-[\da-f]{10}$/);
    assert.equal(hashed.nameOf('https://models.example:443'), name);
    assert.notEqual(hashed.nameOf('https://other.example'), name);
    assert.notEqual(new HostNames('hashed').nameOf('https://models.example'), name);
    assert.equal(hashed.nameOf('https://watched.example'), 'watched.example');
  });
});

function sumOfRequests({ dependencies, now }: Table): number {
  return dependencies.figures(now, 0, 100).reduce((sum, { requests }) => sum + requests, 0);
}

function heapUsed(): number {
  setFlagsFromString('--expose_gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed: onHeap, arrayBuffers } = process.memoryUsage();
  return onHeap + arrayBuffers;
}
