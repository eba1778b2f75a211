/** The regularized incomplete beta function, which is the binomial tail for numbers that need not be whole. */

const FIRST_TERM = 0.99999999999980993;
const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];
const MAX_TERMS = 10_000;
const TINY = 1e-300;

/** log Γ(x) for x ≥ 0.5 by Lanczos' approximation (SIAM Journal on Numerical Analysis B 1 (1964) 86-96), to 1e-13. */
export function logGamma(x: number): number {
  const shifted = x - 1;
  const series = LANCZOS.reduce((sum, coefficient, index) => sum + coefficient / (shifted + index + 1), FIRST_TERM);
  const t = shifted + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(series);
}

/**
 * I_x(a, b), by its continued fraction (NIST Digital Library of Mathematical Functions 8.17.22) in Lentz's form. For
 * whole numbers, I_p(k, n - k + 1) is the probability of at least k successes in n trials of probability p.
 * @param x 0 to 1
 * @param a ≥ 0.5
 * @param b ≥ 0.5
 */
export function regularizedIncompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - regularizedIncompleteBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  return Math.min(1, front * continuedFraction(x, a, b));
}

function continuedFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / guard(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < MAX_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guard(1 + even * d);
    c = guard(1 + even / c);
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guard(1 + odd * d);
    c = guard(1 + odd / c);
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-14) break;
  }
  return fraction;
}

function guard(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
