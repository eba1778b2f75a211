/**
 * The tail of the binomial distribution (Johnson, Kemp and Kotz, Univariate Discrete Distributions, 3rd ed. 2005,
 * chapter 3), which is the p-value of an exact one-sided test of a share.
 */

/**
 * The exact upper tail, P(X ≥ k) for n trials of probability p. Terms are summed from k away from the mean, each computed
 * from the one before by their ratio. The first is computed in log space, so that nothing overflows.
 * @param k successes, a whole number
 * @param n trials, a whole number ≥ 0
 * @param p above 0, below 1
 */
export function binomialTail(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n) return 0;
  const odds = p / (1 - p);
  if (k > n * p) {
    let term = Math.exp(logBinomial(k, n, p));
    let sum = 0;
    for (let x = k; x <= n && term > sum * 1e-17; x++) {
      sum += term;
      term *= ((n - x) / (x + 1)) * odds;
    }
    return Math.min(1, sum);
  }
  let term = Math.exp(logBinomial(k - 1, n, p));
  let sum = 0;
  for (let x = k - 1; x >= 0 && term > sum * 1e-17; x--) {
    sum += term;
    term *= x / ((n - x + 1) * odds);
  }
  return Math.max(0, 1 - sum);
}

/** log P(X = k). */
function logBinomial(k: number, n: number, p: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k) + k * Math.log(p) + (n - k) * Math.log1p(-p);
}

const exactLogFactorials: number[] = [0];
for (let n = 1; n < 32; n++) exactLogFactorials.push((exactLogFactorials[n - 1] ?? 0) + Math.log(n));

/** log n!; from 32 on by Stirling's series (Abramowitz and Stegun 6.1.41), whose first omitted term is below 1e-13. */
function logFactorial(n: number): number {
  const exact = exactLogFactorials[n];
  if (exact !== undefined) return exact;
  const series = 1 / (12 * n) - 1 / (360 * n ** 3) + 1 / (1260 * n ** 5);
  return n * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI * n) + series;
}
