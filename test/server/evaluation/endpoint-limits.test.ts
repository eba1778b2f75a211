import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { Collector } from '../../../server/collector/collector.js';
import { DEFAULT_LIMITS, type Metrics } from '../../../server/contract/index.js';
import { evaluateLevel, INITIAL_LEVEL_STATE } from '../../../server/evaluation/level.js';
import { EndpointLimits } from '../../../server/options/endpoint-limits.js';
import type { MonitorOptions } from '../../../server/options/monitor-options.js';
import { Watched } from '../support/watched.js';

const MODEL = { endpoint: '/reflection/:id/step', method: 'POST', statusCode: 200, latencyMs: 5000 };
const REST = { endpoint: '/items/:id', method: 'GET', statusCode: 200, latencyMs: 50 };
const EXPORT = { endpoint: '/export', method: 'GET', statusCode: 200, latencyMs: 50 };
const POLL = { endpoint: '/poll', method: 'GET', statusCode: 200, latencyMs: 25_000 };
const LEVELS: MonitorOptions['levels'] = {
  endpoints: {
    'POST /reflection/:id/step': { p95Ms: [3000, 8000] },
    'GET /export': { errorRatePercent: [2, 10] },
    'GET /poll': false,
  },
};
type Traffic = Partial<typeof MODEL> & { every?: number };

/** A site with limits of its own, and two requests in each second to each endpoint that is named. */
class Site {
  readonly #watched: Watched;

  private constructor(watched: Watched) {
    this.#watched = watched;
  }

  static async start(test: TestContext, levels = LEVELS): Promise<Site> {
    return new Site(await Watched.start(test, { levels }));
  }

  async pass(seconds: number, ...traffic: Traffic[]): Promise<Metrics> {
    const { monitor } = this.#watched;
    for (let second = 0; second < seconds; second++) {
      for (const { every = 1, ...request } of traffic) {
        for (let count = 0; count < 2; count++)
          if (second % every === 0) monitor.recordRequest({ ...MODEL, ...request });
      }
      await this.#watched.pass(1);
    }
    return monitor.metrics();
  }
}

const reasonsOf = ({ reasons }: Metrics): string[] => reasons.map(({ what }) => what);

describe('an app whose model answers in 5 s by design', () => {
  it('is healthy, and no rule fires', async (test) => {
    const site = await Site.start(test, { endpoints: { 'POST /reflection/:id/step': { p95Ms: [6000, 8000] } } });
    const metrics = await site.pass(120, MODEL, REST);
    assert.deepEqual([metrics.status, metrics.reasons, metrics.alerts], ['healthy', [], []]);
    assert.equal(metrics.summary.slow_percent, 0);
    assert.equal(metrics.performance.p95_ms !== null && metrics.performance.p95_ms > 4900, true);
  });

  it('is a warning where 5 s is over the limit of a warning', async (test) => {
    const site = await Site.start(test);
    const metrics = await site.pass(120, MODEL, REST);
    assert.deepEqual([metrics.status, reasonsOf(metrics), metrics.alerts], ['warning', ['slow_percent'], []]);
  });

  it('is degraded when it takes 9 s, and says so', async (test) => {
    const site = await Site.start(test);
    await site.pass(60, { latencyMs: 2000 }, REST);
    const metrics = await site.pass(120, { latencyMs: 9000, every: 2 }, REST);
    assert.equal(metrics.status, 'degraded');
    const [reason] = metrics.reasons;
    assert.deepEqual([reason?.what, reason?.unit, reason?.limit], ['slow_percent', '%', 5]);
    assert.equal(
      reason?.message,
      `${shown(reason?.value)} % of requests are slower than their own limits (5 % allowed)`,
    );
    const [alert] = metrics.alerts;
    assert.deepEqual([alert?.type, alert?.unit, alert?.threshold], ['latency_high', '%', 5]);
    assert.match(alert?.message ?? '', /^Slow requests [\d.]+ % \(limit 5 %, last 60 s\)$/);
    assert.deepEqual(
      alert?.evidence?.endpoints.map(({ endpoint }) => endpoint),
      ['/reflection/:id/step'],
    );
    assert.equal(alert.evidence.first?.endpoint, '/reflection/:id/step');
  });

  it('is degraded when the rest takes 600 ms', async (test) => {
    const site = await Site.start(test);
    await site.pass(60, { latencyMs: 2000 }, REST);
    const metrics = await site.pass(120, { latencyMs: 5000 }, { ...REST, latencyMs: 600 });
    assert.equal(metrics.status, 'degraded');
    assert.deepEqual(
      metrics.alerts.map(({ type, evidence }) => [type, evidence?.endpoints.map(({ endpoint }) => endpoint)]),
      [['latency_high', ['/items/:id']]],
    );
  });

  it('is recovering when the newest minute is good, and healthy when the window is', async (test) => {
    const site = await Site.start(test, { endpoints: { 'POST /reflection/:id/step': { p95Ms: [6000, 8000] } } });
    await site.pass(120, { latencyMs: 9000 }, REST);
    const after = await site.pass(70, MODEL, REST);
    assert.deepEqual([after.status, after.recovering], ['degraded', true]);
    assert.equal((await site.pass(300, MODEL, REST)).status, 'healthy');
  });

  it('shows the limits of each endpoint, and which are over them', async (test) => {
    const site = await Site.start(test);
    const { endpoints, limits } = await site.pass(60, { latencyMs: 9000 }, REST, EXPORT, POLL);
    assert.deepEqual(
      Object.fromEntries(endpoints.map(({ endpoint, limits, over_limit }) => [endpoint, { ...limits, over_limit }])),
      {
        '/reflection/:id/step': { error_rate_percent: [1, 5], p95_ms: [3000, 8000], over_limit: ['p95_ms'] },
        '/items/:id': { ...limits, over_limit: [] },
        '/export': { error_rate_percent: [2, 10], p95_ms: [200, 500], over_limit: [] },
        '/poll': { error_rate_percent: null, p95_ms: null, over_limit: [] },
      },
    );
  });

  it('tells those that are over the limit of a warning alone from those that are over the other one', async (test) => {
    const site = await Site.start(test);
    const { endpoints } = await site.pass(60, { ...REST, latencyMs: 300 }, { ...EXPORT, latencyMs: 900 });
    const over = (which: 'over_limit' | 'over_warning_limit') =>
      Object.fromEntries(endpoints.map((figures) => [figures.endpoint, figures[which]]));
    assert.deepEqual(over('over_limit'), { '/items/:id': [], '/export': ['p95_ms'] });
    assert.deepEqual(over('over_warning_limit'), { '/items/:id': ['p95_ms'], '/export': [] });
  });
});

