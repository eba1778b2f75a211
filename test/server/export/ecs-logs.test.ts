/** Lines that the real pino writes with the real ECS format; each field is one of the index template, with its type. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { Client } from '@elastic/elasticsearch';
import { ecsFormat } from '@elastic/ecs-pino-format';
import { pino } from 'pino';
import type { MonitorOptions } from '../../../server/index.js';
import { createMonitor, type Monitor } from '../../../server/monitor.js';
import { FakeClock } from '../support/fake-clock.js';
import { listen } from '../support/http.js';

interface Mapping {
  type?: string;
  properties?: Record<string, Mapping>;
}

const template = JSON.parse(
  readFileSync(new URL('../../../demo/observability/index-template.json', import.meta.url), 'utf8'),
) as { template: { mappings: Mapping } };

/** What Elasticsearch takes for a type (elastic.co/docs/reference/elasticsearch/mapping-reference/field-data-types). */
const TYPES: Record<string, (value: unknown) => boolean> = {
  keyword: (value) =>
    typeof value === 'string' || (Array.isArray(value) && value.every((each) => typeof each === 'string')),
  match_only_text: (value) => typeof value === 'string',
  long: (value) => Number.isInteger(value),
  date: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value),
};

/** The fields of a document by their dotted names, whichever way they are written. */
function flat(value: object, prefix = ''): [name: string, value: unknown][] {
  return Object.entries(value).flatMap(([key, part]: [string, unknown]) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? flat(part, `${prefix}${key}.`)
      : [[prefix + key, part] as [string, unknown]],
  );
}

function assertEcs(document: object): Record<string, unknown> {
  const fields = flat(document);
  for (const [name, value] of fields) {
    let mapping: Mapping | undefined = template.template.mappings;
    for (const part of name.split('.')) mapping = mapping?.properties?.[part];
    const accepts = TYPES[mapping?.type ?? ''];
    assert.ok(accepts, `${name} is no field of the template`);
    assert.ok(accepts(value), `${name} is ${JSON.stringify(value)}, no ${mapping?.type}`);
  }
  const all = Object.fromEntries(fields);
  assert.equal(Object.keys(all).length, fields.length, 'a field is there twice');
  for (const required of ['@timestamp', 'log.level', 'message', 'ecs.version', 'event.kind']) {
    assert.ok(all[required] !== undefined, `${required} is missing`);
  }
  return all;
}

