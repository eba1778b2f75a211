import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'node:test';
import { ask } from '../support/http.js';

const main = fileURLToPath(new URL('../../../dist/server/cli/main.js', import.meta.url));

/** Runs the command; its output grows in `output`. */
function run(...words: string[]) {
  const child = spawn(process.execPath, [main, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => (output.text += chunk));
  }
  return { child, output };
}

describe('align-monitor serve', () => {
  it('prints its addresses, answers there, and ends cleanly on SIGINT', async () => {
    const { child, output } = run('serve', '--port', '0');
    while (!output.text.includes('/metrics')) await once(child.stdout, 'data');
    const url = /http:\S+\/metrics/.exec(output.text)?.[0] ?? '';
    assert.equal((await ask(url)).status, 200);
    child.kill('SIGINT');
    const [code] = (await once(child, 'close')) as [number | null];
    assert.equal(code, 0);
    assert.match(output.text, /has ended/);
  });

  it('says what is allowed when the port is none, with exit code 1', async () => {
    const { child, output } = run('serve', '--port', 'none');
    const [code] = (await once(child, 'close')) as [number | null];
    assert.equal(code, 1);
    assert.match(output.text, /--port <number>.*none.*Allowed: a whole number from 0 to 65535/);
  });
});
