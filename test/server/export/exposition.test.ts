import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { MAX_ENDPOINTS } from '../../../server/collector/endpoints/endpoints.js';
import { exposition } from '../../../server/export/prometheus/exposition.js';
import { quoted } from '../../../server/export/prometheus/text-format.js';
import { inputOf, makeCollector } from './input.js';

/** The values of a text by name and labels. */
function valuesOf(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

const ROUTE = 'http_server_request_duration_seconds';
const labels = (route: string, status: string, errorType?: string): string =>
  `{http_request_method="GET",http_route="${route}",http_response_status_code="${status}"` +
  `${errorType === undefined ? '' : `,error_type="${errorType}"`}}`;

describe('what Prometheus reads', () => {
  it('counts requests by method, route, status and error class', async () => {
    const collector = makeCollector();
    for (const statusCode of [200, 200, 404, 500]) {
      collector.recordRequest({ endpoint: '/items/:id', method: 'GET', statusCode, latencyMs: 25 }, 0);
    }
    const values = valuesOf(await exposition(inputOf({ collector })));
    assert.equal(values.get(`${ROUTE}_count${labels('/items/:id', '200')}`), 2);
    assert.equal(values.get(`${ROUTE}_count${labels('/items/:id', '404', '4xx')}`), 1);
    assert.equal(values.get(`${ROUTE}_sum${labels('/items/:id', '500', '5xx')}`), 0.025);
    const bucket = (le: string): number | undefined =>
      values.get(`${ROUTE}_bucket${labels('/items/:id', '200').replace('}', `,le="${le}"}`)}`);
    assert.deepEqual([bucket('0.01'), bucket('0.025'), bucket('10'), bucket('+Inf')], [0, 2, 2, 2]);
    assert.equal(values.get('align_monitor_failures_total'), 1);
  });

  it('counts 501 and 505 as no failures, and time-outs as failures', async () => {
    const collector = makeCollector();
    for (const statusCode of [501, 505, 504]) {
      collector.recordRequest({ endpoint: '/', method: 'GET', statusCode, latencyMs: 1 }, 0);
    }
    const values = valuesOf(await exposition(inputOf({ collector })));
    assert.equal(values.get('align_monitor_failures_total'), 1);
    assert.equal(values.get('align_monitor_errors_total{type="timeout"}'), 1);
  });

  it('has each latency in the dense histogram under the next power of the eighth root of two', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0.01, max: 65_000, noNaN: true }), async (latencyMs) => {
        const collector = makeCollector();
        collector.recordRequest({ endpoint: '/', method: 'GET', statusCode: 200, latencyMs }, 0);
        const name = 'align_monitor_request_duration_seconds_bucket{le="';
        for (const [key, count] of valuesOf(await exposition(inputOf({ collector })))) {
          if (!key.startsWith(name) || key.includes('Inf')) continue;
          const bound = 1000 * Number(key.slice(name.length, -2));
          // The bounds are written with six digits.
          if (Math.abs(bound / latencyMs - 1) > 1e-5) assert.equal(count, Number(latencyMs <= bound), `${bound}`);
        }
      }),
    );
  });

  it('leaves streams out of the dense histogram alone', async () => {
    const collector = makeCollector();
    const stream = { endpoint: '/events', method: 'GET', statusCode: 200, latencyMs: 90_000, streaming: true };
    collector.recordRequest(stream, 0);
    const values = valuesOf(await exposition(inputOf({ collector })));
    assert.equal(values.get('align_monitor_request_duration_seconds_count'), 0);
    assert.equal(values.get('align_monitor_requests_total'), 1);
    assert.equal(values.get(`${ROUTE}_count${labels('/events', '200')}`), 1);
  });

  it('begins with 0 for the classes that rules count, so that the first error is an increase', async () => {
    const rules = inputOf().rules.map((rule) => (rule.metric === 'count' ? { ...rule, errorClass: 'quota' } : rule));
    assert.equal(valuesOf(await exposition(inputOf({ rules }))).get('align_monitor_errors_total{type="quota"}'), 0);
  });

  it('tells the level, the firing alerts and the checks', async () => {
    const check = { critical: true, message: null, duration_ms: 1, last_run: null, since: null };
    const values = valuesOf(
      await exposition(
        inputOf({
          level: 'warning',
          checks: [
            { ...check, name: 'database', status: 'degraded' },
            { ...check, name: 'new', status: 'unknown' },
          ],
        }),
      ),
    );
    assert.equal(values.get('align_monitor_health{status="warning"}'), 1);
    assert.equal(values.get('align_monitor_health{status="healthy"}'), 0);
    assert.equal(values.get('align_monitor_alert_firing{alertname="csrf_detected",severity="warning"}'), 0);
    assert.equal(values.get('align_monitor_check_up{check="database"}'), 0);
    assert.equal(values.has('align_monitor_check_up{check="new"}'), false);
  });

  it('writes any text as a label value that reads as the same text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const written = quoted(text);
        assert.match(written, /^"(?:[^"\\\n\0]|\\[\\"n])*"$/);
        const read = written.slice(1, -1).replaceAll(/\\(.)/g, (_, of: string) => (of === 'n' ? '\n' : of));
        assert.equal(read, text.replaceAll('\0', '\uFFFD'));
      }),
    );
  });
});

