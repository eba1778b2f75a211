import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { BucketPool, NO_PAGE } from '../../../server/collector/histogram/bucket-pool.js';
import { bucketOf, Histogram } from '../../../server/collector/histogram/histogram.js';

const latencies = fc.array(fc.double({ min: 0, max: 5_000_000, noNaN: true }), { maxLength: 100 });

function recorded(pool: BucketPool, values: readonly number[]): number {
  return values.reduce((histogram, value) => pool.record(histogram, bucketOf(value)), NO_PAGE);
}

describe('a bucket pool', () => {
  it('returns the sum of its histograms as a histogram of scale 5', () => {
    fc.assert(
      fc.property(latencies, latencies, (left, right) => {
        const pool = new BucketPool(1000);
        const merged = pool.merged([recorded(pool, left), recorded(pool, right)]);
        const whole = new Histogram(5);
        for (const value of [...left, ...right]) whole.record(value);
        assert.equal(merged.scale, 5);
        assert.deepEqual([...merged.buckets()], [...whole.buckets()]);
      }),
    );
  });

  it('reuses the pages of released histograms, emptied', () => {
    // Page 0 is never used: this is room for one histogram of one octave.
    const pool = new BucketPool(3);
    for (let round = 0; round < 10; round++) {
      const histogram = recorded(pool, [100, 100]);
      assert.equal(pool.merged([histogram]).count, 2);
      pool.release(histogram);
    }
  });

  it('leaves latencies out when it is exhausted', () => {
    const pool = new BucketPool(3);
    const histogram = recorded(pool, [100, 1, 10_000]);
    assert.equal(pool.merged([histogram]).count, 1);
    assert.equal(recorded(pool, [100]), NO_PAGE);
  });
});
