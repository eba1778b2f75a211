import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Sketch, SKETCH_SCALE } from '../../../server/collector/histogram/histogram.js';
import { addStored, decodeSketch, encodeSketch } from '../../../server/collector/histogram/encoding.js';

const latencies = fc.array(
  fc.oneof(
    fc.double({ min: -9, max: 21, noNaN: true }).map((exponent) => 2 ** exponent),
    fc.integer({ min: 0, max: 1000 }),
  ),
  { maxLength: 300 },
);
const quantile = fc.constantFrom(0.01, 0.5, 0.95, 0.99, 1);

function sketchOf(values: readonly number[]): Sketch {
  const sketch = new Sketch();
  for (const value of values) sketch.record(value);
  return sketch;
}

/** Stored as JSON and read again. */
function throughFile(sketch: Sketch, maxLength?: number): Sketch {
  const read = decodeSketch(JSON.parse(JSON.stringify(encodeSketch(sketch, maxLength))));
  assert.ok(read !== undefined);
  return read;
}

function isNear(a: number | null, b: number | null, tolerance: number): boolean {
  return a === null || b === null ? a === b : Math.abs(a - b) <= tolerance * Math.abs(b);
}

describe('a stored sketch', () => {
  it('is the same sketch when it is read', () => {
    fc.assert(
      fc.property(latencies, quantile, (values, q) => {
        const sketch = sketchOf(values);
        const read = throughFile(sketch);
        assert.deepEqual(read.counts, sketch.counts);
        assert.equal(read.count, sketch.count);
        assert.ok(isNear(read.quantile(q), sketch.quantile(q), 1e-6));
        assert.ok(isNear(read.mean(), sketch.mean(), 1e-6));
      }),
    );
  });

  it('merged with another is the sketch of both', () => {
    fc.assert(
      fc.property(latencies, latencies, (left, right) => {
        const merged = new Sketch();
        assert.ok(addStored(merged, encodeSketch(sketchOf(left))));
        assert.ok(addStored(merged, encodeSketch(sketchOf(right))));
        const whole = sketchOf([...left, ...right]);
        assert.deepEqual(merged.counts, whole.counts);
        assert.equal(merged.count, whole.count);
        assert.ok(isNear(merged.sum, whole.sum, 1e-6));
      }),
    );
  });

  it('is as long as it may be at the most, and as coarse as that needs', () => {
    fc.assert(
      fc.property(latencies, fc.integer({ min: 100, max: 400 }), quantile, (values, maxLength, q) => {
        const sketch = sketchOf(values);
        const stored = encodeSketch(sketch, maxLength);
        if (stored === null) return;
        const [scale, , , , buckets] = stored;
        assert.ok(buckets.length <= maxLength);
        // A latency may be counted in a bucket half a coarse one away.
        const width = 2 ** (SKETCH_SCALE - scale);
        const tolerance = 2 ** ((width + 1) / 2 / 2 ** SKETCH_SCALE) - 1;
        assert.equal(throughFile(sketch, maxLength).count, sketch.count);
        assert.ok(isNear(throughFile(sketch, maxLength).quantile(q), sketch.quantile(q), tolerance + 1e-6));
      }),
    );
  });

  it('loses nothing more when a coarse one is stored again', () => {
    fc.assert(
      fc.property(latencies, (values) => {
        const once = throughFile(sketchOf(values), 120);
        assert.deepEqual(throughFile(once, 120).counts, once.counts);
      }),
    );
  });

  it('keeps counts beyond 32 bits of a signed number', () => {
    const sketch = new Sketch();
    sketch.addCounts([[100, 3_000_000_000]], 1e9, 1, 2);
    assert.equal(throughFile(sketch).count, 3_000_000_000);
  });

  it('is refused when it is none', () => {
    assert.equal(decodeSketch([6, 1, 1, 1, 'ABB'])?.count, 1);
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
      assert.equal(decodeSketch(each), undefined, JSON.stringify(each));
    }
    fc.assert(
      fc.property(fc.anything(), fc.string(), (anything, text) => {
        decodeSketch(anything);
        const read = decodeSketch([6, 1, 1, 1, text]);
        assert.ok(read === undefined || Number.isInteger(read.count));
      }),
    );
  });
});
