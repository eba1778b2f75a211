import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Agent, request } from 'node:http';
import fc from 'fast-check';
import { ingestLines } from '../../../server/api/ingest-lines.js';
import { createServer, type MonitorServer } from '../../../server/standalone.js';
import type { Answer } from '../support/http.js';

const TOKEN = 'viewer-token-of-this-test';
const PATHS = [
  '/metrics',
  '/metrics/history',
  '/metrics/requests',
  '/health',
  '/health/detailed',
  '/monitoring',
  '/monitoring/badge.svg',
  '/monitoring/sign-in',
  '/align-monitor/x',
] as const;
const NAMES = [
  'range',
  'kind',
  'limit',
  'endpoint',
  'method',
  'for',
  'label',
  'theme',
  'embed',
  'audience',
  'return',
  'key',
];

/** Characters that a request line may have, encoded ones among them, also wrongly. */
const raw = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '%',
        '%00',
        '%ff',
        '%E2%82%AC',
        '%2F',
        '&',
        '=',
        '+',
        '[]',
        '.',
        '..',
        '__proto__',
        '24h',
        '-1',
        '1e99',
      ),
      fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join('').replaceAll('#', ''));
const query = fc
  .array(fc.tuple(fc.oneof(fc.constantFrom(...NAMES), raw), raw), { maxLength: 5 })
  .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join('&'));
const headerText = fc.string({
  unit: fc
    .integer({ min: 0x20, max: 0xff })
    .filter((code) => code !== 0x7f)
    .map((code) => String.fromCharCode(code)),
  maxLength: 60,
});
const headers = fc.dictionary(
  fc.constantFrom(
    'accept',
    'accept-encoding',
    'authorization',
    'cookie',
    'origin',
    'if-none-match',
    'host',
    'x-forwarded-for',
    'x-forwarded-proto',
    'forwarded',
    'sec-fetch-site',
    'accept-language',
    'range',
  ),
  fc.oneof(
    headerText,
    raw,
    fc.constantFrom(
      'Bearer',
      'Bearer ',
      'Basic Og==',
      '*/*;q=',
      'a/b;q=2',
      'null',
      '::',
      '[',
      'sid=%',
      '__Host-align-monitor=.',
      'bytes=9-1',
    ),
  ),
);

describe('random requests', () => {
  let served: MonitorServer;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });

  before(async () => {
    served = await createServer({ port: 0, access: { viewer: TOKEN }, cors: { origins: ['https://tools.example'] } });
    served.monitor.recordRequest({ endpoint: '/', method: 'GET', statusCode: 500, latencyMs: 3 });
  });
  after(async () => {
    agent.destroy();
    await served.close();
  });

  function send(path: string, sent: Record<string, string>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asked = request(served.url + path, { agent, headers: sent }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      });
      asked.on('error', reject).end();
    });
  }

  it('answer valid JSON without a server error, whatever query, headers and cookies say', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...PATHS),
        query,
        headers,
        fc.boolean(),
        async (path, asked, given, isViewer) => {
          const sent = { ...given, ...(isViewer && { authorization: `Bearer ${TOKEN}` }) };
          const { status, headers: got, body } = await send(`${path}?${asked}`, sent);
          assert.ok(status >= 200 && status < 500, `${status}: ${body}`);
          if (/json/.test(got['content-type'] ?? '')) assert.ok(typeof JSON.parse(body) === 'object');
          else
            assert.ok(
              (path !== '/metrics/history' && path !== '/metrics/requests') || status === 304,
              got['content-type'],
            );
        },
      ),
      { numRuns: 500 },
    );
    const { monitor } = served.monitor.metrics();
    assert.equal(monitor.monitor_errors, 0);
  });

  it('of JSON lines are accepted or refused line by line, whatever they are', async () => {
    const kind = fc.constantFrom('request', 'error', 'session', 'feature', '__proto__');
    const object = fc
      .tuple(
        kind,
        fc.dictionary(
          fc.constantFrom(
            'endpoint',
            'method',
            'statusCode',
            'latencyMs',
            'sessionId',
            'type',
            'message',
            'event',
            'feature',
            '__proto__',
            'x',
          ),
          fc.jsonValue(),
        ),
      )
      .map(([name, rest]) => JSON.stringify({ kind: name, ...rest }));
    const right = fc
      .record({ kind: fc.constant('feature'), feature: fc.string({ minLength: 1, maxLength: 100 }) })
      .map((report) => JSON.stringify(report));
    const line = fc.oneof(
      object,
      right,
      fc.json(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', ' ', '\ufeff', '['.repeat(9000), '{"kind":"request"', '{"__proto__":1}'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 30 }), async (lines) => {
        let recorded = 0;
        const body = lines.join('\n');
        const answer = await ingestLines(body, () => recorded++);
        assert.equal(answer.accepted, recorded);
        assert.equal(answer.rejected.length, answer.rejected_count);
        assert.equal(
          answer.accepted + answer.rejected_count,
          body.split('\n').filter((each) => each.trim() !== '').length,
        );
        assert.ok(JSON.stringify(answer).length < 100_000);
      }),
      { numRuns: 500 },
    );
  });
});