describe('counts since start', () => {
  const record = (
    collector: ReturnType<typeof makeCollector>,
    endpoint: string,
    statusCode: number,
    now: number,
  ): void => collector.recordRequest({ endpoint, method: 'GET', statusCode, latencyMs: 3 }, now);
  const isCount = (key: string): boolean => /_(?:total|count|sum|bucket)(?:\{|$)/.test(key);
  /** Fills the table with endpoints that are idle afterwards. */
  const fill = (collector: ReturnType<typeof makeCollector>): void => {
    for (let index = 0; index < MAX_ENDPOINTS; index++) record(collector, `/idle/${index}`, 200, 0);
  };

  it('never go back while endpoints are evicted: a series ends, or begins at the requests since its return', async () => {
    const traffic = fc.array(
      fc.record({ route: fc.nat(30), status: fc.constantFrom(200, 404, 500), times: fc.nat(40) }),
      {
        minLength: 3,
        maxLength: 12,
      },
    );
    await fc.assert(
      fc.asyncProperty(traffic, async (steps) => {
        const collector = makeCollector();
        fill(collector);
        let before = new Map<string, number>();
        let now = 0;
        for (const { route, status, times } of steps) {
          // Every second step all windows are empty, so that everything may be evicted.
          now += 61_000 * (times % 2);
          for (let time = 0; time < times; time++) record(collector, `/new/${route}`, status, now);
          const values = valuesOf(await exposition(inputOf({ collector, now })));
          for (const [key, value] of values) {
            const last = before.get(key);
            if (!isCount(key) || last === undefined || value >= last) continue;
            assert.match(key, /http_route="\/(?:new|idle)\//, `${key} went from ${last} to ${value}`);
            assert.ok(value <= times, key);
          }
          before = values;
        }
        assert.equal(collector.totals.requests, before.get('align_monitor_requests_total'));
      }),
      { numRuns: 15 },
    );
  });

  it('go to (other) for requests after the eviction alone, and begin at 0 on return', async () => {
    const collector = makeCollector();
    record(collector, '/rare', 200, 0);
    for (let index = 1; index < MAX_ENDPOINTS; index++) {
      for (let time = 0; time < 10; time++) record(collector, `/busy/${index}`, 200, 61_000);
    }
    record(collector, '/another', 200, 61_000);
    const gone = valuesOf(await exposition(inputOf({ collector, now: 61_000 })));
    assert.equal(gone.has(`${ROUTE}_count${labels('/rare', '200')}`), false, 'its series has ended');
    assert.equal(gone.has(`${ROUTE}_count${labels('(other)', '200')}`), false, 'what it has counted goes nowhere');
    for (let time = 0; time < 12; time++) record(collector, '/rare', 200, 61_000);
    const values = valuesOf(await exposition(inputOf({ collector, now: 61_000 })));
    const [back = 0, other = 0] = ['/rare', '(other)'].map((route) =>
      values.get(`${ROUTE}_count${labels(route, '200')}`),
    );
    assert.equal(back + other, 12);
  });

  it('keep (other) in the table, however idle it is', async () => {
    const collector = makeCollector();
    for (let index = 0; index < MAX_ENDPOINTS; index++) {
      for (let time = 0; time < 10; time++) record(collector, `/busy/${index}`, 200, 0);
    }
    record(collector, '/once', 200, 0);
    for (let index = 0; index < 50; index++) {
      for (let time = 0; time < 10; time++) record(collector, `/later/${index}`, 200, 300_000);
    }
    const counts = [...valuesOf(await exposition(inputOf({ collector, now: 300_000 })))].filter(
      ([key]) => key.startsWith(`${ROUTE}_count`) && /other|later/.test(key),
    );
    const sum = counts.reduce((total, [, count]) => total + count, 0);
    assert.equal(sum, 501, 'the one that (other) began with is still counted');
  });

  it('survive a gap in which the windows are emptied', async () => {
    const collector = makeCollector();
    record(collector, '/', 200, 0);
    collector.resume(100_000);
    record(collector, '/', 200, 100_000);
    const values = valuesOf(await exposition(inputOf({ collector, now: 100_000 })));
    assert.equal(values.get('align_monitor_request_duration_seconds_count'), 2);
    assert.equal(values.get(`${ROUTE}_count${labels('/', '200')}`), 2);
  });

  it('are bounded: statuses beyond 16 of an endpoint are one series', async () => {
    const collector = makeCollector();
    for (let statusCode = 100; statusCode < 600; statusCode++) record(collector, '/proxy', statusCode, 0);
    const counts = [...valuesOf(await exposition(inputOf({ collector })))].filter(([key]) =>
      key.startsWith(`${ROUTE}_count`),
    );
    assert.equal(counts.length, 17);
    assert.equal(
      counts.reduce((sum, [, count]) => sum + count, 0),
      500,
    );
    assert.match(counts.at(-1)?.[0] ?? '', /http_response_status_code="_OTHER",error_type="_OTHER"/);
  });
});
