import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { binomialTail } from '../../../server/statistics/binomial.js';
import { expectation } from '../../../server/statistics/cochran-mantel-haenszel.js';
import { chiSquareQuantile, deviationsOf, dispersion } from '../../../server/statistics/dispersion.js';
import { regularizedIncompleteBeta } from '../../../server/statistics/incomplete-beta.js';
import { poisson, seeded } from '../support/random.js';

describe('the incomplete beta function', () => {
  it('is the binomial tail for whole numbers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.nat(5000),
        fc.integer({ min: 1, max: 99 }),
        (n, some, percent) => {
          const k = Math.max(1, Math.min(n, some));
          const tail = binomialTail(k, n, percent / 100);
          const answered = regularizedIncompleteBeta(percent / 100, k, n - k + 1);
          assert.ok(Math.abs(answered - tail) <= 1e-8 * tail + 1e-13, `${answered} ${tail}`);
        },
      ),
    );
  });

  it('grows without a step between them', () => {
    for (let k = 1; k < 20; k += 0.1) {
      assert.ok(regularizedIncompleteBeta(0.3, k, 21 - k) > regularizedIncompleteBeta(0.3, k + 0.1, 20.9 - k));
    }
  });
});

describe('the quantiles of chi-square', () => {
  it('are those of the tables, to two percent', () => {
    for (const [freedom, z, tabled] of [
      [5, 1.2816, 9.236],
      [29, 1.2816, 39.087],
      [5, -1.2816, 1.61],
      [29, -1.2816, 19.768],
    ] as const) {
      assert.ok(Math.abs(chiSquareQuantile(freedom, z) / tabled - 1) < 0.02, `${freedom} ${z}`);
    }
  });
});

describe('the dispersion', () => {
  /** Counts of some times, each compared with all others. */
  const of = (counts: readonly number[]) => {
    const sum = counts.reduce((all, count) => all + count, 0);
    const compared = counts.map((marked) =>
      expectation([
        {
          sample: { marked, count: 1000 },
          other: { marked: sum - marked, count: 1000 * (counts.length - 1) },
        },
      ]),
    );
    return deviationsOf(compared, counts.length - 1);
  };

  it('is about 1 for independent counts', () => {
    const random = seeded(5);
    const all = Array.from(
      { length: 100 },
      () => dispersion([of(Array.from({ length: 60 }, () => poisson(3, random)))]).phi,
    );
    assert.ok(all.filter((phi) => phi === 1).length >= 80);
    assert.ok(Math.max(...all) < 2.5);
  });

  it('is the size of the clusters in which counts come', () => {
    const random = seeded(6);
    const { phi } = dispersion([of(Array.from({ length: 60 }, () => 8 * poisson(1, random)))]);
    assert.ok(phi > 5 && phi < 16, `${phi}`);
  });

  it('grows where longer times vary more than short ones', () => {
    const slow = Array.from({ length: 60 }, (_, index) => 20 + Math.round(10 * Math.sin(index / 10)));
    const grouped = Array.from({ length: 6 }, (_, index) =>
      slow.slice(10 * index, 10 * index + 10).reduce((a, b) => a + b),
    );
    const { phi, grows } = dispersion([of(slow), of(grouped)]);
    assert.ok(grows && phi > 10, `${phi}`);
  });

  it('is 1 where nothing is known', () => {
    assert.deepEqual(dispersion([]), { phi: 1, grows: false });
    assert.deepEqual(dispersion([of([0, 0, 0])]), { phi: 1, grows: false });
  });
});
