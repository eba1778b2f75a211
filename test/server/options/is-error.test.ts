import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import { reportedError } from '../../../server/collector/sample.js';
import { isError } from '../../../server/options/is-error.js';
import { codeOf, describeError } from '../../../server/storage/disk.js';
import { isClientGone } from '../../../server/tracking/response-ending.js';

/** An error as Jest's tests get it from Node: its `Error` is another one than theirs. */
const foreign = (code: string): Error =>
  runInNewContext('Object.assign(new RangeError("it failed"), { code })', { code }) as Error;

describe('an error of another realm', () => {
  it('is an error', () => {
    assert.ok(!(foreign('ENOENT') instanceof Error) && isError(foreign('ENOENT')));
    assert.ok(isError(new DOMException('it was aborted')));
    for (const other of [undefined, null, 'Error', {}, { name: 'Error', message: 'no' }]) assert.ok(!isError(other));
  });

  it('is told by its code: of the disk, of a client that is gone', () => {
    assert.equal(codeOf(foreign('ENOENT')), 'ENOENT');
    assert.equal(describeError(foreign('ENOSPC')), 'the disk is full');
    assert.equal(describeError(foreign('EIO')), 'it failed');
    assert.equal(isClientGone(foreign('ECONNRESET')), true);
    assert.equal(isClientGone(foreign('EIO')), false);
  });

  it('can be reported', () => {
    assert.deepEqual(reportedError(foreign('ENOENT')), {
      type: 'RangeError',
      message: 'it failed',
      endpoint: undefined,
    });
  });
});