describe('an endpoint', () => {
  it('that is left out keeps the app healthy whatever it does', async (test) => {
    const site = await Site.start(test);
    const metrics = await site.pass(120, { ...POLL, statusCode: 500 }, REST);
    assert.deepEqual([metrics.status, metrics.alerts], ['healthy', []]);
    assert.equal(metrics.summary.slow_percent, 0);
  });

  it('within an error rate of its own keeps the app healthy, beyond it the app is degraded for it by name', async (test) => {
    const site = await Site.start(test, { endpoints: { 'GET /export': { errorRatePercent: [12, 20] } } });
    const failing = { ...EXPORT, statusCode: 500 };
    const within = await site.pass(120, EXPORT, { ...failing, every: 10 }, REST);
    assert.deepEqual([within.status, within.alerts], ['healthy', []]);
    const beyond = await site.pass(240, EXPORT, { ...failing, every: 2 }, REST);
    assert.equal(beyond.status, 'degraded');
    const [reason] = beyond.reasons;
    assert.deepEqual([reason?.what, reason?.endpoint, reason?.limit], ['error_rate_percent', 'GET /export', 20]);
    assert.match(reason?.message ?? '', /^GET \/export: error rate [\d.]+ % is over 20 %$/);
    assert.deepEqual(
      beyond.alerts.map(({ type, severity, message }) => [type, severity, message.replace(/[\d.]+ % at/, '? % at')]),
      [['error_rate_high: GET /export', 'critical', 'Error rate ? % at GET /export (limit 20 %, last 60 s)']],
    );
  });

  it('with an error rate of its own does not hide that the others fail', async (test) => {
    const site = await Site.start(test);
    const metrics = await site.pass(
      60,
      { ...EXPORT, every: 1 },
      EXPORT,
      EXPORT,
      { ...REST, statusCode: 500, every: 3 },
      REST,
    );
    assert.equal(metrics.status, 'degraded');
    assert.deepEqual(reasonsOf(metrics).slice(0, 1), ['error_rate_percent']);
    assert.equal(metrics.reasons[0]?.endpoint ?? null, null);
    assert.equal(
      metrics.alerts.some(({ type }) => type === 'error_rate_high'),
      true,
    );
  });
});

