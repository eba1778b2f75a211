import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import fc from 'fast-check';
import type { AlertChange, Deploy, ExportedRequest, Exporter, Metrics } from '../../../server/index.js';
import { createMonitor, type Monitor } from '../../../server/monitor.js';
import { createServer } from '../../../server/standalone.js';
import { FakeClock } from '../support/fake-clock.js';
import { blockWith, runSnippet } from '../../tools/docs/run-snippet.js';

let clock: FakeClock;
let monitor: Monitor | undefined;

function create(exporters: Exporter[], options: object = {}): Monitor {
  monitor = createMonitor({ clock, exporters, ...options });
  return monitor;
}

/** Lets so many evaluations come. */
function evaluate(times = 1): void {
  for (let time = 0; time < times * 5; time++) {
    clock.advance(1);
    mock.timers.tick(1000);
  }
}

function record(by: Monitor, statusCode = 200, more: object = {}): void {
  by.recordRequest({ endpoint: '/items/:id', method: 'GET', statusCode, latencyMs: 12, ...more });
}

const errorsOf = (by: Monitor): number => by.metrics().monitor.monitor_errors;
/** Lets rejections reach whoever waits for them. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('exporters', () => {
  beforeEach(() => {
    clock = new FakeClock();
    mock.timers.enable({ apis: ['setInterval'] });
    mock.method(console, 'warn', () => undefined);
  });
  afterEach(async () => {
    await monitor?.close();
    monitor = undefined;
    mock.timers.reset();
    mock.restoreAll();
  });

  describe('an exporter', () => {
    it('is told of each request without session and query, of evaluations, alerts and deploys', async () => {
      const requests: ExportedRequest[] = [];
      const evaluations: Metrics[] = [];
      const alerts: AlertChange[] = [];
      const deploys: Deploy[] = [];
      const exporter: Exporter = {
        name: 'all',
        request: (request) => requests.push(request),
        evaluation: (metrics) => evaluations.push(metrics),
        alert: (change) => alerts.push(change),
        deploy: (deploy) => deploys.push(deploy),
      };
      const watched = create([exporter], { version: '1.8.0' });
      await watched.started;
      record(watched, 200, { sessionId: 'secret-session', feature: 'reflection' });
      record(watched, 101, { streaming: true });
      for (let count = 0; count < 30; count++) record(watched, 500);
      evaluate();
      assert.deepEqual(requests[0], {
        ...{ endpoint: '/items/:id', method: 'GET', statusCode: 200, latencyMs: 12 },
        ...{ errorClass: null, failed: false, feature: 'reflection' },
      });
      assert.equal(requests[1]?.latencyMs, null);
      assert.deepEqual([requests[2]?.errorClass, requests[2]?.failed], ['5xx', true]);
      assert.equal(JSON.stringify(requests).includes('secret'), false);
      assert.deepEqual([evaluations.length, evaluations[0]?.summary.total_requests], [1, 32]);
      assert.deepEqual(alerts.map(({ kind, alert }) => `${kind} ${alert.type}`).sort(), [
        'firing 5xx_detected',
        'firing error_rate_high',
      ]);
      assert.deepEqual(
        deploys.map(({ version }) => version),
        ['1.8.0'],
      );
      evaluate(70);
      assert.deepEqual(alerts.map(({ kind }) => kind).sort(), ['firing', 'firing', 'resolved', 'resolved']);
    });

    it('is told names as they are counted: at most 2,000 endpoints', () => {
      const endpoints = new Set<string>();
      const watched = create([{ name: 'names', request: ({ endpoint }) => endpoints.add(endpoint) }]);
      for (let number = 0; number < 5000; number++) record(watched, 200, { endpoint: `/${number.toString(36)}x` });
      assert.ok(endpoints.size <= 2001, `${endpoints.size} endpoints`);
      assert.ok(endpoints.has('(other)'));
    });

    it('that throws, rejects or returns anything changes no figure, whatever it is', async () => {
      const outcomes = fc.constantFrom<() => unknown>(
        () => undefined,
        () => {
          throw new Error('broken');
        },
        () => {
          // eslint-disable-next-line @typescript-eslint/only-throw-error
          throw undefined;
        },
        () => Promise.reject(new Error('refused')),
        () => new Promise(() => undefined),
        () => ({
          get then() {
            throw new Error('no promise');
          },
        }),
      );
      const property = fc.asyncProperty(
        outcomes,
        outcomes,
        outcomes,
        outcomes,
        async (request, evaluation, alert, close) => {
          const broken = { name: 'broken', request, evaluation, alert, close };
          let seen = 0;
          const watched = create([broken, { name: 'fine', request: () => seen++ }]);
          for (let count = 0; count < 50; count++) record(watched, count < 20 ? 500 : 200);
          evaluate();
          await settle();
          const { summary, status } = watched.metrics();
          assert.deepEqual([summary.total_requests, summary.failed_requests, status, seen], [50, 20, 'degraded', 50]);
          await watched.close();
        },
      );
      await fc.assert(property, { numRuns: 30 });
    });

    it('has each of its errors counted as one of the monitor, with its name in the log', async () => {
      const exporter: Exporter = {
        name: 'pager',
        request: () => {
          throw new TypeError('no route to pager');
        },
        evaluation: () => Promise.reject(new Error('refused')),
      };
      const watched = create([exporter]);
      record(watched);
      record(watched);
      evaluate();
      await settle();
      assert.equal(errorsOf(watched), 3);
      const lines = (console.warn as unknown as { mock: { calls: { arguments: unknown[] }[] } }).mock.calls;
      assert.match(
        String(lines.map((call) => call.arguments)),
        /The exporter pager failed in request: TypeError: no route/,
      );
    });

    it('that is slow rests for a minute, is told of alerts all the same, and then goes on', () => {
      let requests = 0;
      let alerts = 0;
      const slow: Exporter = {
        name: 'slow',
        request: () => {
          requests++;
          clock.advance(0.2);
        },
        alert: () => alerts++,
      };
      const watched = create([slow]);
      for (let count = 0; count < 100; count++) record(watched, 500);
      assert.equal(requests, 3);
      assert.equal(errorsOf(watched), 1);
      evaluate();
      assert.equal(alerts, 2);
      clock.advance(60);
      record(watched);
      assert.equal(requests, 4);
    });

    it('that answers with promises that never settle gets a bounded number of calls', () => {
      let calls = 0;
      const hanging = () => {
        calls++;
        return new Promise(() => undefined);
      };
      const watched = create([{ name: 'hanging', request: hanging }]);
      for (let count = 0; count < 5000; count++) record(watched);
      assert.equal(calls, 1000);
      assert.equal(errorsOf(watched), 1);
    });

    it('cannot change what others are told', () => {
      const seen: unknown[] = [];
      const vandal: Exporter = {
        name: 'vandal',
        request: (request) => Object.assign(request, { endpoint: '/gone' }),
        evaluation: (metrics) => (metrics.status = 'degraded'),
        alert: (change) => (change.alert.type = 'gone'),
      };
      const reader: Exporter = {
        name: 'reader',
        request: ({ endpoint }) => seen.push(endpoint),
        evaluation: ({ version }) => seen.push(version),
        alert: ({ alert }) => seen.push(alert.type),
      };
      const watched = create([vandal, reader], { version: '2', alertRules: { error_rate_high: false } });
      for (let count = 0; count < 20; count++) record(watched, 500);
      evaluate();
      assert.deepEqual([...new Set(seen)], ['/items/:id', '5xx_detected', '2']);
      assert.equal(watched.metrics().alerts[0]?.type, '5xx_detected');
    });

    it('ends with the monitor, which waits a second for it at most', async () => {
      const ended: string[] = [];
      const ending = (name: string, end: () => unknown): Exporter => ({
        name,
        request: () => ended.push('late'),
        close: end,
      });
      const watched = create([
        ending('quick', async () => ended.push('quick')),
        ending('hanging', () => new Promise(() => undefined)),
      ]);
      const began = performance.now();
      await watched.close();
      assert.ok(performance.now() - began < 1900);
      record(watched);
      assert.deepEqual(ended, ['quick']);
    });

    it('is refused when it is none', () => {
      assert.throws(() => create([{} as Exporter]), /option exporters\.0 is \{\}; allowed: an object with a name and/);
      assert.throws(() => create([{ name: 'x', request: 5 } as unknown as Exporter]), TypeError);
      assert.throws(() => create({} as Exporter[]), /option exporters is \{\}; allowed: a list/);
    });
  });

  it('a deploy that somebody marks is told once, and a start only with another version than before', async (test) => {
    const metricsDir = await mkdtemp(join(tmpdir(), 'deploys-'));
    test.after(() => rm(metricsDir, { recursive: true }));
    const deploys: string[] = [];
    const exporters: Exporter[] = [{ name: 'deploys', deploy: ({ version }) => deploys.push(version) }];
    const start = async (version: string): Promise<void> => {
      const server = await createServer({ port: 0, access: 'local', clock, metricsDir, version, exporters });
      await server.monitor.started;
      evaluate(2);
      const headers = { 'Content-Type': 'application/json' };
      const body = JSON.stringify({ version: `${version}-marked` });
      if (version === '1') await fetch(`${server.url}/monitoring/deploys`, { method: 'POST', headers, body });
      evaluate();
      await server.close();
    };
    await start('1');
    assert.deepEqual(deploys, ['1', '1-marked']);
    await start('1-marked');
    assert.deepEqual(deploys, ['1', '1-marked']);
    await start('2');
    assert.deepEqual(deploys, ['1', '1-marked', '2']);
  });

  it('the example in server/README.md runs', async () => {
    const code = blockWith('server/README.md', "import('align-monitor').Exporter");
    assert.ok(code.trim().split('\n').length <= 22, 'it is longer than announced');
    const sent: { url: string; body: string }[] = [];
    mock.method(globalThis, 'fetch', async (url: string, { body }: { body: string }) => {
      sent.push({ url, body });
      return new Response();
    });
    const create = (options: object): Monitor => (monitor = createMonitor({ clock, ...options }));
    const { monitor: made } = await runSnippet(code, { modules: { 'align-monitor': { createMonitor: create } } }, [
      'monitor',
    ]);
    const watched = made as Monitor;
    for (let count = 0; count < 20; count++) record(watched, 500);
    evaluate();
    await settle();
    assert.ok(sent.some(({ body }) => body.includes('error_rate_high')));
    assert.ok(sent.some(({ body }) => body.includes('align_monitor_requests')));
    assert.equal(errorsOf(watched), 0);
  });
});
