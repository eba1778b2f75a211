import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'node:test';
import { ask } from '../support/http.js';

const main = fileURLToPath(new URL('../../../dist/server/cli/main.js', import.meta.url));

/** Runs the command; its output grows in `output`. */
function run(first: string | Record<string, string>, ...rest: string[]) {
  const [given, words] = typeof first === 'string' ? [{}, [first, ...rest]] : [first, rest];
  const env = { ...process.env, ALIGN_MONITOR_INGEST_TOKEN: 'ingest-token-1', ...given };
  const child = spawn(process.execPath, [main, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => (output.text += chunk));
  }
  return { child, output };
}

/** Where it answers, as soon as it says so. */
async function started(output: { text: string }, stdout: Readable): Promise<string> {
  while (!output.text.includes('/metrics')) await once(stdout, 'data');
  return /(http:\S+)\/metrics/.exec(output.text)?.[1] ?? '';
}

describe('align-monitor serve', () => {
  it('prints its addresses, answers there, and ends cleanly on SIGINT', async () => {
    const { child, output } = run('serve', '--port', '0');
    const url = await started(output, child.stdout);
    assert.equal((await ask(`${url}/metrics`)).status, 200);
    child.kill('SIGINT');
    const [code] = (await once(child, 'close')) as [number | null];
    assert.equal(code, 0);
    assert.match(output.text, /has ended/);
  });

  it('after SIGTERM is not ready, goes on answering for a while, finishes what is under way, and exits with code 0', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'align-monitor-drain-'));
    const { child, output } = run('serve', '--port', '0', '--drain-seconds', '0.5', '--metrics-dir', folder);
    const url = await started(output, child.stdout);
    // Its body comes only after the signal, when new connections are not taken any more.
    const upload = connect(Number(new URL(url).port), '127.0.0.1');
    let answer = '';
    upload.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    const body = '{"kind":"feature","feature":"audit"}';
    const head =
      'POST /monitoring/ingest HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ingest-token-1\r\nContent-Type: application/x-ndjson\r\n';
    upload.write(`${head}Content-Length: ${body.length}\r\n\r\n`);
    const idle = connect(Number(new URL(url).port), '127.0.0.1').resume();
    idle.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(idle, 'data');

    child.kill('SIGTERM');
    const signalled = performance.now();
    let ready = 200;
    while (ready === 200) ready = (await ask(`${url}/health/ready`)).status;
    assert.equal(ready, 503);
    assert.equal((await ask(`${url}/health/detailed?for=lb`)).status, 503);
    assert.equal((await ask(`${url}/metrics`)).status, 200);
    await once(idle, 'close');
    await assert.rejects(ask(`${url}/health`), 'no new connection is taken');
    upload.end(body);
    const [code] = (await once(child, 'close')) as [number | null];
    assert.equal(code, 0);
    assert.match(answer, /^HTTP\/1\.1 202 /);
    assert.ok(performance.now() - signalled < 10_000);
    assert.match(output.text, /has ended/);
    await rm(folder, { recursive: true });
  });

  it('breaks off what is still under way when the time is over', async () => {
    const { child, output } = run('serve', '--port', '0', '--drain-seconds', '0');
    const url = await started(output, child.stdout);
    const upload = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined);
    upload.write(
      'POST /monitoring/ingest HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ingest-token-1\r\nContent-Type: application/x-ndjson\r\n',
    );
    upload.write('Content-Length: 9\r\n\r\n');
    await ask(`${url}/health`);
    child.kill('SIGTERM');
    const [code] = (await once(child, 'close')) as [number | null];
    assert.equal(code, 0);
  });

  for (const [first, second, expected] of [
    ['SIGTERM', 'SIGTERM', 143],
    ['SIGTERM', 'SIGINT', 130],
  ] as const) {
    it(`ends at once on ${second} after ${first}`, async () => {
      const { child, output } = run('serve', '--port', '0', '--drain-seconds', '5');
      const url = await started(output, child.stdout);
      child.kill(first);
      while ((await ask(`${url}/health/ready`)).status === 200);
      child.kill(second);
      const [code] = (await once(child, 'close')) as [number | null];
      assert.equal(code, expected);
      assert.doesNotMatch(output.text, /has ended/);
    });
  }

  it('does not begin on an address that others reach until somebody has said what they see', async () => {
    for (const [words, token] of [
      [['--host', '0.0.0.0'], ''],
      [['--host', '::'], ''],
    ] as const) {
      const { child, output } = run({ ALIGN_MONITOR_INGEST_TOKEN: token }, 'serve', '--port', '0', ...words);
      const [code] = (await once(child, 'close')) as [number | null];
      assert.equal(code, 1);
      assert.match(output.text, /can be reached by others\. .*--public status.*ALIGN_MONITOR_VIEWER_TOKEN/);
    }
    for (const [words, env] of [
      [['--host', '0.0.0.0', '--public', 'level'], { ALIGN_MONITOR_INGEST_TOKEN: '' }],
      [['--host', '0.0.0.0'], { ALIGN_MONITOR_INGEST_TOKEN: '', ALIGN_MONITOR_VIEWER_TOKEN: 'viewer-token-1' }],
    ] as const) {
      const { child, output } = run(env, 'serve', '--port', '0', ...words);
      const url = (await started(output, child.stdout)).replace('0.0.0.0', '127.0.0.1');
      const { view } = JSON.parse((await ask(`${url}/metrics`)).body) as { view: string };
      assert.equal(view, words.length > 2 ? 'level' : 'status');
      child.kill('SIGINT');
      await once(child, 'close');
    }
  });

  it('says how long it may drain', async () => {
    const { child, output } = run('serve', '--drain-seconds', '60');
    await once(child, 'close');
    assert.match(output.text, /--drain-seconds <number>.*60.*Allowed: 0 to 5/);
  });

  it('says what is allowed when the port is none, with exit code 1', async () => {
    const { child, output } = run('serve', '--port', 'none');
    const [code] = (await once(child, 'close')) as [number | null];
    assert.equal(code, 1);
    assert.match(output.text, /--port <number>.*none.*Allowed: a whole number from 0 to 65535/);
  });

  it('takes the options of a file, JSON or a module, and what is given beside it takes precedence', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'align-monitor-options-'));
    const operator = 'operator-token-1';
    const options = {
      ...{ port: 1, basePath: '/internal', access: { public: 'none', operator }, version: '7' },
      alertRules: { quota: { metric: 'count', errorClass: 'quota', threshold: 3 } },
      cors: { origins: ['https://tools.example'] },
    };
    const json = join(folder, 'options.json');
    const module = join(folder, 'options.mjs');
    await writeFile(json, JSON.stringify(options));
    await writeFile(module, `export default { ...${JSON.stringify(options)}, notify: () => undefined };`);
    for (const file of [json, module]) {
      const { child, output } = run('serve', '--options', file, '--port', '0', '--public', 'level');
      const url = await started(output, child.stdout);
      assert.match(url, /\/internal$/);
      const stranger = JSON.parse((await ask(`${url}/metrics`)).body) as { view: string };
      assert.equal(stranger.view, 'level');
      const headers = { authorization: `Bearer ${operator}`, origin: 'https://tools.example' };
      const answer = await ask(`${url}/metrics`, { headers });
      assert.equal(answer.headers['access-control-allow-origin'], 'https://tools.example');
      assert.equal((JSON.parse(answer.body) as { version: string }).version, '7');
      const { status, headers: led } = await ask(new URL('/', url).href);
      assert.deepEqual([status, led.location], [302, './internal/monitoring']);
      child.kill('SIGINT');
      await once(child, 'close');
    }
    await rm(folder, { recursive: true });
  });

  it('says in one line what is wrong with the file, and shows no token, with exit code 1', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'align-monitor-options-'));
    const wrong: [name: string, text: string, says: RegExp][] = [
      [
        'a.json',
        '{ "cors": { "origins": ["tools"] } }',
        /^align-monitor: option cors\.origins\.0 is "tools"; allowed: .*\n$/,
      ],
      ['a.json', '{ "token": 1 }', /^align-monitor: unknown option token; allowed: .*\n$/],
      ['a.json', '{ "host": 7 }', /^align-monitor: option host is 7; allowed: a host name .*\n$/],
      ['a.json', '{ "access": "SECRET', /a\.json cannot be read: it is no JSON\n$/],
      ['a.mjs', 'const unused = 1;', /a\.mjs holds no options; allowed: the options of createMonitor/],
      ['none.json', '', /none\.json cannot be read/],
    ];
    for (const [name, text, says] of wrong) {
      const file = join(folder, name);
      await (text === '' ? rm(file, { force: true }) : writeFile(file, text));
      const { child, output } = run('serve', '--port', '0', '--options', file);
      const [code] = (await once(child, 'close')) as [number | null];
      assert.equal(code, 1);
      assert.match(output.text, says);
      assert.doesNotMatch(output.text, /SECRET/);
    }
    await rm(folder, { recursive: true });
  });

  it('leads from / to the page, which is no request of the statistics', async () => {
    const { child, output } = run('serve', '--port', '0', '--public', 'status');
    const url = await started(output, child.stdout);
    const { status, headers } = await ask(url);
    assert.deepEqual([status, headers.location], [302, './monitoring']);
    const { summary } = JSON.parse((await ask(`${url}/metrics`)).body) as { summary: { total_requests: number } };
    assert.equal(summary.total_requests, 0);
    child.kill('SIGINT');
    await once(child, 'close');
  });
});
