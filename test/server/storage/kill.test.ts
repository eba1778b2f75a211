import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { killRounds } from '../../kill/rounds.js';

for (const processes of [1, 4]) {
  it(`history and deploys are whole after kills at any moment of a write, of ${processes} at once`, async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'align-kill-'));
    try {
      const { unreadable, lost, twice } = await killRounds(folder, 10, processes);
      assert.deepEqual({ unreadable, lost, twice }, { unreadable: 0, lost: 0, twice: 0 });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
}
