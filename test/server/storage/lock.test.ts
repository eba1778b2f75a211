import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Lock, takeLock } from '../../../server/storage/lock.js';

const WALL = Date.UTC(2026, 10, 23, 21);
const ROUNDS = 100;
const dead = JSON.stringify({ pid: 2 ** 22 + 1, start: '1', host: os.hostname() });
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'align-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the lock of a process that has died', () => {
  it('is taken by one alone of many that come at once', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const lock = path.join(folder, `${round}.lock`);
      await writeFile(lock, dead);
      const all = await Promise.all(Array.from({ length: 8 }, () => takeLock(lock, WALL)));
      const locks = all.filter((taken) => taken instanceof Lock);
      assert.equal(locks.length, 1, `round ${round}`);
      await Promise.all(locks.map((taken) => taken.release()));
    }
    assert.deepEqual(await readdir(folder), []);
  });

  it('is taken although another one died while it took it', async () => {
    const lock = path.join(folder, 'history.lock');
    await writeFile(lock, dead);
    await writeFile(`${lock}.guard`, dead);
    const taken = await takeLock(lock, WALL);
    assert.ok(taken instanceof Lock);
    await taken.release();
    assert.deepEqual(await readdir(folder), []);
  });
});
