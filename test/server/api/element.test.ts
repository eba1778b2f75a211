import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, mock, type TestContext } from 'node:test';
import Koa from 'koa';
import type { ApiError } from '../../../server/contract/index.js';
import { createMonitor } from '../../../server/monitor.js';
import type { MonitorOptions } from '../../../server/options/monitor-options.js';
import { ask, listen } from '../support/http.js';

async function start(test: TestContext, options: MonitorOptions): Promise<{ url: string; lines: string[] }> {
  const lines: string[] = [];
  const log = mock.method(console, 'warn', (line: string) => lines.push(line));
  test.after(() => log.mock.restore());
  const monitor = createMonitor({ access: 'local', ...options });
  test.after(() => monitor.close());
  const middleware = monitor.koa();
  const app = await listen(new Koa().use(middleware).callback());
  test.after(app.close);
  return { url: app.url, lines: lines.filter((line) => line.includes('elementDir')) };
}

/** A folder such as that of an installed package, with an entry and a chunk. */
async function folderWithElement(test: TestContext): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'align-monitor-element-'));
  test.after(() => rm(home, { recursive: true }));
  const folder = join(home, 'align-monitor', 'dist', 'browser');
  await mkdir(join(folder, 'align-monitor'), { recursive: true });
  await writeFile(join(folder, 'align-monitor.js'), 'import "./align-monitor/core-abc123.js";');
  await writeFile(join(folder, 'align-monitor', 'core-abc123.js'), 'export {};');
  await utimes(join(folder, 'align-monitor.js'), 1000, 1000);
  return folder;
}

describe('the files of the element', () => {
  it('come from the folder that the app names', async (test) => {
    const { url, lines } = await start(test, { elementDir: await folderWithElement(test) });
    assert.deepEqual(lines, []);
    const entry = await ask(`${url}/align-monitor.js`);
    assert.deepEqual([entry.status, entry.body], [200, 'import "./align-monitor/core-abc123.js";']);
    assert.equal((await ask(`${url}/align-monitor/core-abc123.js`)).body, 'export {};');
    assert.equal((await ask(`${url}/align-monitor/other.js`)).status, 404);
    assert.equal((await ask(`${url}/monitoring`)).status, 200);
  });

  it('are asked for again after a minute if their name stays the same, also in an installed package', async (test) => {
    const { url } = await start(test, { elementDir: await folderWithElement(test) });
    const { headers } = await ask(`${url}/align-monitor.js`);
    assert.equal(headers['cache-control'], 'public, max-age=60');
    const chunk = await ask(`${url}/align-monitor/core-abc123.js`);
    assert.equal(chunk.headers['cache-control'], 'public, max-age=31536000, immutable');
  });

  it('when they are missing, the start says so in one line, and what needs them is answered 503 with the reason', async (test) => {
    const { url, lines } = await start(test, { elementDir: join(tmpdir(), 'align-monitor-nowhere') });
    assert.equal(lines.length, 1);
    assert.match(
      lines.join(),
      /^align-monitor: the files of the element are not found, .* 503\. Set the option elementDir/,
    );
    assert.doesNotMatch(lines.join(), /\n/);
    for (const path of ['align-monitor.js', 'align-monitor/core-abc123.js', 'monitoring', 'monitoring?embed=panel']) {
      const { status, body, headers } = await ask(`${url}/${path}`);
      assert.equal(status, 503, path);
      const { error } = JSON.parse(body) as ApiError;
      assert.equal(error.code, 'element_missing');
      assert.match(error.message, /Set the option elementDir/);
      assert.equal(headers['cache-control'], 'no-store');
    }
    for (const path of ['metrics', 'health/ready', 'monitoring/badge.svg', 'monitoring/sign-in']) {
      assert.equal((await ask(`${url}/${path}`)).status, 200, path);
    }
  });

  it('are not looked for where nothing is served', async (test) => {
    const lines: string[] = [];
    const log = mock.method(console, 'warn', (line: string) => lines.push(line));
    test.after(() => log.mock.restore());
    const monitor = createMonitor({ elementDir: join(tmpdir(), 'align-monitor-nowhere') });
    test.after(() => monitor.close());
    monitor.koa({ serve: false });
    assert.deepEqual(lines, []);
  });

  it('lie in a folder: anything else is a wrong option', () => {
    assert.throws(() => createMonitor({ elementDir: '' }), /option elementDir is "".*; allowed: the path of a folder/);
  });
});
