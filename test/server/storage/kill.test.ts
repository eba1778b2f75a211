import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { killRounds } from '../../kill/rounds.js';

it('row 1: history can be read, and lacks at most one snapshot, after a kill at any moment of a write', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'align-kill-'));
  try {
    const { kills, unreadable, lost, notOwned } = await killRounds(folder, 20);
    assert.deepEqual({ kills, unreadable, lost, notOwned }, { kills: 20, unreadable: 0, lost: 0, notOwned: 0 });
  } finally {
    await rm(folder, { recursive: true });
  }
});
