import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Histogram, MAX_SCALE } from '../../../server/collector/histogram/histogram.js';
import { decodeHistogram, encodeHistogram, mergeEncoded } from '../../../server/collector/histogram/encoding.js';

const latencies = fc.array(
  fc.oneof(
    fc.double({ min: -9, max: 21, noNaN: true }).map((exponent) => 2 ** exponent),
    fc.integer({ min: 0, max: 1000 }),
  ),
  { maxLength: 300 },
);
const quantile = fc.constantFrom(0.01, 0.5, 0.95, 0.99, 1);

function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

/** Stored as JSON and read again. */
function throughFile(histogram: Histogram, maxLength?: number): Histogram {
  const read = decodeHistogram(JSON.parse(JSON.stringify(encodeHistogram(histogram, maxLength))));
  assert.ok(read !== undefined);
  return read;
}

function isNear(a: number | null, b: number | null, tolerance: number): boolean {
  return a === null || b === null ? a === b : Math.abs(a - b) <= tolerance * Math.abs(b);
}

describe('an encoded histogram', () => {
  it('is the same histogram when it is decoded', () => {
    fc.assert(
      fc.property(latencies, quantile, (values, q) => {
        const histogram = histogramOf(values);
        const read = throughFile(histogram);
        assert.deepEqual([...read.buckets()], [...histogram.buckets()]);
        assert.equal(read.count, histogram.count);
        assert.ok(isNear(read.quantile(q), histogram.quantile(q), 1e-6));
        assert.ok(isNear(read.mean(), histogram.mean(), 1e-6));
      }),
    );
  });

  it('merged with another is the histogram of both', () => {
    fc.assert(
      fc.property(latencies, latencies, (left, right) => {
        const merged = new Histogram();
        assert.ok(mergeEncoded(merged, encodeHistogram(histogramOf(left))));
        assert.ok(mergeEncoded(merged, encodeHistogram(histogramOf(right))));
        const whole = histogramOf([...left, ...right]);
        assert.deepEqual([...merged.buckets()], [...whole.buckets()]);
        assert.equal(merged.count, whole.count);
        assert.ok(isNear(merged.sum, whole.sum, 1e-6));
      }),
    );
  });

  it('is no longer than it may be, at the finest scale that allows', () => {
    fc.assert(
      fc.property(latencies, fc.integer({ min: 100, max: 400 }), quantile, (values, maxLength, q) => {
        const histogram = histogramOf(values);
        const stored = encodeHistogram(histogram, maxLength);
        if (stored === null) return;
        const [scale, , , , buckets] = stored;
        assert.ok(buckets.length <= maxLength);
        const read = throughFile(histogram, maxLength);
        assert.equal(read.scale, scale);
        assert.equal(read.count, histogram.count);
        const coarse = new Histogram(scale);
        coarse.merge(histogram);
        assert.deepEqual([...read.buckets()], [...coarse.buckets()]);
        assert.ok(isNear(read.quantile(q), coarse.quantile(q), 1e-6));
        if (scale === MAX_SCALE) return;
        const finer = new Histogram(scale + 1);
        finer.merge(histogram);
        assert.ok((encodeHistogram(finer)?.[4].length ?? 0) > maxLength);
      }),
    );
  });

  it('is as coarse after it was decoded and encoded again, and no coarser', () => {
    fc.assert(
      fc.property(latencies, (values) => {
        const once = throughFile(histogramOf(values), 120);
        assert.deepEqual([...throughFile(once, 120).buckets()], [...once.buckets()]);
      }),
    );
  });

  it('keeps counts above 2^31', () => {
    const histogram = new Histogram();
    histogram.addBuckets(MAX_SCALE, [[100, 3_000_000_000]], { sum: 1e9, min: 1, max: 2 });
    assert.equal(throughFile(histogram).count, 3_000_000_000);
  });

  it('is refused when it is malformed', () => {
    assert.equal(decodeHistogram([6, 1, 1, 1, 'ABB'])?.count, 1);
    const garbage: unknown[] = [
      ...[undefined, 1, 'text', {}, [], [6], [6, 1, 1, 1, 'ABB', 1]],
      ...[
        [7, 1, 1, 1, 'ABB'],
        [-1, 1, 1, 1, 'ABB'],
        [0.5, 1, 1, 1, 'ABB'],
        ['6', 1, 1, 1, 'ABB'],
      ],
      ...[
        [6, -1, 1, 1, 'ABB'],
        [6, null, 1, 1, 'ABB'],
        [6, 1, 2, 1, 'ABB'],
        [6, 1, 1, 1, null],
      ],
      ...[
        [6, 1, 1, 1, ''],
        [6, 1, 1, 1, 'A'],
        [6, 1, 1, 1, 'AA'],
        [6, 1, 1, 1, 'AB'],
        [6, 1, 1, 1, 'ACB'],
        [6, 1, 1, 1, 'ABA'],
        [6, 1, 1, 1, 'AB!'],
        [6, 1, 1, 1, 'ABg'],
        [6, 1, 1, 1, 'AAB'],
        [6, 1, 1, 1, 'gggggBBB'],
        [0, 1, 1, 1, 'gBBB'],
        [6, 1, 1, 1, 'AB________B'],
        [6, 1, 1, 1, 'A________BB'],
      ],
    ];
    for (const each of garbage) {
      assert.equal(decodeHistogram(each), undefined, JSON.stringify(each));
    }
    fc.assert(
      fc.property(fc.anything(), fc.string(), (anything, text) => {
        decodeHistogram(anything);
        const read = decodeHistogram([6, 1, 1, 1, text]);
        assert.ok(read === undefined || Number.isInteger(read.count));
      }),
    );
  });
});