describe('the log', () => {
  let folder: string;
  let clock: FakeClock;
  let monitor: Monitor | undefined;

  const file = (): string => join(folder, 'logs', 'monitor.json');
  const documents = (): Record<string, unknown>[] =>
    readFileSync(file(), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const create = (logs: MonitorOptions['logs'], more: MonitorOptions = {}): Monitor =>
    (monitor = createMonitor({ clock, version: '1.8.0', url: 'https://portal.example', logs, ...more }));
  const record = (statusCode: number, more: object = {}): void =>
    monitor?.recordRequest({ endpoint: '/items/:id', method: 'GET', statusCode, latencyMs: 12.5, ...more });
  const evaluate = (times = 1): void => {
    for (let second = 0; second < 5 * times; second++) {
      clock.advance(1);
      mock.timers.tick(1000);
    }
  };
  /** Failures, successes, both alerts with their ends, and the deploy of the start. */
  const incident = async (): Promise<void> => {
    await monitor?.started;
    for (let count = 0; count < 30; count++) record(500, { sessionId: `s3cret-${count}` });
    record(200, { feature: 'reflection' });
    record(404);
    record(NaN, { errorClass: 'quota' });
    record(101, { streaming: true });
    evaluate(80);
    await monitor?.close();
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ecs-'));
    clock = new FakeClock();
    mock.timers.enable({ apis: ['setInterval'] });
  });
  afterEach(async () => {
    mock.timers.reset();
    await monitor?.close();
    monitor = undefined;
    rmSync(folder, { recursive: true });
  });

  it('has lines of fields of ECS, each with the type that the index template gives it', async () => {
    create({ file: file(), service: 'portal', sampleRate: 1 });
    await incident();
    const lines = documents().map(assertEcs);
    const [deploy, failure] = lines;
    assert.deepEqual([deploy?.['event.action'], deploy?.['labels.deployed_version']], ['deploy', '1.8.0']);
    assert.deepEqual(
      ['log.level', 'message', 'event.outcome', 'event.duration', 'http.response.status_code'].map(
        (name) => failure?.[name],
      ),
      ['error', 'GET /items/:id 500', 'failure', 12_500_000, 500],
    );
    assert.deepEqual(
      ['service.name', 'service.version', 'labels.endpoint', 'error.type'].map((name) => failure?.[name]),
      ['portal', '1.8.0', '/items/:id', '5xx'],
    );
    const levels = lines.filter((line) => line['event.action'] === 'request').slice(30);
    assert.deepEqual(
      levels.map((line) => [line['log.level'], line['event.outcome'], line['event.duration']]),
      [
        ['info', 'success', 12_500_000],
        ['warn', 'success', 12_500_000],
        ['warn', 'unknown', 12_500_000],
        ['info', 'success', undefined],
      ],
    );
    const alerts = lines.filter((line) => line['event.kind'] === 'alert');
    assert.deepEqual(alerts.map((line) => `${String(line['event.action'])} ${String(line['rule.name'])}`).sort(), [
      ...['alert-firing 5xx_detected', 'alert-firing error_rate_high'],
      ...['alert-resolved 5xx_detected', 'alert-resolved error_rate_high'],
    ]);
    for (const alert of alerts) assert.equal(alert['event.url'], 'https://portal.example/monitoring');
    assert.equal(readFileSync(file(), 'utf8').includes('s3cret'), false);
  });

  it('has all failures, and of the rest the share that is asked for', async () => {
    create({ file: file(), sampleRate: 0 }, { alertRules: { error_rate_high: false, '5xx_detected': false } });
    for (let count = 0; count < 500; count++) record(count % 10 === 0 ? 500 : 200);
    await monitor?.close();
    const outcomes = documents().filter((line) => JSON.stringify(line).includes('"action":"request"'));
    assert.equal(outcomes.length, 50);
  });

  it("goes to an app's own logger", async () => {
    const lines: string[] = [];
    const logger = pino(ecsFormat({ serviceName: 'acme' }), { write: (line: string) => lines.push(line) });
    create({ logger, sampleRate: 1 });
    await incident();
    assert.ok(lines.length > 30);
    for (const line of lines) assert.equal(assertEcs(JSON.parse(line) as object)['service.name'], 'acme');
  });

  it('that cannot be written is an error of the monitor and of nobody else', async () => {
    mock.method(console, 'warn', () => undefined);
    const watched = create({ file: '/dev/full', sampleRate: 1 });
    for (let count = 0; count < 50; count++) record(500);
    evaluate();
    await watched.close();
    assert.equal(watched.metrics().summary.total_requests, 50);
    assert.ok(watched.metrics().monitor.monitor_errors > 0);
  });

  it("is taken by the bulk helper of Elasticsearch's client, line by line", async () => {
    create({ file: file(), service: 'portal', sampleRate: 1 });
    await incident();
    const indexed: object[] = [];
    const sink = await listen((request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        assert.match(request.headers['content-type'] ?? '', /x-ndjson/);
        assert.equal(request.url?.split('?')[0], '/_bulk');
        assert.ok(body.endsWith('\n'), 'a bulk body ends with a line feed');
        const lines = body.trimEnd().split('\n');
        const items = [];
        for (let line = 0; line < lines.length; line += 2) {
          // A data stream takes `create` alone, and documents with a @timestamp.
          const action = JSON.parse(lines[line] ?? '') as { create?: { _index?: string } };
          assert.equal(action.create?._index, 'logs-align_monitor-default');
          const document = JSON.parse(lines[line + 1] ?? '') as object;
          assertEcs(document);
          indexed.push(document);
          items.push({ create: { _index: action.create._index, _id: String(indexed.length), status: 201 } });
        }
        response.setHeader('X-Elastic-Product', 'Elasticsearch');
        response.setHeader('Content-Type', 'application/vnd.elasticsearch+json; compatible-with=9');
        response.end(JSON.stringify({ took: 1, errors: false, items }));
      });
    });
    const client = new Client({ node: sink.url });
    try {
      const result = await client.helpers.bulk({
        datasource: documents(),
        onDocument: () => ({ create: { _index: 'logs-align_monitor-default' } }),
      });
      assert.deepEqual([result.failed, result.successful], [0, documents().length]);
      assert.equal(indexed.length, documents().length);
    } finally {
      await client.close();
      await sink.close();
    }
  });
});

it('options that are none are refused by name', () => {
  const create = (logs: unknown) => () => createMonitor({ logs: logs as never });
  assert.throws(create({ logger: {} }), /option logs\.logger is \{\}; allowed: a logger of pino/);
  assert.throws(create({ sampleRate: 2 }), /option logs\.sampleRate is 2; allowed: a share from 0 to 1/);
  const logger = pino({ level: 'silent' });
  assert.throws(create({ logger, file: 'x' }), /allowed: either \{ logger \} or \{ file, service \}/);
});
