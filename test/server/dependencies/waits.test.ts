import fc from 'fast-check';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Endpoint, Slicing } from '../../../server/collector/endpoints/endpoint.js';
import { RowPool } from '../../../server/collector/endpoints/row-pool.js';
import { BucketPool } from '../../../server/collector/histogram/bucket-pool.js';
import { OTHER_DEPENDENCIES } from '../../../server/contract/index.js';
import { Dependency } from '../../../server/dependencies/dependency.js';
import { WaitsByEndpoint } from '../../../server/dependencies/endpoint-waits.js';
import { type FollowedRequest, RequestWaits, waitsOf } from '../../../server/dependencies/request-waits.js';

const pool = new BucketPool(10_000);
const made = (name: string): Dependency => new Dependency(name, 'https', 60, pool);
const [model, database] = [made('models.example'), made('postgres')];
const request = (more: Partial<FollowedRequest> = {}): FollowedRequest => ({
  ...{ waits: undefined, isAnswered: false, answeredAt: -1 },
  ...more,
});

function spent(waits: RequestWaits, at: number, latencyMs: number): Record<string, number> {
  const { byDependency, otherMs } = waits.settle(at, latencyMs);
  const named = Array.from(byDependency, ([{ name }, ms]): [string, number] => [name, Math.round(ms)]);
  return Object.fromEntries([...named, ...(otherMs > 0 ? [[OTHER_DEPENDENCIES, Math.round(otherMs)] as const] : [])]);
}

describe('the waits of a request', () => {
  it('are the times of its calls, one after the other', () => {
    const waits = waitsOf(request());
    waits.begin(database, 100).end(130);
    waits.begin(model, 130).end(1130);
    waits.begin(database, 1130).end(1150);
    assert.deepEqual(spent(waits, 1200, 1100), { postgres: 50, 'models.example': 1000 });
  });

  it('share the time in which they overlap', () => {
    const waits = waitsOf(request());
    const [one, two, other] = [waits.begin(model, 0), waits.begin(model, 0), waits.begin(database, 0)];
    other.end(300);
    one.end(700);
    two.end(1000);
    assert.deepEqual(spent(waits, 1000, 1000), { 'models.example': 900, postgres: 100 });
  });

  it('that are open when the request ends count up to there, and no further', () => {
    const waits = waitsOf(request());
    const wait = waits.begin(model, 100);
    assert.deepEqual(spent(waits, 600, 600), { 'models.example': 500 });
    wait.end(5000);
    waits.begin(model, 6000).end(7000);
    assert.deepEqual(spent(waits, 8000, 600), {});
  });

  it('end with the answer, where the app goes on waiting after it', () => {
    const answered = { ...request(), isAnswered: false, answeredAt: -1 };
    const waits = waitsOf(answered);
    const wait = waits.begin(model, 0);
    Object.assign(answered, { isAnswered: true, answeredAt: 40 });
    wait.end(900);
    assert.deepEqual(spent(waits, 1000, 40), { 'models.example': 40 });
  });

  it('of dependencies beyond the twentieth are one sum', () => {
    const waits = waitsOf(request());
    for (let index = 0; index < 100; index++) waits.begin(made(`${index}`), index).end(index + 1);
    const { byDependency, otherMs } = waits.settle(100, 100);
    assert.equal(byDependency.size, 20);
    assert.equal(Math.round(otherMs), 80);
  });

  it('never exceed the latency, and are the union of the intervals, whatever overlaps', () => {
    const calls = fc.array(fc.record({ from: fc.nat(1000), length: fc.nat(500), which: fc.nat(4) }), { maxLength: 40 });
    const dependencies = [0, 1, 2, 3, 4].map((index) => made(`${index}`));
    fc.assert(
      fc.property(calls, fc.integer({ min: 1, max: 1600 }), (given, latencyMs) => {
        const waits = new RequestWaits(request());
        const events = given.flatMap(({ from, length, which }, index) => [
          { at: from, index, which, begins: true },
          { at: from + length, index, which, begins: false },
        ]);
        // At the same time, a call begins before it ends.
        events.sort((a, b) => a.at - b.at || Number(b.begins) - Number(a.begins));
        const open = new Map<number, ReturnType<RequestWaits['begin']>>();
        for (const { at, index, which, begins } of events.filter(({ at }) => at <= latencyMs)) {
          const dependency = dependencies[which];
          assert.ok(dependency);
          if (begins) open.set(index, waits.begin(dependency, at));
          else open.get(index)?.end(at);
        }
        const { byDependency, otherMs } = waits.settle(latencyMs, latencyMs);
        const total = [...byDependency.values()].reduce((sum, ms) => sum + ms, otherMs);
        let union = 0;
        for (let ms = 0; ms < latencyMs; ms++) {
          if (given.some(({ from, length }) => from <= ms && ms < from + length)) union++;
        }
        assert.ok(Math.abs(total - union) < 1e-6, `${total} is not ${union}`);
      }),
    );
  });
});

