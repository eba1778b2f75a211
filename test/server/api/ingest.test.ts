import assert from 'node:assert/strict';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import express, { type RequestHandler } from 'express';
import type { ApiError, IngestAnswer } from '../../../server/contract/index.js';
import { ingestLines } from '../../../server/api/ingest-lines.js';
import { createMonitor } from '../../../server/monitor.js';
import { createServer, type MonitorServer } from '../../../server/standalone.js';
import { exchange } from '../adapters/support/client.js';
import { type Answer, ask, listen, until } from '../support/http.js';

const line = (value: unknown): string => JSON.stringify(value);
const request = { kind: 'request', endpoint: '/items/<id>', method: 'GET', statusCode: 200, latencyMs: 12.5 };

describe('reports from other programs', () => {
  let started: MonitorServer;

  const post = (body: string, headers: Record<string, string> = {}): Promise<Answer> =>
    ask(`${started.url}/monitoring/ingest`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-ndjson', ...headers },
      body,
    });
  const answerOf = ({ body }: Answer): IngestAnswer => JSON.parse(body) as IngestAnswer;
  const errorOf = ({ body }: Answer): string => (JSON.parse(body) as ApiError).error.code;

  beforeEach(async () => {
    started = await createServer({ access: 'local', port: 0 });
  });
  afterEach(() => started.close());

  it('are taken as JSON lines of every kind', async () => {
    const answer = await post(
      [
        { ...request, sessionId: 's1', feature: 'reflection' },
        { ...request, statusCode: 500 },
        { kind: 'error', type: 'timeout', message: 'MCP call exceeded 60 s', endpoint: '/start_reflection' },
        { kind: 'session', sessionId: 's2', event: 'start' },
        { kind: 'feature', feature: 'audit' },
      ]
        .map(line)
        .join('\n'),
    );
    assert.deepEqual([answer.status, answerOf(answer)], [202, { accepted: 5, rejected: [], rejected_count: 0 }]);
    const { summary, errors, feature_usage, top_endpoints } = started.monitor.metrics();
    assert.deepEqual([summary.total_requests, summary.failed_requests, summary.active_sessions], [2, 1, 2]);
    assert.deepEqual([errors.total_5xx, errors.total_timeout], [1, 1]);
    assert.deepEqual(feature_usage, { reflection: 1, audit: 1 });
    assert.deepEqual(top_endpoints, { 'GET /items/<id>': 2 });
  });

  it('are checked line by line, and what is wrong with a line is said', async () => {
    const lines = [
      line(request),
      'no json',
      '',
      line({ kind: 'weather' }),
      line({ ...request, statusCode: 700 }),
      line({ ...request, latencyMs: -1 }),
      line({ ...request, secret: 'x' }),
      line({ kind: 'session', sessionId: 's', event: 'pause' }),
    ];
    const answer = await post(lines.join('\r\n'));
    assert.equal(answer.status, 202);
    const { accepted, rejected, rejected_count } = answerOf(answer);
    assert.deepEqual([accepted, rejected_count], [1, 6]);
    assert.deepEqual(
      rejected.map((refused) => refused.line),
      [2, 4, 5, 6, 7, 8],
    );
    const says = [
      'no JSON',
      `field kind is "weather"; allowed: 'request', 'error', 'session' or 'feature'`,
      'field statusCode is 700; allowed: a whole number from 100 to 599',
      'field latencyMs is -1; allowed: milliseconds from 0 to 1e12',
      'unknown field secret; allowed: kind, endpoint, method, statusCode, ',
      `field event is "pause"; allowed: 'start' or 'end'`,
    ];
    rejected.forEach(({ message }, index) => assert.ok(message.includes(says[index] ?? '?'), message));
    assert.equal(started.monitor.metrics().summary.total_requests, 1);
  });

  it('are 400 when no line could be read, and the first hundred reasons are given', async () => {
    const answer = await post('{}\n'.repeat(150));
    assert.equal(answer.status, 400);
    assert.equal(errorOf(answer), 'nothing_readable');
    assert.equal(answerOf(answer).rejected.length, 100);
    assert.equal(answerOf(answer).rejected_count, 150);
  });

  it('are read no further after a thousand bad lines, and the answer says where it stopped', async () => {
    const lines = [...Array<string>(1500).fill('no json'), line(request)];
    const answer = answerOf(await post([line(request), ...lines].join('\n')));
    assert.deepEqual([answer.accepted, answer.rejected_count, answer.stopped_at_line], [1, 1000, 1001]);
    assert.equal(started.monitor.metrics().summary.total_requests, 1);
  });

  it('may be empty', async () => {
    assert.equal((await post('')).status, 202);
  });

  it('are 415 in another type or encoding, and 413 beyond a megabyte, whether its length is said or not', async () => {
    assert.equal(errorOf(await post(line(request), { 'Content-Type': 'text/plain' })), 'unsupported_media_type');
    assert.equal((await post(line(request), { 'Content-Type': 'text/plain' })).status, 415);
    assert.equal((await post(line(request), { 'Content-Encoding': 'gzip' })).status, 415);
    const large = `${line(request)}\n`.repeat(12_000);
    assert.equal((await post(large)).status, 413);
    assert.equal((await post(large, { 'Transfer-Encoding': 'chunked' })).status, 413);
    assert.equal(started.monitor.metrics().summary.total_requests, 0);
  });

  it('that break off are not counted, and the server goes on', async () => {
    const { port, hostname } = new URL(started.url);
    const socket = connect(Number(port), hostname);
    socket.write('POST /monitoring/ingest HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n');
    socket.write(`Content-Length: 1000\r\n\r\n${line(request)}\n`, () => socket.destroy());
    await new Promise((resolve) => socket.once('close', resolve));
    assert.equal((await post(line(request))).status, 202);
    assert.equal(started.monitor.metrics().summary.total_requests, 1);
  });

  for (const [from, headers, refusal = [401, 'unauthorized']] of [
    ['a proxy', { 'X-Forwarded-For': '127.0.0.1' }],
    ['a proxy that says so in its own way', { 'CF-Connecting-IP': '127.0.0.1' }],
    ['another name for this machine', { Host: 'attacker.example' }, [421, 'unknown_host']],
    ['a page of another origin', { Origin: 'http://attacker.example' }, [403, 'foreign_origin']],
    ['a sandboxed page', { Origin: 'null' }, [403, 'foreign_origin']],
  ] as const) {
    it(`are refused when they come from ${from}`, async () => {
      const answer = await post(line(request), headers);
      assert.deepEqual([answer.status, errorOf(answer)], refusal);
      assert.equal(started.monitor.metrics().summary.total_requests, 0);
    });
  }

  it('are refused when they come through nginx as it is, which speaks HTTP/1.0 and says nothing', async () => {
    const body = line(request);
    const head = 'POST /monitoring/ingest HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n';
    const read = await exchange(started.url, `${head}Content-Length: ${body.length}\r\n\r\n${body}`);
    assert.match(read, /^HTTP\/1\.1 401 /);
    assert.equal(started.monitor.metrics().summary.total_requests, 0);
  });

  it('may begin with a byte order mark, and are 415 in another character set', async () => {
    assert.equal((await post(`\ufeff${line(request)}`)).status, 202);
    assert.equal(started.monitor.metrics().summary.total_requests, 1);
    const answer = await post(line(request), { 'Content-Type': 'application/x-ndjson; charset=utf-16' });
    assert.deepEqual([answer.status, errorOf(answer)], [415, 'unsupported_charset']);
  });

  it('are taken from a body parser in front, and are 400 when something in front has lost them', async () => {
    const monitor = createMonitor({ access: 'local' });
    const drain: RequestHandler = (incoming, _response, next) => void incoming.resume().on('end', () => next());
    for (const [parser, expected] of [
      [express.json(), 202],
      [express.text({ type: 'application/json' }), 202],
      [express.raw({ type: 'application/json' }), 202],
      [drain, 400],
    ] as const) {
      const { url, close } = await listen(express().use(parser).use(monitor.connect()));
      const headers = { 'Content-Type': 'application/json' };
      const answer = await ask(`${url}/monitoring/ingest`, { method: 'POST', headers, body: line(request) });
      assert.equal(answer.status, expected, answer.body);
      if (expected === 400) assert.equal(errorOf(answer), 'already_read');
      await close();
    }
    assert.equal(monitor.metrics().summary.total_requests, 3);
    await monitor.close();
  });

  it('let the app have its turn however many lines there are', async () => {
    let turns = 0;
    let isOver = false;
    const count = (): void => {
      turns++;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    await ingestLines('0\n'.repeat(5000), () => undefined);
    isOver = true;
    assert.ok(turns >= 10, `${turns} turns`);
  });

  it('of an error are never taken for the error of a request that is open just now', async () => {
    const { monitor, url } = started;
    const server = createHttpServer();
    server.on('request', () => undefined);
    monitor.http(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.write('GET /hangs HTTP/1.1\r\nHost: app\r\n\r\n');
    await until(() => monitor.metrics().summary.in_flight === 1, 'it is open');
    const body = line({ kind: 'error', type: 'timeout', message: 'elsewhere' });
    await ask(`${url}/monitoring/ingest`, { method: 'POST', headers: { 'Content-Type': 'application/jsonl' }, body });
    assert.equal(monitor.metrics().errors.total_timeout, 1);
    socket.destroy();
    server.close();
  });

  it('are never part of the statistics themselves', async () => {
    await post('no json');
    assert.equal(started.monitor.metrics().summary.total_requests, 0);
  });
});
