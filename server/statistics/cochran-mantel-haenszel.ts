/**
 * Whether two shares differ, compared within strata and combined, so that a change of the mix of strata is no
 * difference: the test of Cochran (Biometrics 10 (1954) 417-451) and of Mantel and Haenszel (Journal of the National
 * Cancer Institute 22 (1959) 719-748).
 */

import type { Share } from './hypergeometric.js';
import { regularizedIncompleteBeta } from './incomplete-beta.js';

/** One stratum of two samples. */
export interface Stratum {
  sample: Share;
  other: Share;
}

/** How many marked ones chance alone puts into the sample, given the totals of each stratum. */
export interface Expectation {
  /** Marked ones of the sample. */
  marked: number;
  /** What is expected, and its variance. */
  mean: number;
  variance: number;
  /** The most that there could be. */
  most: number;
}

/** Sums over the strata; those without requests on one side add nothing. */
export function expectation(strata: Iterable<Stratum>): Expectation {
  const sum: Expectation = { marked: 0, mean: 0, variance: 0, most: 0 };
  for (const { sample, other } of strata) {
    const count = sample.count + other.count;
    if (sample.count === 0 || other.count === 0) continue;
    const marked = sample.marked + other.marked;
    const share = sample.count / count;
    sum.marked += sample.marked;
    sum.mean += marked * share;
    sum.variance += count < 2 ? 0 : (marked * share * (1 - share) * (count - marked)) / (count - 1);
    sum.most += Math.min(sample.count, marked);
  }
  return sum;
}

/**
 * How likely it is that chance puts at least so many of the marked ones into the sample. Within a stratum their number
 * is hypergeometric, hence a sum of independent trials of differing probabilities (Vatutin and Mikhailov, Theory of
 * Probability and its Applications 27 (1982) 734-743). Above the mean, the tail of such a sum is at most that of the
 * binomial distribution with the same mean and number of trials (Hoeffding, Annals of Mathematical Statistics 27 (1956)
 * 713-721), which is returned.
 * @param designEffect by how much the variance exceeds that of independent requests, ≥ 1: counts are divided by it
 *   (Rao and Scott, Biometrics 48 (1992) 577-585; Kish, Survey Sampling, 1965)
 */
export function stratifiedUpperTail({ marked, mean, most }: Expectation, designEffect = 1): number {
  if (marked <= mean || most === 0) return 1;
  const k = marked / designEffect;
  const n = Math.max(k, most / designEffect);
  if (k < 0.5) return 1;
  return regularizedIncompleteBeta(mean / most, k, n - k + 1);
}
