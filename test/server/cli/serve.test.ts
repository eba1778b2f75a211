import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
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
});
