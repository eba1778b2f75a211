import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Collector, type CollectorSettings } from '../../../server/collector/collector.js';
import { classNumber, MAX_CLASSES } from '../../../server/collector/error-class-table.js';
import { ERROR_CLASS_NAMES, type Sample } from '../../../server/contract/index.js';

const settings: CollectorSettings = {
  windowSeconds: 300,
  failures: 'server',
  abortedLatencyLimitMs: 500,
  onError: () => undefined,
};

const good: Sample = { endpoint: '/', method: 'GET', statusCode: 200, latencyMs: 10 };

function collectorOf(samples: Partial<Sample>[], changed: Partial<CollectorSettings> = {}): Collector {
  const collector = new Collector({ ...settings, ...changed }, 0);
  for (const sample of samples) collector.recordRequest({ ...good, ...sample }, 0);
  return collector;
}

const NO_ERRORS = Object.fromEntries(ERROR_CLASS_NAMES.map((name) => [name, 0]));

const classesOf = (collector: Collector): Record<string, number> =>
  Object.fromEntries(collector.classes.names.map((name, index) => [name, collector.totals.classes[index] ?? 0]));

describe('the collector', () => {
  it('calls redirects, 204 and 304 successes', () => {
    const collector = collectorOf([204, 301, 302, 304].map((statusCode) => ({ statusCode })));
    assert.deepEqual([collector.totals.requests, collector.totals.failed], [4, 0]);
    assert.deepEqual(classesOf(collector), NO_ERRORS);
  });

  it('gives each unsuccessful request one class: that of the app before that of the status', () => {
    const collector = collectorOf([
      { statusCode: 403, errorClass: 'csrf' },
      { statusCode: 404 },
      { statusCode: 408 },
      { statusCode: 504 },
      { statusCode: 500 },
      { statusCode: 500, errorClass: 'model_refused' },
    ]);
    const expected = { ...NO_ERRORS, '5xx': 1, csrf: 1, '4xx': 2, timeout: 1, model_refused: 1 };
    assert.deepEqual(classesOf(collector), expected);
  });

  it('counts the faults of the server as failures, and no client errors', () => {
    const samples = [
      { statusCode: 500 },
      { statusCode: 504 },
      { statusCode: 200, errorClass: 'timeout' },
      { statusCode: 500, errorClass: 'model_refused' },
      { statusCode: 404 },
      { statusCode: 403, errorClass: 'csrf' },
      { statusCode: 400, errorClass: 'model_refused' },
      { statusCode: 500, errorClass: 'aborted' },
    ];
    assert.equal(collectorOf(samples).totals.failed, 4);
    assert.equal(collectorOf(samples, { failures: 'all' }).totals.failed, 7);
    assert.equal(collectorOf(samples, { failures: ({ statusCode }) => statusCode === 404 }).totals.failed, 1);
  });

  it('uses the rule `server` when the rule of the app throws, and reports the error', () => {
    const faults: unknown[] = [];
    const error = new Error('broken rule');
    const failures = () => {
      throw error;
    };
    const collector = collectorOf([{ statusCode: 500 }, {}], { failures, onError: (fault) => faults.push(fault) });
    assert.deepEqual([collector.totals.requests, collector.totals.failed], [2, 1]);
    assert.deepEqual(faults, [error, error]);
  });

  it('measures an aborted request only if it took longer than the P95 limit', () => {
    const collector = collectorOf([
      { errorClass: 'aborted', latencyMs: 499 },
      { errorClass: 'aborted', latencyMs: 501 },
    ]);
    const { latency, classes } = collector.window(0);
    assert.equal(latency.count, 1);
    assert.equal(latency.max, 501);
    assert.equal(classes[classNumber('aborted')], 2);
  });

  it('leaves upgrades and event streams out of the percentiles', () => {
    const collector = collectorOf([{ statusCode: 101 }, { streaming: true, latencyMs: 600_000 }, {}]);
    assert.equal(collector.window(0).requests, 3);
    assert.equal(collector.window(0).latency.count, 1);
  });

  it('counts a request with an invalid latency, but not its latency', () => {
    const invalid: unknown[] = [NaN, Infinity, -1, 1.7e308, '5', [], [5], true, new Date(5), { valueOf: () => 5 }];
    const collector = collectorOf(invalid.map((latencyMs) => ({ latencyMs: latencyMs as number })));
    assert.equal(collector.totals.requests, invalid.length);
    assert.equal(collector.totals.rejected, invalid.length);
    assert.equal(collector.window(0).latency.count, 0);
  });

  it('never throws at invalid values, and counts them', () => {
    const collector = new Collector(settings, 0);
    const garbage: unknown[] = [
      null,
      undefined,
      7,
      'request',
      () => 1,
      [],
      {},
      { endpoint: 1, method: {}, statusCode: 'x' },
    ];
    for (const value of garbage) collector.recordRequest(value as Sample, 0);
    assert.ok(collector.totals.rejected >= garbage.length);
    const [endpoint] = collector.endpoints.busiest(0, 60, 1);
    assert.deepEqual([endpoint?.endpoint, endpoint?.method], ['(unmatched)', '_OTHER']);
  });

  it('has at most 32 error classes and loses no count', () => {
    const words = Array.from({ length: 100 }, (_, index) => ({ errorClass: `word-${index}` }));
    const collector = collectorOf(words);
    assert.equal(collector.classes.names.length, MAX_CLASSES);
    assert.equal(collector.classes.names.at(-1), 'other');
    assert.equal(classesOf(collector)['other'], 100 - (MAX_CLASSES - ERROR_CLASS_NAMES.length - 1));
    const sum = collector.totals.classes.reduce((total, count) => total + count, 0);
    assert.equal(sum, 100);
  });

  it('has at most 200 features, cut at 64 characters, and counts the rest together', () => {
    const collector = new Collector(settings, 0);
    for (let index = 0; index < 500; index++) collector.recordFeature(`${index}-${'x'.repeat(10_000)}`);
    const features = collector.features.entries();
    assert.equal(features.length, 201);
    assert.deepEqual(features[0], ['(other)', 300]);
    assert.ok(features.every(([name]) => name.length <= 64));
  });

  it('accepts __proto__, constructor and toString as ordinary names', () => {
    const names = ['__proto__', 'constructor', 'toString'];
    const collector = collectorOf(names.map((name) => ({ endpoint: name, feature: name, errorClass: name })));
    assert.deepEqual(
      collector.features.entries(),
      names.map((name) => [name, 1]),
    );
    assert.deepEqual(
      collector.endpoints.busiest(0, 60, 5).map(({ endpoint }) => endpoint),
      names,
    );
    assert.deepEqual(collector.classes.names.slice(ERROR_CLASS_NAMES.length), names);
  });

  it('counts a reported error in its class, but no request', () => {
    const collector = new Collector(settings, 0);
    collector.recordError({ type: 'timeout', message: 'MCP call exceeded 60 s' }, 0);
    assert.equal(collector.totals.classes[classNumber('timeout')], 1);
    assert.equal(collector.window(0).classes[classNumber('timeout')], 1);
    assert.deepEqual([collector.totals.requests, collector.totals.failed], [0, 0]);
  });

  it('has the active sessions of every step, even of steps without requests', () => {
    const collector = new Collector({ ...settings, sessions: { capacity: 10, idleMs: 10_000 } }, 0);
    collector.recordRequest({ ...good, sessionId: 'a' }, 1000);
    collector.recordRequest({ ...good, sessionId: 'b' }, 6000);
    const sessions = collector.slices(21_000).map((slice) => slice?.activeSessions);
    // a was last seen at 1 s and b at 6 s; each ends 10 s later.
    assert.deepEqual(sessions.slice(-5), [1, 2, 1, 0, 0]);
  });
});
