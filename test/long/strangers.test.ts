import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

it('failures whose messages, sessions and hosts all differ are counted exactly, in the memory that is promised', async () => {
  const file = fileURLToPath(new URL('../soak/strangers.ts', import.meta.url));
  // It ends with 1 when a count is wrong or too much is held.
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', file, '60000']);
  assert.match(stdout, /"heldBytes":\d+/);
});
