/** What ends the process is there after the restart, and the process ends as it would without the monitor. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createMonitor } from '../../../server/monitor.js';

const child = fileURLToPath(new URL('crash-child.ts', import.meta.url));

interface Ended {
  code: number | string | null | undefined;
  stdout: string;
  stderr: string;
}

function run(...given: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', 'tsx', child, ...given], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, stdout, stderr });
    });
  });
}

describe('an error that ends the process', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'align-crash-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const afterRestart = async (): Promise<string[]> => {
    const monitor = createMonitor({ metricsDir: folder });
    await monitor.started;
    const { groups } = monitor.errors();
    await monitor.close();
    return groups.map(
      ({ type, is_fatal: isFatal, total_count: count, location }) =>
        `${type} ${isFatal ? 'fatal' : 'not fatal'} ${count} ${location?.file}`,
    );
  };

  it('is there after the restart, with its place and its version', async () => {
    const { code } = await run('throw', folder);
    assert.notEqual(code, 0);
    const own = 'test/server/errors/crash-child.ts';
    assert.deepEqual(await afterRestart(), [`TypeError fatal 1 ${own}`]);
    assert.deepEqual(await afterRestart(), [`TypeError fatal 1 ${own}`], 'and after another one, once');
    await run('early', folder);
    await run('reject', folder);
    assert.deepEqual((await afterRestart()).sort(), [`RangeError fatal 1 ${own}`, `TypeError fatal 2 ${own}`]);
    assert.equal((await afterRestart()).length, 2, 'each counts once');
  });

  it('leaves the exit code and the output as they are', async () => {
    const without = (text: string): string => text.replaceAll(/\d+/g, 'n');
    for (const how of ['throw', 'reject']) {
      const [plain, watched] = [await run(`bare-${how}`), await run(how, folder)];
      assert.equal(watched.code, plain.code);
      assert.equal(without(watched.stderr), without(plain.stderr));
      assert.equal(watched.stdout, plain.stdout);
    }
    const { code, stderr } = await run('hostile', folder);
    assert.equal(code, 1);
    assert.doesNotMatch(stderr, /align-monitor: an internal/);
  });

  it('is none where the app goes on: it counts once, and no file stays behind', async () => {
    const { code, stdout } = await run('survive', folder);
    assert.equal(code, 0);
    assert.deepEqual(stdout.trim().split('\n'), ['the app goes on', '[["TypeError",false,1]]']);
    assert.deepEqual(await afterRestart(), ['TypeError not fatal 1 test/server/errors/crash-child.ts']);
  });

  it('is not watched once the monitor is closed', async () => {
    assert.deepEqual((await run('closed', folder)).stdout.trim(), '0');
  });
});
