import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SMALL_PRECISION } from '../../../server/statistics/distinct-count.js';
import { DistinctSlices } from '../../../server/statistics/distinct-slices.js';

const KEPT = 6;
const event = fc.record({ step: fc.nat(3), key: fc.nat(20) });

function digestOf(key: number): string {
  return createHash('sha256').update(String(key)).digest().toString('latin1', 0, 12);
}

describe('distinct keys in slices', () => {
  it('are those that came within the slices, each once', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 200 }), fc.nat(KEPT - 1), (events, back) => {
        const slices = new DistinctSlices(SMALL_PRECISION, KEPT);
        const seen: { slice: number; key: number }[] = [];
        let slice = 0;
        for (const { step, key } of events) {
          slice += step;
          slices.add(slice, digestOf(key));
          seen.push({ slice, key });
        }
        const within = new Set(seen.filter((each) => each.slice >= slice - back).map(({ key }) => key));
        assert.equal(slices.between(slice - back, slice).count, within.size);
        assert.equal(slices.weight(slice - back) === 0, within.size === 0);
      }),
    );
  });
});
