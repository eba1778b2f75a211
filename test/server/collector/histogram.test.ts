import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { bucketOf, lowerBound, Sketch, SKETCH_BUCKETS } from '../../../server/collector/histogram/histogram.js';

const WORST_RELATIVE_ERROR = 0.0055;

function sketchOf(values: readonly number[]): Sketch {
  const sketch = new Sketch();
  for (const value of values) sketch.record(value);
  return sketch;
}

/** The smallest value with at least q of all values at or below it. */
function nearestRank(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(q * sorted.length - 1e-9)) - 1] ?? NaN;
}

const latency = fc.oneof(
  fc.double({ min: 0.002, max: 4_000_000, noNaN: true }),
  fc.integer({ min: 1, max: 1000 }),
  fc.double({ min: -9, max: 21, noNaN: true }).map((exponent) => 2 ** exponent),
);
const quantile = fc.constantFrom(0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1);

describe('the sketch', () => {
  it('answers every quantile within 0.55 % of the exact nearest rank, whatever the distribution', () => {
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1, maxLength: 500 }), quantile, (values, q) => {
        const exact = nearestRank(values, q);
        const answered = sketchOf(values).quantile(q) ?? NaN;
        return Math.abs(answered - exact) <= exact * WORST_RELATIVE_ERROR;
      }),
      { numRuns: 500 },
    );
  });

  it('gives every latency the bucket whose bounds enclose it, the upper bound included', () => {
    fc.assert(
      fc.property(latency, (value) => {
        const bucket = bucketOf(value);
        // The bounds are themselves rounded doubles.
        const slack = value * 1e-12;
        return lowerBound(bucket) <= value + slack && value <= lowerBound(bucket + 1) + slack;
      }),
      { numRuns: 2000 },
    );
    for (const power of [0.5, 1, 2, 64, 1024]) {
      assert.equal(lowerBound(bucketOf(power) + 1), power, `${power} ms is the upper bound of its bucket`);
    }
  });

  it('keeps min, max and mean exact', () => {
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1 }), (values) => {
        const sketch = sketchOf(values);
        const sum = values.reduce((total, value) => total + value, 0);
        assert.equal(sketch.min, Math.min(...values));
        assert.equal(sketch.max, Math.max(...values));
        assert.ok(Math.abs((sketch.mean() ?? NaN) - sum / values.length) <= 1e-9 * sum);
      }),
    );
  });

  it('merged from parts is the sketch of the whole', () => {
    fc.assert(
      fc.property(fc.array(latency), fc.array(latency), quantile, (left, right, q) => {
        const merged = sketchOf(left);
        merged.merge(sketchOf(right));
        const whole = sketchOf([...left, ...right]);
        assert.deepEqual(merged.counts, whole.counts);
        assert.equal(merged.quantile(q), whole.quantile(q));
        assert.equal(merged.count, whole.count);
      }),
    );
  });

  it('counts what is over a limit to within the bucket that the limit falls into', () => {
    fc.assert(
      fc.property(fc.array(latency), fc.double({ min: 1, max: 10_000, noNaN: true }), (values, limit) => {
        const over = sketchOf(values).countOver(limit);
        const surely = values.filter((value) => value > limit * 1.011).length;
        const possibly = values.filter((value) => value > limit / 1.011).length;
        return surely <= over && over <= possibly;
      }),
    );
  });

  it('puts 0 ms into the lowest bucket and two hours into the highest, with min and max exact', () => {
    const sketch = sketchOf([0, 7_200_000]);
    assert.equal(sketch.counts[0], 1);
    assert.equal(sketch.counts[SKETCH_BUCKETS - 1], 1);
    assert.deepEqual([sketch.min, sketch.max], [0, 7_200_000]);
    assert.deepEqual([sketch.quantile(0.5), sketch.quantile(1)], [0, 7_200_000]);
  });

  it('is empty again after clear, and an empty one has no quantile', () => {
    const sketch = sketchOf([1, 20, 300]);
    sketch.clear();
    assert.deepEqual(sketch, new Sketch());
    assert.equal(sketch.quantile(0.5), null);
    assert.equal(sketch.mean(), null);
    assert.equal(sketch.countOver(0), 0);
  });
});
