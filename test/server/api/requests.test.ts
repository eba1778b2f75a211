import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { RECENT_CAPACITY } from '../../../server/collector/recent-requests.js';
import type { ApiError, RequestsAnswer } from '../../../server/contract/index.js';
import { createServer, type MonitorServer } from '../../../server/standalone.js';
import { FakeClock } from '../support/fake-clock.js';
import { ask } from '../support/http.js';

describe('the last requests', () => {
  let clock: FakeClock;
  let started: MonitorServer;

  const record = (statusCode: number, latencyMs: number, more: object = {}): void => {
    clock.advance(1);
    started.monitor.recordRequest({ endpoint: '/items/:id', method: 'GET', statusCode, latencyMs, ...more });
  };
  const get = async (query: string): Promise<RequestsAnswer> =>
    JSON.parse((await ask(`${started.url}/metrics/requests${query}`)).body) as RequestsAnswer;

  beforeEach(async () => {
    clock = new FakeClock();
    const traceUrl = 'https://traces.example/trace/{trace_id}';
    started = await createServer({ access: 'local', port: 0, clock, traceUrl });
  });
  afterEach(() => started.close());

  it('are answered newest first, with everything but who asked', async () => {
    record(200, 12.3456, { sessionId: 'secret', feature: 'reflection' });
    record(500, 20);
    const { kind, requests } = await get('');
    assert.equal(kind, 'recent');
    const [failed, first] = requests;
    assert.deepEqual([failed?.status, failed?.error_class, failed?.feature], [500, '5xx', null]);
    assert.deepEqual(first, {
      time: new Date(clock.wall() - 1000).toISOString(),
      method: 'GET',
      endpoint: '/items/:id',
      status: 200,
      latency_ms: 12.346,
      transfer_ms: null,
      error_class: null,
      feature: 'reflection',
    });
  });

  it('can be the failures alone, or the slowest', async () => {
    for (const [status, latency] of [
      [200, 10],
      [404, 900],
      [500, 20],
      [200, 700],
      [504, 30],
    ] as const)
      record(status, latency);
    record(200, 5000, { streaming: true });
    assert.deepEqual(
      (await get('?kind=failed')).requests.map(({ status }) => status),
      [504, 500],
    );
    assert.deepEqual(
      (await get('?kind=slow&limit=2')).requests.map(({ latency_ms }) => latency_ms),
      [900, 700],
    );
  });

  it('can be those of one endpoint, told apart by method too', async () => {
    record(500, 20);
    record(500, 30, { endpoint: '/other' });
    record(502, 40, { method: 'POST' });
    for (let count = 0; count < 20; count++) record(500, 900, { endpoint: '/busy?' });
    const statuses = async (query: string) => (await get(query)).requests.map(({ status }) => status);
    assert.deepEqual(await statuses('?kind=failed&limit=2&endpoint=/items/:id'), [502, 500]);
    assert.deepEqual(await statuses('?kind=failed&limit=2&endpoint=%2Fitems%2F%3Aid&method=GET'), [500]);
    assert.deepEqual(await statuses('?kind=slow&limit=1&endpoint=/items/:id&method=POST'), [502]);
    assert.deepEqual(await statuses('?method=POST'), [502]);
    assert.deepEqual(await statuses('?limit=1&endpoint=/other'), [500]);
    assert.deepEqual(await statuses('?endpoint=/items'), []);
  });

  it('tell among how many was looked', async () => {
    assert.equal((await get('')).kept, 0);
    for (let count = 0; count < 3; count++) record(200, count);
    assert.equal((await get('?kind=failed&endpoint=/none')).kept, 3);
  });

  it('are the last ten thousand, however many came', async () => {
    for (let count = 0; count < RECENT_CAPACITY + 500; count++) record(200, count);
    const { requests } = await get('?kind=slow&limit=500');
    assert.equal(requests[0]?.latency_ms, RECENT_CAPACITY + 499);
    assert.equal([...requests].length, 500);
    assert.equal((await get('?limit=1')).kept, RECENT_CAPACITY);
    const all = started.monitor.requests({ kind: 'recent', limit: 1_000_000 }).requests;
    assert.equal(all.length, RECENT_CAPACITY);
    assert.equal(all.at(-1)?.latency_ms, 500);
  });

  it('have the ids by which other systems know them, and the address of their trace', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    record(500, 20, { traceId, requestId: 'req-1' });
    record(500, 20, { requestId: 'token:abcdefghijkl' });
    record(500, 20, { traceId: '0'.repeat(32), requestId: 'two words' });
    record(200, 20);
    const { requests } = await get('');
    assert.deepEqual(
      requests.map(({ trace_id, request_id, trace_url }) => ({ trace_id, request_id, trace_url })),
      [
        { trace_id: undefined, request_id: undefined, trace_url: undefined },
        { trace_id: undefined, request_id: undefined, trace_url: undefined },
        { trace_id: undefined, request_id: 'token:[redacted]', trace_url: undefined },
        { trace_id: traceId, request_id: 'req-1', trace_url: `https://traces.example/trace/${traceId}` },
      ],
    );
    assert.equal(started.monitor.metrics().monitor.rejected_values, 2);
  });

  it('forget these ids with the request that had them', async () => {
    record(500, 20, { requestId: 'req-1' });
    for (let count = 0; count < RECENT_CAPACITY; count++) record(500, 20);
    const all = started.monitor.requests({ kind: 'recent', limit: RECENT_CAPACITY }).requests;
    assert.deepEqual(
      all.filter((request) => 'request_id' in request),
      [],
    );
  });

  it('refuse a kind, a limit, an endpoint or a method that is none', async () => {
    for (const query of [
      ...['?kind=all', '?limit=0', '?limit=501', '?limit=many'],
      ...['?endpoint=/a&endpoint=/b', '?method=FETCH', '?method=get', '?method=GET&method=PUT'],
    ]) {
      const { status, body } = await ask(`${started.url}/metrics/requests${query}`);
      assert.equal(status, 400, query);
      assert.equal((JSON.parse(body) as ApiError).error.code, 'bad_query');
    }
  });
});
