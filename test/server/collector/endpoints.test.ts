import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Endpoints, MAX_ENDPOINTS } from '../../../server/collector/endpoints/endpoints.js';
import { ERROR_CLASS_NAMES, OTHER_ENDPOINTS } from '../../../server/contract/index.js';
import { classNumber, FIRST_CUSTOM_CLASS, NO_ERROR } from '../../../server/collector/error-class-table.js';
import { fnv1a } from '../support/fnv1a.js';
import { seeded } from '../support/random.js';
import { bucketOf } from '../../../server/collector/histogram/histogram.js';

describe('endpoints', () => {
  it('have the same counts as a list of all requests', () => {
    const request = fc.record({ step: fc.nat(20), name: fc.constantFrom('/a', '/b'), failed: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(request, { maxLength: 100 }),
        fc.nat(80),
        fc.integer({ min: 1, max: 60 }),
        (requests, pause, slices) => {
          const endpoints = new Endpoints(300);
          let slice = 0;
          const list = requests.map(({ step, name, failed }) => {
            slice += step;
            endpoints.record(name, 'GET', slice, failed, NO_ERROR, bucketOf(10));
            return { slice, name, failed };
          });
          const now = slice + pause;
          const inWindow = list.filter((entry) => entry.slice > now - slices);
          for (const name of ['/a', '/b']) {
            const expected = inWindow.filter((entry) => entry.name === name);
            const answered = endpoints.busiest(now, slices, 10).find(({ endpoint }) => endpoint === name);
            assert.equal(answered?.requests ?? 0, expected.length);
            assert.equal(answered?.failed ?? 0, expected.filter(({ failed }) => failed).length);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('have percentiles within 2 %, and drop latencies that have left the window', () => {
    const endpoints = new Endpoints(300);
    for (let latency = 1; latency <= 1000; latency++)
      endpoints.record('/', 'GET', 0, false, NO_ERROR, bucketOf(latency));
    const [first] = endpoints.busiest(0, 60, 1);
    assert.ok(Math.abs((first?.latency().quantile(0.95) ?? 0) - 950) < 950 * 0.02);
    assert.ok(Math.abs((first?.latency().quantile(0.99) ?? 0) - 990) < 990 * 0.02);
    for (let count = 0; count < 10; count++) endpoints.record('/', 'GET', 70, false, NO_ERROR, bucketOf(20));
    const [later] = endpoints.busiest(70, 60, 1);
    assert.ok(Math.abs((later?.latency().quantile(0.95) ?? 0) - 20) < 0.4);
    assert.equal(later?.requests, 10);
    assert.equal(later.latency().countOver(19), 10);
    assert.equal(later.latency().countOver(21), 0);
    assert.deepEqual(endpoints.top(1)[0]?.total, 1010);
  });

  it('that fail are among those shown, however few requests they have', () => {
    const endpoints = new Endpoints(300);
    const record = (name: string, count: number, failed: number): void => {
      for (let done = 0; done < count; done++) endpoints.record(name, 'GET', 0, done < failed, NO_ERROR, bucketOf(10));
    };
    for (let index = 0; index < 30; index++) record(`/busy/${index}`, 100 - index, 0);
    for (let index = 0; index < 12; index++) record(`/failing/${index}`, 20, 1 + index);
    const names = endpoints.busiest(0, 60, 20, 10).map(({ endpoint }) => endpoint);
    const busy = Array.from({ length: 10 }, (_, index) => `/busy/${index}`);
    assert.deepEqual(names.slice(0, 10), busy);
    assert.deepEqual(
      new Set(names.slice(10)),
      new Set(Array.from({ length: 10 }, (_, index) => `/failing/${11 - index}`)),
    );
    assert.equal(endpoints.busiest(0, 60, 20).filter(({ failed }) => failed > 0).length, 0);
  });

  it('are distinct by method, and invented methods are counted together', () => {
    const endpoints = new Endpoints(300);
    for (const method of ['GET', 'POST', 'get', 'BREW', 'x'.repeat(10_000)])
      endpoints.record('/', method, 0, false, NO_ERROR, -1);
    const methods = endpoints.busiest(0, 60, 10).map(({ method, requests }) => [method, requests]);
    assert.deepEqual(methods, [
      ['_OTHER', 3],
      ['GET', 1],
      ['POST', 1],
    ]);
  });

  it('beyond the cap are counted together while none is idle, and none of the counts is lost', () => {
    const endpoints = new Endpoints(300);
    for (let index = 0; index < 10_000; index++) endpoints.record(`/${index}`, 'GET', 0, false, NO_ERROR, -1);
    const all = endpoints.busiest(0, 60, 20_000);
    assert.equal(endpoints.size, MAX_ENDPOINTS + 1);
    assert.deepEqual([all[0]?.endpoint, all[0]?.requests], [OTHER_ENDPOINTS, 10_000 - MAX_ENDPOINTS]);
    assert.equal(
      all.reduce((sum, { requests }) => sum + requests, 0),
      10_000,
    );
  });

  it('have each custom class, for as long as it is in the window', () => {
    const endpoints = new Endpoints(300);
    const own = FIRST_CUSTOM_CLASS + 1;
    endpoints.record('/', 'GET', 0, false, own, -1);
    for (const slice of [30, 30, 59]) endpoints.record('/', 'GET', slice, false, own + 1, -1);
    const words = (slice: number, slices: number) => [...(endpoints.busiest(slice, slices, 1)[0]?.customClasses ?? [])];
    assert.deepEqual(words(59, 60), [
      [own, 1],
      [own + 1, 3],
    ]);
    assert.deepEqual(words(59, 10), [[own + 1, 1]]);
    assert.deepEqual(words(60, 60), [[own + 1, 3]]);
    assert.deepEqual(words(100, 60), [[own + 1, 1]]);
  });

  it('have their failures by class', () => {
    const endpoints = new Endpoints(300);
    for (const errorClass of [
      NO_ERROR,
      classNumber('5xx'),
      classNumber('timeout'),
      classNumber('timeout'),
      FIRST_CUSTOM_CLASS + 2,
    ]) {
      endpoints.record('/', 'GET', 0, false, errorClass, -1);
    }
    const expected = [...ERROR_CLASS_NAMES, 'other'].map((name) => ({ '5xx': 1, timeout: 2, other: 1 })[name] ?? 0);
    assert.deepEqual(endpoints.busiest(0, 60, 1)[0]?.classes, expected);
  });

  it('that are idle and have few requests are evicted at once', () => {
    const endpoints = new Endpoints(300);
    for (let count = 0; count < 100; count++) endpoints.record('/heavy', 'GET', 0, false, NO_ERROR, -1);
    for (let index = 1; index < MAX_ENDPOINTS; index++) endpoints.record(`/${index}`, 'GET', 0, false, NO_ERROR, -1);
    for (let index = 0; index < 50; index++) endpoints.record(`/new-${index}`, 'GET', 61, false, NO_ERROR, bucketOf(5));
    assert.equal(endpoints.size, MAX_ENDPOINTS);
    assert.deepEqual(endpoints.top(1), [{ endpoint: '/heavy', method: 'GET', total: 100 }]);
    assert.equal(endpoints.busiest(61, 60, 100).length, 50);
  });

  it('stay in the table through a scan of a million random addresses, with correct figures', () => {
    const endpoints = new Endpoints(300);
    const random = seeded(7);
    const real = Array.from({ length: 100 }, (_, index) => `/real/${index}`);
    const record = (name: string, slice: number): void => {
      endpoints.record(name, 'GET', slice, false, NO_ERROR, bucketOf(20));
    };
    // Each was asked for a few times, and then not again until the scan is over.
    for (const name of real) for (let count = 0; count < 5; count++) record(name, 0);
    for (let slice = 0; slice < 60; slice++) {
      record('/steady', slice);
      for (let count = 0; count < 16_667; count++) record(`/${random().toString(36).slice(2)}`, slice);
      // One that nobody asked for before becomes busy in the middle of the scan: five requests a second.
      if (slice >= 30) for (let count = 0; count < 25; count++) record('/newly-busy', slice);
    }
    const kept = new Map(endpoints.busiest(59, 60, 5000).map(({ endpoint, requests }) => [endpoint, requests]));
    assert.equal(real.filter((name) => kept.get(name) === 5).length, real.length);
    assert.equal(kept.get('/steady'), 60);
    assert.ok((kept.get('/newly-busy') ?? 0) > 600, `${kept.get('/newly-busy')} of 750 requests`);
    assert.ok(endpoints.size <= MAX_ENDPOINTS + 1);
  });

  it('stay in the table when 6,000 paths are chosen to collide', () => {
    const endpoints = new Endpoints(300);
    const record = (name: string): void => void endpoints.record(name, 'GET', 0, false, NO_ERROR, -1);
    const real = Array.from({ length: 60 }, (_, index) => `/real/${index}`);
    for (const name of real) for (let count = 0; count < 5; count++) record(name);
    for (let index = 0; index < MAX_ENDPOINTS - 60; index++)
      for (let count = 0; count < 5; count++) record(`/${index}`);
    let colliding = 0;
    for (let number = 0; colliding < 6000; number++) {
      const name = `/scan/${number}`;
      if ((fnv1a(name) & 0xff) !== 0) continue;
      colliding++;
      record(name);
    }
    const kept = new Set(endpoints.busiest(0, 60, 5000).map(({ endpoint }) => endpoint));
    assert.deepEqual(
      real.filter((name) => !kept.has(name)),
      [],
    );
  });

  it('take in one that comes often enough within the same slice, even while all others become busier', () => {
    const endpoints = new Endpoints(300);
    const record = (name: string): void => void endpoints.record(name, 'GET', 0, false, NO_ERROR, -1);
    for (let index = 0; index < MAX_ENDPOINTS; index++) record(`/${index}`);
    record('/first-newcomer');
    for (let index = 0; index < MAX_ENDPOINTS; index++) record(`/${index}`);
    for (let count = 0; count < 100; count++) record('/newcomer');
    const newcomer = endpoints.busiest(0, 60, 5000).find(({ endpoint }) => endpoint === '/newcomer');
    assert.ok((newcomer?.requests ?? 0) >= 90, `${newcomer?.requests} of 100 requests`);
  });

  it('cut templates at 256 characters', () => {
    const endpoints = new Endpoints(300);
    endpoints.record(`/${'x'.repeat(100_000)}`, 'GET', 0, false, NO_ERROR, -1);
    assert.equal(endpoints.top(1)[0]?.endpoint.length, 256);
  });
});
