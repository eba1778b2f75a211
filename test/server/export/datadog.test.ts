/** The real client hot-shots, sending to a socket that reads DogStatsD, and to statsd. */
import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { Module } from 'node:module';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { StatsD } from 'hot-shots';
import type { MonitorOptions } from '../../../server/index.js';
import { createMonitor, type Monitor } from '../../../server/monitor.js';
import { createServer } from '../../../server/standalone.js';
import { FakeClock } from '../support/fake-clock.js';
import { ask, until } from '../support/http.js';

/** One line of DogStatsD (docs.datadoghq.com/developers/dogstatsd/datagram_shell). */
interface Metric {
  name: string;
  value: number;
  type: string;
  tags: Record<string, string>;
}

/** A name starts with a letter and holds letters, digits, underscores and dots; below 200 characters. */
const METRIC = /^([a-zA-Z][\w.]{0,198}):(-?\d[\d.e-]*)\|(c|g|d)(?:\|#([^|]*))?(\|c:[^|]*)?$/;
const EVENT = /^_e\{(\d+),(\d+)\}:(.*)$/s;

describe('with hot-shots', () => {
  let agent: Socket;
  let port: number;
  let lines: string[];
  let clock: FakeClock;
  let monitor: Monitor | undefined;

  const metrics = (): Metric[] =>
    lines
      .filter((line) => !line.startsWith('_'))
      .map((line) => {
        const [, name, value, type, tags] = METRIC.exec(line) ?? assert.fail(`no metric: ${line}`);
        const pairs = (tags ?? '').split(',').filter(Boolean);
        return {
          ...{ name: String(name), value: Number(value), type: String(type) },
          tags: Object.fromEntries(pairs.map((pair) => pair.split(/:(.*)/s).slice(0, 2) as [string, string])),
        };
      });
  const events = (): { title: string; text: string; rest: string }[] =>
    lines.flatMap((line) => {
      const [, title, text, behind] = EVENT.exec(line) ?? [];
      if (behind === undefined) return [];
      // The agent counts bytes.
      const bytes = Buffer.from(behind);
      const end = Number(title) + 1 + Number(text);
      assert.equal(bytes[Number(title)], '|'.charCodeAt(0), line);
      return [
        {
          title: bytes.subarray(0, Number(title)).toString(),
          text: bytes.subarray(Number(title) + 1, end).toString(),
          rest: bytes.subarray(end).toString(),
        },
      ];
    });
  const evaluate = (times = 1): void => {
    for (let second = 0; second < 5 * times; second++) {
      clock.advance(1);
      mock.timers.tick(1000);
    }
  };
  const record = (statusCode: number, more: object = {}): void =>
    monitor?.recordRequest({ endpoint: '/items/:id', method: 'GET', statusCode, latencyMs: 12.5, ...more });
  const create = (datadog: NonNullable<MonitorOptions['datadog']>): Monitor =>
    (monitor = createMonitor({ clock, version: '1.8.0', datadog }));

  beforeEach(async () => {
    lines = [];
    agent = createSocket('udp4', (message) => lines.push(...message.toString().trimEnd().split('\n')));
    agent.bind(0, '127.0.0.1');
    await once(agent, 'listening');
    ({ port } = agent.address());
    clock = new FakeClock();
    mock.timers.enable({ apis: ['setInterval'] });
  });
  afterEach(async () => {
    mock.timers.reset();
    await monitor?.close();
    monitor = undefined;
    agent.close();
  });

  it('counts, the distribution of latencies and gauges arrive with names and tags as Datadog wants them', async () => {
    const watched = create({ host: '127.0.0.1', port, tags: { env: 'test', service: 'portal' } });
    await watched.started;
    record(200, { feature: 'reflection', sessionId: 's3cret' });
    record(503);
    record(101, { streaming: true });
    evaluate();
    await watched.close();
    await until(() => lines.some((line) => line.startsWith('align_monitor.process')), 'the figures arrive');
    const all = metrics();
    const common = { env: 'test', service: 'portal', version: '1.8.0' };
    const request = { ...common, endpoint: '/items/:id', method: 'GET' };
    assert.deepEqual(
      all.filter(({ name }) => /^align_monitor\.(request\.|requests$|failures)/.test(name)),
      [
        { name: 'align_monitor.request.duration', value: 12.5, type: 'd', tags: { ...request, status_class: '2xx' } },
        { name: 'align_monitor.requests', value: 1, type: 'c', tags: { ...request, status_class: '2xx' } },
        { name: 'align_monitor.request.duration', value: 12.5, type: 'd', tags: { ...request, status_class: '5xx' } },
        ...['requests', 'failures'].map((name) => ({
          ...{ name: `align_monitor.${name}`, value: 1, type: 'c' },
          tags: { ...request, status_class: '5xx', error_class: '5xx' },
        })),
        { name: 'align_monitor.requests', value: 1, type: 'c', tags: { ...request, status_class: '1xx' } },
      ],
    );
    const gauge = (name: string): number | undefined => all.find((each) => each.name === name)?.value;
    assert.equal(gauge('align_monitor.level'), 0);
    assert.equal(gauge('align_monitor.sessions.active'), 1);
    assert.ok(Math.abs((gauge('align_monitor.latency.p95') ?? 0) - 12.5) < 0.1);
    const used = all.find(({ name }) => name === 'align_monitor.feature_used');
    assert.deepEqual([used?.value, used?.tags['feature']], [1, 'reflection']);
    assert.equal(lines.join().includes('s3cret'), false);
  });

  it('alerts are events, and so are deploys, with lengths in bytes', async () => {
    const server = await createServer({
      ...{ clock, port: 0, access: 'local', datadog: { host: '127.0.0.1', port } },
      alertRules: { 'prüfung|langsam': { metric: 'count', errorClass: '5xx', threshold: 3 } },
    });
    ({ monitor } = server);
    const body = JSON.stringify({ version: '1.9.0', note: 'neuer Editor: ä | €' });
    await ask(`${server.url}/monitoring/deploys`, {
      ...{ method: 'POST', body, headers: { 'Content-Type': 'application/json' } },
    });
    for (let count = 0; count < 30; count++) record(500);
    evaluate();
    evaluate(80);
    await server.close();
    await until(() => events().length >= 6, 'the events arrive');
    const [deploy, ...alerts] = events();
    assert.deepEqual([deploy?.title, deploy?.text], ['Deploy 1.9.0', 'neuer Editor: ? | ?']);
    assert.match(deploy?.rest ?? '', /\|t:info\|#.*version:1\.9\.0/);
    const rate = alerts.filter(({ rest }) => rest.includes('rule:error_rate_high'));
    assert.match(rate[0]?.title ?? '', /^Error rate 100 %/);
    assert.match(rate[0]?.text ?? '', /^Firing since .*\\n30 of 30 requests\\nGET \/items\/:id: 100 %$/);
    assert.match(rate[0]?.rest ?? '', /^\|d:\d+\|k:align-monitor error_rate_high\|t:error\|#.*state:firing/);
    assert.match(rate[1]?.title ?? '', /^Resolved: /);
    assert.match(rate[1]?.rest ?? '', /\|t:success\|#.*state:resolved/);
  });

  it("an app's own client keeps its prefix and tags, and is left open", async () => {
    const client = new StatsD({ host: '127.0.0.1', port, prefix: 'acme.', globalTags: { region: 'eu' } });
    const watched = create({ client });
    record(200);
    await watched.close();
    client.increment('own', 1);
    await until(() => lines.length >= 3, 'both send');
    assert.ok(metrics().some(({ name, tags }) => name === 'acme.align_monitor.requests' && tags['region'] === 'eu'));
    await new Promise((resolve) => client.close(resolve));
  });

  it('the tags of 10,000 endpoints are those of 2,000 at most', async () => {
    const endpoints = new Set<string>();
    const client = {
      increment: (_name: string, _value: number, tags: Record<string, string>) =>
        endpoints.add(String(tags['endpoint'])),
      ...{ gauge: () => undefined, distribution: () => undefined, event: () => undefined },
    };
    create({ client: client as never });
    for (let number = 0; number < 10_000; number++) record(200, { endpoint: `/x${number.toString(36)}y` });
    assert.ok(endpoints.size <= 2001);
  });

  it('an agent that is down costs nothing, and no figure', async () => {
    const watched = create({ host: '127.0.0.1', port: 9 });
    for (let count = 0; count < 2000; count++) record(count % 2 === 0 ? 200 : 500);
    evaluate(2);
    const began = performance.now();
    await watched.close();
    assert.ok(performance.now() - began < 1900);
    assert.deepEqual([watched.metrics().summary.total_requests, watched.metrics().status], [2000, 'degraded']);
  });
});

it('options that are none, and a package that is missing, are refused by name', () => {
  const create = (datadog: unknown) => () => createMonitor({ datadog: datadog as never });
  assert.throws(create({ client: {} }), /option datadog\.client is \{\}; allowed: an instance of StatsD of hot-shots/);
  assert.throws(create({ port: 0 }), /option datadog\.port is 0; allowed: a whole number/);
  const resolve = Reflect.get(Module, '_resolveFilename') as (name: string, ...rest: unknown[]) => string;
  const withoutPeers = (name: string, ...rest: unknown[]): string => {
    if (['hot-shots', 'pino'].includes(name)) throw new Error(`Cannot find module ${name}`);
    return resolve(name, ...rest);
  };
  Reflect.set(Module, '_resolveFilename', withoutPeers);
  try {
    const missing = /^TypeError: align-monitor: option (\w+) needs the package (\S+): npm install \2$/;
    assert.throws(create({}), missing);
    assert.throws(() => createMonitor({ logs: {} }), missing);
  } finally {
    Reflect.set(Module, '_resolveFilename', resolve);
  }
});
