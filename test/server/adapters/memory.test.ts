/** Nothing of a URL, a header or a message stays in memory behind the names that are kept. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const script = fileURLToPath(new URL('support/memory-process.ts', import.meta.url));

describe('what is kept of requests', () => {
  it('holds no query string, no header and no text that it was cut from', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script]);
    const { kept, found } = JSON.parse(stdout) as { kept: string; found: string[] };
    assert.deepEqual(found, [kept]);
  });
});
