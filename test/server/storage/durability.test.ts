import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Disk } from '../../../server/storage/disk.js';
import { closeFiles, fileSystem } from './instance.js';

describe('a file', () => {
  let folder: string;
  let calls: string[];
  let disk: Disk;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'align-durability-'));
    calls = [];
    const watched = ['writeFile', 'sync', 'rename', 'link'];
    const note = (call: string): void => {
      if (watched.includes(call)) calls.push(call);
    };
    disk = new Disk(folder, fileSystem(note));
  });
  afterEach(async () => {
    await closeFiles();
    await rm(folder, { recursive: true });
  });

  it('is on the disk before it takes the place of the old file, and its folder afterwards', async () => {
    await disk.write('history.json', 'old');
    assert.deepEqual(calls.splice(0), ['writeFile', 'sync', 'rename', 'sync']);
    await disk.write('history.json', 'new');
    assert.deepEqual(calls, ['writeFile', 'sync', 'rename', 'sync']);
  });

  it('that only its owner may read is on the disk before it has its name, and its folder afterwards', async () => {
    await disk.createPrivate('key', Buffer.alloc(32));
    assert.deepEqual(calls, ['writeFile', 'sync', 'link', 'sync']);
  });
});
