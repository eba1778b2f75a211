import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { backoff, requestedDelay } from '../../../server/notify/backoff.js';

describe('the delay before the next attempt', () => {
  it('is between 1 s and 5 min, and never shorter after one more failure', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), random, (failures, chance) => {
        const delay = backoff(failures, chance);
        assert.ok(delay >= 1_000 && delay <= 300_000);
        assert.ok(backoff(failures + 1, chance) >= delay);
      }),
    );
  });

  it('is what a target requests, never negative and at most 15 min', () => {
    const wall = Date.UTC(2026, 10, 23, 21);
    assert.equal(requestedDelay('120', wall), 120_000);
    assert.equal(requestedDelay('Mon, 23 Nov 2026 21:02:00 GMT', wall), 120_000);
    assert.equal(requestedDelay('Mon, 23 Nov 2026 20:00:00 GMT', wall), 0);
    assert.equal(requestedDelay('86400', wall), 900_000);
    fc.assert(
      fc.property(fc.string(), (header) => {
        const delay = requestedDelay(header, wall);
        assert.ok(delay >= 0 && delay <= 900_000);
      }),
    );
  });
});
