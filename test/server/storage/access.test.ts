import assert from 'node:assert/strict';
import { chmod, chown, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Disk } from '../../../server/storage/disk.js';
import { Instance } from './instance.js';

const modeOf = async (file: string): Promise<string> => ((await stat(file)).mode & 0o777).toString(8);

describe('the files of the folder', { skip: process.platform === 'win32' }, () => {
  let folder: string;
  let disk: Disk;
  const at = (...names: string[]): string => path.join(folder, ...names);

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'align-access-'));
    disk = new Disk(folder);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are created for their owner alone, and so is the folder', async () => {
    const instance = await Instance.start(at('new', 'metrics'));
    await instance.pass(10);
    const names = await readdir(at('new', 'metrics'));
    assert.deepEqual(
      new Set(names.map((name) => name.replace(/[\da-f]{16}/, '<id>'))),
      new Set(['<id>.heartbeat', 'history-<id>.json']),
    );
    for (const name of names) assert.equal(await modeOf(at('new', 'metrics', name)), '600', name);
    assert.equal(await modeOf(at('new', 'metrics')), '700');
    await instance.storage.close();
  });

  it('keep the mode of what they replace', async () => {
    await writeFile(at('file.json'), 'old');
    await chmod(at('file.json'), 0o664);
    await disk.write('file.json', 'new');
    assert.equal(await modeOf(at('file.json')), '664');
    assert.equal(await readFile(at('file.json'), 'utf8'), 'new');
  });

  it('keep the owner of what they replace', { skip: process.getuid?.() !== 0 }, async () => {
    await writeFile(at('file.json'), 'old');
    await chown(at('file.json'), 1234, 5678);
    await disk.write('file.json', 'new');
    const { uid, gid } = await stat(at('file.json'));
    assert.deepEqual([uid, gid], [1234, 5678]);
  });

  it('stay where a symbolic link leads, also where nothing is yet', async () => {
    await mkdir(at('elsewhere'));
    for (const [link, target] of [
      ['absolute.json', at('elsewhere', 'absolute.json')],
      ['relative.json', path.join('elsewhere', 'relative.json')],
    ] as const) {
      await symlink(target, at(link));
      for (const text of ['first', 'second']) {
        await disk.write(link, text);
        assert.ok((await lstat(at(link))).isSymbolicLink());
        assert.equal(await readFile(at('elsewhere', link), 'utf8'), text);
      }
    }
    assert.deepEqual((await readdir(at('elsewhere'))).sort(), ['absolute.json', 'relative.json']);
  });

  it('that were set aside are three at most, also where an earlier version left more', async () => {
    for (let day = 1; day <= 6; day++) {
      await writeFile(at(`history-0123456789abcdef.json.corrupt-2026-11-0${day}T00-00-00.000Z`), '');
    }
    const instance = await Instance.start(folder);
    await instance.storage.close();
    const left = (await readdir(folder)).filter((name) => name.includes('.corrupt-'));
    assert.deepEqual(
      left.sort(),
      [4, 5, 6].map((day) => `history-0123456789abcdef.json.corrupt-2026-11-0${day}T00-00-00.000Z`),
    );
  });
});
