import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { binomialTail } from '../../../server/statistics/binomial.js';

/** The same tail in exact integers: the sum of C(n, x) aˣ (b−a)ⁿ⁻ˣ over bⁿ, for p = a / b. */
function exactTail(k: number, n: number, a: bigint, b: bigint): number {
  let choose = 1n;
  let sum = 0n;
  for (let x = 0; x <= n; x++) {
    if (x >= k) sum += choose * a ** BigInt(x) * (b - a) ** BigInt(n - x);
    choose = (choose * BigInt(n - x)) / BigInt(x + 1);
  }
  const digits = 10n ** 30n;
  return Number((sum * digits * digits) / b ** BigInt(n)) / 1e60;
}

describe('the binomial tail', () => {
  it('is the exact one to nine digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(200), fc.integer({ min: 1, max: 99 }), (n, k, percent) => {
        const exact = exactTail(k, n, BigInt(percent), 100n);
        const answered = binomialTail(k, n, percent / 100);
        return Math.abs(answered - exact) <= exact * 1e-9 + 1e-14;
      }),
      { numRuns: 300 },
    );
  });

  it('falls as the failures grow, and rises with the trials', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000_000 }), fc.nat(3_000_000), (n, k) => {
        const tail = binomialTail(k, n, 0.01);
        assert.ok(tail >= 0 && tail <= 1);
        assert.ok(binomialTail(k + 1, n, 0.01) <= tail + 1e-9);
        assert.ok(binomialTail(k, n + 1, 0.01) >= tail - 1e-9);
      }),
    );
  });

  it('lets 4 failures of 4 through the gate of one in a million, and 1 of 1 not', () => {
    assert.ok(binomialTail(4, 4, 0.01) < 1e-6);
    assert.ok(binomialTail(1, 1, 0.01) > 1e-6);
  });

  it('is certain for no failures and impossible for more failures than trials', () => {
    assert.equal(binomialTail(0, 100, 0.01), 1);
    assert.equal(binomialTail(101, 100, 0.01), 0);
  });
});
