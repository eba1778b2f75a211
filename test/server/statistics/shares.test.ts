import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { expectation, stratifiedUpperTail } from '../../../server/statistics/cochran-mantel-haenszel.js';
import { hypergeometricUpperTail } from '../../../server/statistics/hypergeometric.js';

/** A count of n trials as exact integers: the ways to choose k. */
function choose(n: number, k: number): bigint {
  if (k < 0 || k > n) return 0n;
  let ways = 1n;
  for (let i = 0; i < k; i++) ways = (ways * BigInt(n - i)) / BigInt(i + 1);
  return ways;
}

/** The same tail in exact integers. */
function exactTail(k1: number, n1: number, k0: number, n0: number): number {
  let sum = 0n;
  for (let x = k1; x <= Math.min(n1, k0 + k1); x++) sum += choose(n1, x) * choose(n0, k0 + k1 - x);
  const digits = 10n ** 30n;
  return Number((sum * digits) / choose(n0 + n1, k0 + k1)) / 1e30;
}

describe("Fisher's test", () => {
  it('is exact to nine digits', () => {
    const count = fc.integer({ min: 1, max: 150 });
    fc.assert(
      fc.property(count, count, fc.nat(150), fc.nat(150), (n1, n0, some, others) => {
        const [k1, k0] = [Math.min(n1, some), Math.min(n0, others)];
        const exact = exactTail(k1, n1, k0, n0);
        const answered = hypergeometricUpperTail({ marked: k1, count: n1 }, { marked: k0, count: n0 });
        return Math.abs(answered - exact) <= exact * 1e-9 + 1e-18;
      }),
      { numRuns: 300 },
    );
  });

  it('gives the lady who tasted eight cups of tea her 1 in 70', () => {
    const chance = hypergeometricUpperTail({ marked: 4, count: 4 }, { marked: 0, count: 4 });
    assert.ok(Math.abs(chance - 1 / 70) < 1e-12);
  });

  it('is not troubled by millions of requests', () => {
    const chance = hypergeometricUpperTail({ marked: 10_100, count: 2_000_000 }, { marked: 10_000, count: 2_000_000 });
    assert.ok(chance > 0.2 && chance < 0.3, `${chance}`);
  });
});

describe('the test of Cochran, Mantel and Haenszel', () => {
  const count = fc.integer({ min: 1, max: 200 });
  const shares = fc.tuple(count, count, fc.nat(200), fc.nat(200)).map(([n1, n0, some, others]) => ({
    sample: { marked: Math.min(n1, some), count: n1 },
    other: { marked: Math.min(n0, others), count: n0 },
  }));

  it('never calls less likely what is more likely than it says, far from the mean', () => {
    fc.assert(
      fc.property(shares, (stratum) => {
        const expected = expectation([stratum]);
        fc.pre(expected.marked >= expected.mean + 1);
        const exact = hypergeometricUpperTail(stratum.sample, stratum.other);
        assert.ok(stratifiedUpperTail(expected) >= exact * (1 - 1e-9), `${exact}`);
      }),
    );
  });

  it('sees no difference where only the mix of strata has changed', () => {
    const strata = [
      { sample: { marked: 10, count: 1000 }, other: { marked: 100, count: 10_000 } },
      { sample: { marked: 2500, count: 5000 }, other: { marked: 500, count: 1000 } },
    ];
    assert.ok(stratifiedUpperTail(expectation(strata)) > 0.4);
    assert.ok(hypergeometricUpperTail({ marked: 2510, count: 6000 }, { marked: 600, count: 11_000 }) < 1e-15);
  });

  it('adds what several strata say', () => {
    const stratum = { sample: { marked: 9, count: 100 }, other: { marked: 3, count: 100 } };
    const tails = [1, 2, 4, 8].map((strata) => stratifiedUpperTail(expectation(Array(strata).fill(stratum))));
    for (const [index, tail] of tails.entries()) assert.ok(index === 0 || tail < (tails[index - 1] ?? 0) / 2);
  });

  it('asks for as many times the evidence as the variance is larger', () => {
    const expected = expectation([{ sample: { marked: 60, count: 600 }, other: { marked: 60, count: 6000 } }]);
    const tenth = expectation([{ sample: { marked: 6, count: 60 }, other: { marked: 6, count: 600 } }]);
    assert.ok(Math.abs(Math.log(stratifiedUpperTail(expected, 10) / stratifiedUpperTail(tenth))) < 1e-6);
  });

  it('is sure of nothing where a side is empty', () => {
    const empty = { marked: 0, count: 0 };
    assert.equal(stratifiedUpperTail(expectation([{ sample: empty, other: { marked: 5, count: 9 } }])), 1);
    assert.equal(stratifiedUpperTail(expectation([])), 1);
  });
});
