import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DistinctCount, LARGE_PRECISION, SMALL_PRECISION } from '../../../server/statistics/distinct-count.js';
import { seeded } from '../support/random.js';

/** A digest of random bytes. */
function digest(random: () => number): string {
  return String.fromCharCode(...Array.from({ length: 12 }, () => Math.floor(random() * 256)));
}

function hashOf(key: number): string {
  return createHash('sha256').update(String(key)).digest().toString('latin1', 0, 12);
}

function countOf(keys: Iterable<number>, precision = SMALL_PRECISION): DistinctCount {
  const count = new DistinctCount(precision);
  for (const key of keys) count.add(hashOf(key));
  return count;
}

function merged(...counts: DistinctCount[]): string {
  const all = new DistinctCount(SMALL_PRECISION);
  for (const count of counts) all.merge(count);
  return all.toJSON();
}

/** Relative errors of many counts, each of other keys, smallest first. */
function errors(precision: number, keys: number, runs: number): number[] {
  return Array.from({ length: runs }, (_, run) => {
    const random = seeded(run * 7919 + keys);
    const count = new DistinctCount(precision);
    for (let key = 0; key < keys; key++) count.add(digest(random));
    return Math.abs(count.count - keys) / keys;
  }).sort((a, b) => a - b);
}

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.ceil(q * sorted.length) - 1] ?? NaN;
}

/** Few keys and many, so that exact counts and estimates meet. */
const keySet = fc.oneof(
  fc.array(fc.nat(400), { maxLength: 300 }),
  fc.tuple(fc.nat(1000), fc.nat(1000)).map(([from, length]) => Array.from({ length }, (_, index) => from + index)),
);

describe('a count of different keys', () => {
  it('is exact up to 128, however often each comes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(128), { maxLength: 500 }), (keys) => {
        const different = new Set(keys);
        different.delete(128);
        const count = countOf(keys.filter((key) => key < 128));
        assert.equal(count.count, different.size);
        assert.ok(count.isExact);
      }),
    );
  });

  it('is within 3 % at 10,000 in 98 of 100 cases with the large precision', () => {
    const sorted = errors(LARGE_PRECISION, 10_000, 100);
    assert.ok(quantile(sorted, 0.98) <= 0.03, `${quantile(sorted, 0.98)}`);
  });

  it('is within 10 % above 100 in 95 of 100 cases with the small precision', () => {
    for (const keys of [101, 150, 300, 1000, 3000, 20_000]) {
      const sorted = errors(SMALL_PRECISION, keys, 100);
      assert.ok(quantile(sorted, 0.95) <= 0.1, `${keys}: ${quantile(sorted, 0.95)}`);
    }
  });

  it('never says that it was exact, or fewer than that, once there were more', () => {
    for (let keys = 129; keys < 200; keys++) {
      const count = countOf(Array.from({ length: keys }, (_, key) => key));
      assert.ok(!count.isExact && count.count > 128);
    }
  });

  it('is the same whatever the order in which parts are merged, and how often', () => {
    fc.assert(
      fc.property(keySet, keySet, keySet, (first, second, third) => {
        const [a, b, c] = [countOf(first), countOf(second), countOf(third)];
        const together = countOf([...first, ...second, ...third]);
        assert.equal(merged(a, b, c), together.toJSON());
        assert.equal(merged(c, a, b, a, c), together.toJSON());
        const bc = countOf(second);
        bc.merge(c);
        assert.equal(merged(a, bc), together.toJSON());
        assert.equal(merged(bc, bc), bc.toJSON());
      }),
      { numRuns: 60 },
    );
  });

  it('merges into fewer registers as if its keys had been added there', () => {
    fc.assert(
      fc.property(keySet, keySet, fc.integer({ min: 4, max: 13 }), (first, second, precision) => {
        const coarse = countOf(first, precision);
        coarse.merge(countOf(second, LARGE_PRECISION));
        assert.equal(coarse.toJSON(), countOf([...first, ...second], precision).toJSON());
      }),
      { numRuns: 60 },
    );
    assert.throws(() => countOf([1], LARGE_PRECISION).merge(countOf([1])), RangeError);
  });

  it('is read back from a text of bounded size', () => {
    fc.assert(
      fc.property(keySet, (keys) => {
        const count = countOf(keys);
        const text = JSON.stringify(count);
        assert.ok(text.length <= 773, `${text.length}`);
        const read = DistinctCount.from(JSON.parse(text));
        assert.equal(read?.toJSON(), count.toJSON());
        assert.equal(read.count, count.count);
      }),
    );
  });

  it('is not read from anything else', () => {
    const wrong = [undefined, 7, '', 'k9', 'k3:', 'k17:', 'k9:AAAA', `k9:${'A'.repeat(6 * 129)}`, 'r9:AA', 'x9:'];
    for (const value of [...wrong, `r9:${'_'.repeat(512)}`, `r9:${'*'.repeat(512)}`]) {
      assert.equal(DistinctCount.from(value), undefined, String(value));
    }
    assert.deepEqual(DistinctCount.from('k9:'), new DistinctCount(9));
  });

  it('is 0 again once cleared', () => {
    const count = countOf(Array.from({ length: 500 }, (_, key) => key));
    count.clear();
    assert.equal(count.count, 0);
    count.add(hashOf(1));
    assert.equal(count.count, 1);
  });
});
