import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Watched } from '../support/watched.js';
import { fileSystem, Instance } from './instance.js';

const isWindows = process.platform === 'win32';

describe('the key of session ids', () => {
  let folder: string;
  const file = (): string => path.join(folder, 'session-key');

  async function keyOf(instance: Instance): Promise<string | undefined> {
    instance.sessions.wantsKey = true;
    await instance.pass(5);
    return instance.sessions.keys[0];
  }

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'align-key-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is created when there are sessions, and only its owner may read it', async () => {
    const instance = await Instance.start(folder);
    await instance.pass(5);
    assert.equal((await readdir(folder)).includes('session-key'), false);
    const key = await keyOf(instance);
    assert.equal(await readFile(file(), 'hex'), key);
    const { size, mode } = await stat(file());
    assert.equal(size, 32);
    if (!isWindows) assert.equal(mode & 0o777, 0o600);
    assert.deepEqual(instance.storage.figures(), { kept: 'on disk', message: null });
    await instance.storage.close();
  });

  it('is one for all processes that start at once, and for those that start later', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, () => Instance.start(folder)));
    const keys = await Promise.all(all.map((instance) => keyOf(instance)));
    const later = await Instance.start(folder);
    assert.deepEqual([...new Set([...keys, await keyOf(later)])], [await readFile(file(), 'hex')]);
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.startsWith('session-key')),
      ['session-key'],
    );
    for (const { storage } of [...all, later]) await storage.close();
  });

  const unusable: [what: string, make: () => Promise<unknown> | Buffer, problem: RegExp][] = [
    ['empty', () => writeFile(file(), ''), /it has 0 bytes instead of 32/],
    ['too short', () => writeFile(file(), 'x'.repeat(31)), /it has 31 bytes instead of 32/],
    ['something else', () => writeFile(file(), 'x'.repeat(3000)), /it has 3000 bytes instead of 32/],
    [
      'a symbolic link',
      async () => {
        await writeFile(path.join(folder, 'planted'), 'x'.repeat(32));
        await symlink('planted', file());
      },
      /it is a symbolic link/,
    ],
    ['a FIFO', () => execFileSync('mkfifo', [file()]), /it is not a regular file/],
  ];
  for (const [what, make, problem] of unusable) {
    it(
      `that is ${what} is left as it is and reported; the process then uses its own`,
      { skip: isWindows },
      async () => {
        await make();
        const before = await stat(file());
        const instance = await Instance.start(folder);
        assert.equal(await keyOf(instance), undefined);
        assert.match(instance.storage.figures().message ?? '', problem);
        assert.equal(instance.storage.figures().kept, 'on disk');
        assert.equal(instance.messages.length, 1);
        const { size, mtimeMs } = await stat(file());
        assert.deepEqual([size, mtimeMs], [before.size, before.mtimeMs]);
        await instance.pass(60);
        assert.equal(instance.messages.length, 1, 'not again in each second');
        await rm(file());
        await instance.pass(300);
        assert.equal(instance.sessions.keys.length, 1, 'it is used when it has been repaired');
        assert.equal(instance.storage.figures().message, null);
        await instance.storage.close();
      },
    );
  }

  it('is not created where the file system has no hard links, and that is reported', async () => {
    const fs = fileSystem((call) => {
      if (call === 'link') throw Object.assign(new Error('not supported'), { code: 'ENOTSUP' });
    });
    const instance = await Instance.start(folder, undefined, fs);
    assert.equal(await keyOf(instance), undefined);
    assert.match(instance.storage.figures().message ?? '', /session-key could not be used/);
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.startsWith('session-key')),
      [],
    );
    await instance.storage.close();
  });

  it('counts no session twice that was active before it was read', async (test) => {
    const watched = await Watched.startOnDisk(test);
    const record = (): void => {
      for (let user = 0; user < 400; user++) {
        const request = { endpoint: '/', method: 'GET', statusCode: 200, latencyMs: 1, sessionId: `user-${user}` };
        watched.monitor.recordRequest(request);
      }
    };
    record();
    assert.equal(watched.monitor.metrics().summary.active_sessions, 400);
    await watched.pass(10);
    assert.ok((await watched.files()).includes('session-key'));
    record();
    assert.equal(watched.monitor.metrics().summary.active_sessions, 400);
    for (let user = 0; user < 400; user++) watched.monitor.recordSession(`user-${user}`, 'end');
    assert.equal(watched.monitor.metrics().summary.active_sessions, 0);
  });
});
