/** What the monitor says that it takes in memory, beside what a process takes. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const script = fileURLToPath(new URL('memory-process.ts', import.meta.url));

describe('what the monitor costs', () => {
  it('in memory is about what the process has grown by', async () => {
    const options = ['--expose-gc', '--import', 'tsx', script];
    const { stdout } = await promisify(execFile)(process.execPath, options);
    const { empty, estimate, grown } = JSON.parse(stdout) as Record<'empty' | 'estimate' | 'grown', number>;
    assert.ok(estimate > 2 * empty);
    assert.ok(estimate > 0.6 * grown && estimate < 1.5 * grown, `${estimate} is not about ${grown}`);
  });
});