describe('the waiting of an endpoint', () => {
  const slicing = new Slicing(1);
  const rows = new RowPool(slicing.width);
  const key = (): Endpoint => new Endpoint('/', 0, { limits: undefined, places: [] }, slicing, rows);
  /** Requests that each take 100 ms, and wait so long for each. */
  function handle(byEndpoint: WaitsByEndpoint, endpoint: Endpoint, slice: number, on: [Dependency, number][]): void {
    const waits = new RequestWaits(request());
    let at = 0;
    for (const [dependency, ms] of on) waits.begin(dependency, at).end((at += ms));
    byEndpoint.record(endpoint, { latencyMs: 100 }, slice, on.length > 0 ? waits : undefined, at);
  }

  it('is its share of the time, largest first', () => {
    const byEndpoint = new WaitsByEndpoint(60);
    const endpoint = key();
    handle(byEndpoint, endpoint, 3, [
      [database, 20],
      [model, 70],
    ]);
    handle(byEndpoint, endpoint, 5, [[model, 10]]);
    assert.deepEqual(byEndpoint.of(endpoint, 10), {
      own_percent: 50,
      dependencies: [
        { name: 'models.example', percent: 40 },
        { name: 'postgres', percent: 10 },
      ],
    });
    assert.deepEqual(byEndpoint.spentOn('postgres', endpoint, 10), { ms: 20, percent: 10 });
  });

  it('is nothing where its requests wait for nothing, or none came', () => {
    const byEndpoint = new WaitsByEndpoint(60);
    const endpoint = key();
    handle(byEndpoint, endpoint, 0, []);
    assert.deepEqual(byEndpoint.of(endpoint, 0), { own_percent: 100, dependencies: [] });
    assert.deepEqual(byEndpoint.spentOn('postgres', endpoint, 0), { ms: 0, percent: 0 });
  });

  it('leaves the window', () => {
    const byEndpoint = new WaitsByEndpoint(60);
    const endpoint = key();
    handle(byEndpoint, endpoint, 0, [[model, 90]]);
    handle(byEndpoint, endpoint, 59, []);
    assert.equal(byEndpoint.of(endpoint, 59).own_percent, 55);
    assert.equal(byEndpoint.of(endpoint, 61).own_percent, 100);
  });

  it('tells the heavy dependencies apart, however many light ones there are, and loses no time', () => {
    const byEndpoint = new WaitsByEndpoint(60);
    const endpoint = key();
    for (let light = 0; light < 20; light++) handle(byEndpoint, endpoint, 0, [[made(`light-${light}`), 2]]);
    handle(byEndpoint, endpoint, 1, [[model, 90]]);
    const { own_percent, dependencies } = byEndpoint.of(endpoint, 2);
    assert.deepEqual(dependencies[0], { name: 'models.example', percent: 4.286 });
    assert.deepEqual(dependencies[1], { name: OTHER_DEPENDENCIES, percent: 1.524 });
    assert.equal(own_percent, 93.81);
  });
});
