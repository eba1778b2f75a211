import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  bucketCount,
  bucketOf,
  Histogram,
  lowerBound,
  MAX_SCALE,
} from '../../../server/collector/histogram/histogram.js';

const latency = fc.oneof(
  fc.double({ min: 0.002, max: 4_000_000, noNaN: true }),
  fc.integer({ min: 1, max: 1000 }),
  fc.double({ min: -9, max: 21, noNaN: true }).map((exponent) => 2 ** exponent),
);
const latencies = fc.array(latency, { maxLength: 300 });
const scale = fc.integer({ min: 0, max: MAX_SCALE });
const quantile = fc.oneof(
  fc.constantFrom(0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1),
  fc.double({ min: 0.0001, max: 1, noNaN: true }),
);

function histogramOf(values: readonly number[], atScale = MAX_SCALE): Histogram {
  const histogram = new Histogram(atScale);
  for (const value of values) histogram.record(value);
  return histogram;
}

function merged(...parts: readonly Histogram[]): Histogram {
  const sum = new Histogram();
  for (const part of parts) sum.merge(part);
  return sum;
}

/** All that a histogram holds; of the sum, the digits that do not depend on the order of additions. */
function contentOf(histogram: Histogram): unknown {
  const { scale: of, count, sum, min, max } = histogram;
  return { scale: of, count, sum: sum.toPrecision(9), min, max, buckets: [...histogram.buckets()] };
}

/** The smallest value with at least q of all values at or below it. */
function nearestRank(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(q * sorted.length - 1e-9)) - 1] ?? NaN;
}