describe('endpoints that options name', () => {
  it('are named once in the log where no request has come to them', async (test) => {
    const warn = test.mock.method(console, 'warn', () => undefined);
    const said = (): string[] =>
      warn.mock.calls.map(({ arguments: [text] }) => String(text)).filter((text) => /levels/.test(text));
    const watched = await Watched.start(test, {
      levels: { endpoints: { 'GET /item/:id': { p95Ms: [3000, 8000] }, '/items/:id': false } },
      objectives: [{ name: 'uploads', target: 99, endpoints: ['POST /items/:id'] }],
    });
    await watched.pass(5, 190);
    assert.deepEqual(said(), []);
    await watched.pass(20, 190);
    assert.equal(said().length, 1);
    assert.match(said()[0] ?? '', /name "GET \/item\/:id", "POST \/items\/:id", but none of the first 1900 requests/);
  });
});

describe('open requests', () => {
  const limits = (p95Ms: [number, number] | false) => ({
    errorRatePercent: DEFAULT_LIMITS.error_rate_percent,
    p95Ms: DEFAULT_LIMITS.p95_ms,
    endpoints: new EndpointLimits({ 'POST /model': { p95Ms } }, (text) => text),
  });
  const levelOf = (endpoint: string, ageMs: number, p95Ms: [number, number] | false = [3000, 8000]) => {
    const collector = new Collector(
      {
        windowSeconds: 300,
        failures: 'server',
        abortedLatencyLimitMs: 500,
        onError: () => undefined,
        endpointLimits: limits(p95Ms).endpoints,
      },
      0,
    );
    for (let index = 0; index < 50; index++) collector.recordRequest({ ...REST, endpoint: '/x' }, 1000);
    const waiting = Array.from({ length: 30 }, () => ({ method: 'POST', endpoint, ageMs }));
    const figures = { ...collector.window(2000), waiting };
    return evaluateLevel(figures, INITIAL_LEVEL_STATE, limits(p95Ms), 2000);
  };

  it('wait by the limit of their endpoint', () => {
    assert.equal(levelOf('/model', 2900).level, 'healthy');
    assert.equal(levelOf('/model', 7000).level, 'warning');
    const { level, reasons } = levelOf('/model', 8100);
    assert.deepEqual([level, reasons[0]?.waiting], ['degraded', 30]);
    assert.match(reasons[0]?.message ?? '', /37\.5 % of requests .*; 30 requests are still waiting$/);
  });

  it('wait by the limit of the app at other endpoints, and by none at those that are left out', () => {
    assert.equal(levelOf('/y', 600).level, 'degraded');
    assert.equal(levelOf('/model', 100_000, false).level, 'healthy');
  });

  it('wait by the highest limit as long as their route is not known', () => {
    assert.equal(levelOf('(unmatched)', 2900).level, 'healthy');
    assert.equal(levelOf('(unmatched)', 8100).level, 'degraded');
  });
});

describe('limits of endpoints that are those of the app', () => {
  const sample = fc.record({
    endpoint: fc.constantFrom('/a', '/b', '/c'),
    method: fc.constant('GET'),
    statusCode: fc.constantFrom(200, 200, 200, 200, 500),
    latencyMs: fc.oneof(fc.integer({ min: 1, max: 190 }), fc.integer({ min: 1, max: 900 })),
  });
  const waiting = fc.record({
    method: fc.constant('GET'),
    endpoint: fc.constantFrom('/a', '/b', '(unmatched)'),
    ageMs: fc.integer({ min: 1, max: 20_000 }),
  });
  /** Bounds of buckets, so that a histogram and a comparison count the same. */
  const app = { errorRatePercent: [1, 5], p95Ms: [256, 512] } as const;
  const own = new EndpointLimits({ '/a': { p95Ms: [256, 512] }, 'GET /b': { p95Ms: [256, 512] } }, (text) => text);

  it('change no level', () => {
    const samples = fc.array(sample, { maxLength: 400, size: 'max' });
    fc.assert(
      fc.property(samples, fc.array(waiting, { maxLength: 40 }), (requests, open) => {
        const collector = new Collector(
          {
            windowSeconds: 300,
            failures: 'server',
            abortedLatencyLimitMs: 500,
            onError: () => undefined,
            endpointLimits: own,
          },
          0,
        );
        for (const [index, request] of requests.entries()) collector.recordRequest(request, index * 500);
        const at = requests.length * 500;
        const figures = { ...collector.window(at), newest: collector.window(at, 60), waiting: open };
        const plain = evaluateLevel(figures, INITIAL_LEVEL_STATE, app, at);
        const judged = evaluateLevel(figures, INITIAL_LEVEL_STATE, { ...app, endpoints: own }, at);
        assert.equal(judged.level, plain.level);
        assert.deepEqual(
          judged.reasons.map(({ level }) => level),
          plain.reasons.map(({ level }) => level),
        );
      }),
      { numRuns: 300 },
    );
  });
});

function shown(value: number | undefined): string {
  return String(Math.round((value ?? 0) * 10) / 10);
}
