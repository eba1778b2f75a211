import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Collector } from '../../../server/collector/collector.js';

const WINDOW = 300;

class Site {
  now = 1_000_000;
  readonly collector = new Collector(
    {
      windowSeconds: WINDOW,
      keepSeconds: 900,
      failures: 'server',
      abortedLatencyLimitMs: 500,
      onError: (error) => assert.fail(String(error)),
    },
    this.now,
  );

  request(sessionId: string | undefined, statusCode = 200, endpoint = '/'): this {
    const sample = { endpoint, method: 'GET', statusCode, latencyMs: 50 };
    this.collector.recordRequest({ ...sample, ...(sessionId !== undefined && { sessionId }) }, this.now);
    return this;
  }

  wait(seconds: number): this {
    this.now += seconds * 1000;
    return this;
  }

  counts(seconds = WINDOW): (number | null)[] {
    const { sessions, affected } = this.collector.sessionCounts(this.now, seconds);
    return [affected, sessions];
  }

  /** Of the first endpoint that fails. */
  atEndpoint(template: string): number | null {
    const found = this.collector.busiest(this.now, 1000).find(({ endpoint }) => endpoint === template);
    assert.ok(found !== undefined);
    return this.collector.affectedAt(found, this.now);
  }
}

const event = fc.record({
  session: fc.option(fc.nat(60), { nil: undefined }),
  failed: fc.boolean(),
  wait: fc.oneof(
    { weight: 9, arbitrary: fc.double({ min: 0, max: 3, noNaN: true }) },
    { weight: 1, arbitrary: fc.nat(200) },
  ),
});

describe('people', () => {
  it('are the different sessions of the window, exactly, as a plain list has them', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 300 }), fc.constantFrom(60, 300, 900), (events, seconds) => {
        const site = new Site();
        const list: { at: number; session: number | undefined; failed: boolean }[] = [];
        for (const { session, failed, wait } of events) {
          site.wait(wait).request(session === undefined ? undefined : `s${session}`, failed ? 500 : 200);
          list.push({ at: site.now, session, failed });
        }
        const slice = Math.floor(site.now / 5000) - seconds / 5 + 1;
        const within = list.filter(({ at }) => Math.floor(at / 5000) >= slice);
        const sessions = new Set(within.flatMap(({ session }) => session ?? []));
        const hit = new Set(within.flatMap(({ session, failed }) => (failed ? (session ?? []) : [])));
        const hasUnknown = hit.size === 0 && within.some(({ failed }) => failed);
        const expected = sessions.size === 0 ? [null, null] : [hasUnknown ? null : hit.size, sessions.size];
        assert.deepEqual(site.counts(seconds), expected);
      }),
      { numRuns: 200 },
    );
  });

  it('who try again and again are one', () => {
    const site = new Site().request('b');
    for (let time = 0; time < 50; time++) site.request('a', 500).wait(1);
    assert.deepEqual(site.counts(), [1, 2]);
    assert.equal(site.atEndpoint('/'), 1);
  });

  it('who only see client errors saw no error', () => {
    assert.deepEqual(new Site().request('a', 404).request('b', 403).counts(), [0, 2]);
  });

  it('are not known where no request carries a session, and not affected ones where no failure does', () => {
    assert.deepEqual(new Site().request(undefined, 500).counts(), [null, null]);
    assert.deepEqual(new Site().request(undefined, 500).request('a').counts(), [null, 1]);
    assert.deepEqual(new Site().request(undefined).request('a').counts(), [0, 1]);
  });

  it('leave the window with their last failure', () => {
    const site = new Site().request('a', 500).wait(200).request('a');
    assert.deepEqual(site.counts(), [1, 1]);
    assert.deepEqual(site.wait(110).counts(), [0, 1]);
    assert.equal(site.atEndpoint('/'), 0);
  });

  it('count also when their session is ended at once', () => {
    const site = new Site().request('a').request('b', 500);
    for (const id of ['a', 'b']) site.collector.recordSession(id, 'end', site.now);
    assert.deepEqual(site.counts(), [1, 2]);
  });

  it('without a request do not count, though their session is active', () => {
    const site = new Site().request('a');
    site.collector.recordSession('b', 'start', site.now);
    assert.deepEqual(site.counts(), [0, 1]);
    assert.equal(site.collector.sessions.active(site.now), 2);
  });

  it('whose cookie is renewed with every answer stay one', () => {
    const site = new Site();
    for (let answer = 1; answer < 30; answer++) {
      site.collector.renameSession(`cookie ${answer - 1}`, `cookie ${answer}`, site.now);
      site.request(`cookie ${answer}`, 500).wait(4);
    }
    assert.deepEqual(site.counts(), [1, 1]);
    assert.equal(site.collector.sessions.active(site.now), 1);
  });

  it('stay one when their ids are hashed with another key from now on', () => {
    const site = new Site().request('a', 500).request('b');
    site.collector.sessions.useKey(Buffer.alloc(32, 7), site.now);
    site.request('a', 500).request('b', 500).request('c');
    assert.deepEqual(site.counts(), [2, 3]);
    assert.deepEqual(site.wait(60).request('a', 500).counts(), [2, 3]);
  });

  it('are never more than failures, and never more than all', () => {
    const site = new Site();
    for (let session = 0; session < 5000; session++) site.request(`s${session}`, 500).wait(0.05);
    const [affected, sessions] = site.counts();
    const { failed } = site.collector.window(site.now);
    assert.ok(affected !== null && affected !== undefined && sessions !== null && sessions !== undefined);
    assert.ok(affected <= sessions && affected <= failed);
    assert.ok(Math.abs(sessions - 5000) <= 0.06 * 5000, `${sessions}`);
  });

  it('are counted at the endpoints with most of them, whatever other endpoints fail once', () => {
    const site = new Site();
    for (let session = 0; session < 1000; session++) {
      site.request(`s${session % 200}`, 500, `/bad/${session % 50}`).request('scan', 500, `/once/${session}`);
    }
    for (let endpoint = 0; endpoint < 50; endpoint++) assert.equal(site.atEndpoint(`/bad/${endpoint}`), 4);
    site.wait(WINDOW - 5);
    assert.equal(site.atEndpoint('/bad/7'), 4);
  });

  it('in any number take a few megabytes', () => {
    const site = new Site();
    const before = process.memoryUsage().arrayBuffers;
    for (let session = 0; session < 200_000; session++)
      site.request(`s${session}`, 500, `/${session % 50}`).wait(0.004);
    const { affected, sessions } = site.collector.sessionCounts(site.now, 900);
    assert.ok(
      process.memoryUsage().arrayBuffers - before < 5 * 2 ** 20,
      `${process.memoryUsage().arrayBuffers - before}`,
    );
    for (const count of [affected, sessions]) assert.ok(Math.abs((count ?? 0) - 200_000) < 12_000, `${count}`);
  });
});
