import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { MAX_ERROR_GROUPS } from '../../server/contract/index.js';

/** What groups, their sketches and everything else that counts errors may take. */
const MAX_BYTES = 12_000_000;

it('errors that all differ take no more memory than a full table, however many come', async () => {
  const file = fileURLToPath(new URL('../server/errors/memory-process.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', file, '60000']);
  const { heldBytes, groups } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, number>;
  assert.ok((groups ?? 0) <= MAX_ERROR_GROUPS);
  assert.ok((heldBytes ?? Infinity) < MAX_BYTES, `${heldBytes} bytes`);
});