describe('a histogram', () => {
  it('answers every quantile within 0.55 % of the exact nearest rank, whatever the distribution', () => {
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1, maxLength: 500 }), quantile, (values, q) => {
        const exact = nearestRank(values, q);
        const answered = histogramOf(values).quantile(q) ?? NaN;
        return Math.abs(answered - exact) <= exact * 0.0055;
      }),
      { numRuns: 500 },
    );
  });

  it('keeps the error bound of its scale, merged or not', () => {
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1 }), latencies, scale, scale, quantile, (left, right, a, b, q) => {
        const histogram = merged(histogramOf(left, a), histogramOf(right, b));
        const exact = nearestRank([...left, ...right], q);
        const bound = (histogram.base - 1) / (histogram.base + 1);
        assert.equal(histogram.scale, Math.min(a, b));
        assert.ok(Math.abs((histogram.quantile(q) ?? NaN) - exact) <= exact * (bound + 1e-9));
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
        const upper = lowerBound(bucket + 1, MAX_SCALE);
        return lowerBound(bucket, MAX_SCALE) <= value + slack && value <= upper + slack;
      }),
      { numRuns: 2000 },
    );
    for (let exponent = -9; exponent <= 22; exponent++) {
      const power = 2 ** exponent;
      assert.equal(lowerBound(bucketOf(power) + 1, MAX_SCALE), power, `${power} ms is the upper bound of its bucket`);
    }
  });

  it('keeps min, max and mean exact', () => {
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1 }), scale, (values, of) => {
        const histogram = histogramOf(values, of);
        const sum = values.reduce((total, value) => total + value, 0);
        assert.equal(histogram.min, Math.min(...values));
        assert.equal(histogram.max, Math.max(...values));
        assert.ok(Math.abs((histogram.mean() ?? NaN) - sum / values.length) <= 1e-9 * sum);
      }),
    );
  });

  it('merged from parts is the histogram of the whole, at the coarser scale', () => {
    fc.assert(
      fc.property(latencies, latencies, scale, scale, (left, right, a, b) => {
        const parts = merged(histogramOf(left, a), histogramOf(right, b));
        assert.deepEqual(contentOf(parts), contentOf(histogramOf([...left, ...right], Math.min(a, b))));
      }),
    );
  });

  it('can be merged in any order and grouping', () => {
    const part = fc.tuple(latencies, scale).map(([values, of]) => histogramOf(values, of));
    fc.assert(
      fc.property(part, part, part, (a, b, c) => {
        assert.deepEqual(contentOf(merged(a, b)), contentOf(merged(b, a)));
        assert.deepEqual(contentOf(merged(merged(a, b), c)), contentOf(merged(a, merged(b, c))));
      }),
    );
  });

  it('loses no value and moves none to another bucket when its scale is lowered', () => {
    fc.assert(
      fc.property(latencies, scale, (values, coarser) => {
        const histogram = histogramOf(values);
        histogram.merge(new Histogram(coarser));
        assert.deepEqual(contentOf(histogram), contentOf(histogramOf(values, coarser)));
      }),
    );
  });

  it('takes buckets that were counted elsewhere, with their middles where the values are not known', () => {
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1 }), scale, scale, (values, from, to) => {
        const counted = histogramOf(values, from);
        const exact = new Histogram(to);
        exact.addBuckets(from, counted.buckets(), counted);
        const whole = new Histogram(to);
        whole.merge(counted);
        assert.deepEqual(contentOf(exact), contentOf(whole));
        const estimated = new Histogram(to);
        estimated.addBuckets(from, counted.buckets());
        assert.equal(estimated.count, values.length);
        const bound = (counted.base - 1) / (counted.base + 1) + 1e-9;
        for (const name of ['sum', 'min', 'max'] as const) {
          assert.ok(Math.abs(estimated[name] - counted[name]) <= bound * counted[name], name);
        }
      }),
    );
  });

  it('says the same of a limit by its quantile and by the count over it', () => {
    fc.assert(
      fc.property(
        fc.array(latency, { minLength: 1 }),
        scale,
        quantile,
        latency,
        fc.nat(),
        (values, of, q, other, at) => {
          const histogram = histogramOf(values, of);
          const answered = histogram.quantile(q) ?? NaN;
          // Limits right at a value and right at an answer are where the two could differ.
          for (const limit of [other, answered, values[at % values.length] ?? 0, histogram.min, histogram.max]) {
            const share = (1 - q) * values.length;
            assert.equal(answered > limit, histogram.countOver(limit) > share + 1e-9, `${limit} ms`);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('counts what is over a limit to within the bucket that the limit falls into', () => {
    fc.assert(
      fc.property(latencies, fc.double({ min: 1, max: 10_000, noNaN: true }), (values, limit) => {
        const over = histogramOf(values).countOver(limit);
        const surely = values.filter((value) => value > limit * 1.011).length;
        const possibly = values.filter((value) => value > limit / 1.011).length;
        return surely <= over && over <= possibly;
      }),
    );
  });

  it('puts 0 ms into the lowest bucket and two hours into the highest, with min and max exact', () => {
    const histogram = histogramOf([0, 7_200_000]);
    assert.deepEqual(
      [...histogram.buckets()],
      [
        [0, 1],
        [bucketCount(MAX_SCALE) - 1, 1],
      ],
    );
    assert.deepEqual([histogram.min, histogram.max], [0, 7_200_000]);
    assert.deepEqual([histogram.quantile(0.5), histogram.quantile(1)], [0, 7_200_000]);
  });

  it('joins open requests with those that began in the window: an ended one counts by the part of it within', () => {
    const thirtySeconds = histogramOf(Array.from({ length: 100 }, () => 30_000));
    const minute = histogramOf(Array.from({ length: 100 }, () => 60_000));
    const short = histogramOf(Array.from({ length: 100 }, () => 20));
    assert.equal(thirtySeconds.withOpen([], 60_000).count, 50);
    assert.equal(minute.withOpen([], 60_000).count, 0);
    assert.equal(short.withOpen([], 60_000).count, 100);
    const joined = merged(short, minute).withOpen([800, 900], 60_000);
    assert.deepEqual([joined.count, joined.countOver(500), joined.quantile(1)], [102, 2, 900]);
  });

  it('counts no slow request for longer than the window, open or ended', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 60_000 }), fc.integer({ min: 1, max: 40 }), (latencyMs, perSecond) => {
        // Requests come evenly and all take as long: those of one minute are open, or ended, or began before it.
        const open = Array.from(
          { length: Math.floor((latencyMs * perSecond) / 1000) },
          (_, i) => (1000 * i) / perSecond,
        );
        const ended = histogramOf(Array.from({ length: 60 * perSecond }, () => latencyMs));
        const { count } = ended.withOpen(open, 60_000);
        return Math.abs(count - 60 * perSecond) <= 1 + 0.011 * 60 * perSecond;
      }),
    );
  });

  it('is empty again after clear, and an empty one has no quantile', () => {
    const histogram = histogramOf([1, 20, 300]);
    histogram.clear();
    assert.deepEqual(contentOf(histogram), contentOf(new Histogram()));
    assert.equal(histogram.quantile(0.5), null);
    assert.equal(histogram.mean(), null);
    assert.equal(histogram.countOver(0), 0);
  });
});
