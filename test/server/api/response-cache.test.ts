import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ResponseCache } from '../../../server/api/response-cache.js';
import { FakeClock } from '../support/fake-clock.js';

describe('an answer that many poll', () => {
  it('is fresh for each of a few, and made ten times a second for a thousand', () => {
    const clock = new FakeClock();
    let made = 0;
    const answer = new ResponseCache(
      () => String(++made),
      () => clock.monotonic(),
    );
    assert.deepEqual([answer.value, answer.value, answer.value], ['1', '2', '3']);
    for (let client = 0; client < 1000; client++) answer.value;
    assert.equal(made, 10);
    assert.equal(answer.value, '10');
  });

  it('is never older than a second', () => {
    const clock = new FakeClock();
    let made = 0;
    const answer = new ResponseCache(
      () => String(++made),
      () => clock.monotonic(),
    );
    for (let client = 0; client < 1000; client++) answer.value;
    clock.advance(1);
    assert.equal(answer.value, '11');
  });
});
