/**
 * How much more counts vary from one time to the next than those of independent requests do. Failures come in bursts
 * and latencies wobble, so that the variance of a count is φ times that of chance alone (quasi-likelihood: McCullagh
 * and Nelder, Generalized Linear Models, 2nd ed. 1989, § 4.5 and 9.2).
 */

import type { Expectation } from './cochran-mantel-haenszel.js';

/** Squared deviations and the variances that chance alone gives them. */
export interface Deviations {
  squares: number;
  variances: number;
  /** Degrees of freedom: how many of the squares are free to vary. */
  freedom: number;
}

/** No deviations are known. */
export const NO_DEVIATIONS: Deviations = { squares: 0, variances: 0, freedom: 0 };

/** A scale counts as different from a finer one beyond this quantile (95 %), given in standard deviations ... */
const EVIDENT = 1.6449;
/** ... and is then taken at its upper confidence limit (90 %), since it rests on few times. */
const CAREFUL = -1.2816;
/** With fewer degrees of freedom, a scale says next to nothing: at 1, the upper limit is 60 times the estimate. */
const MIN_FREEDOM = 4;

/** Sums over several times, of each of which `Expectation` says how it compares with the others. */
export function deviationsOf(times: readonly Expectation[], freedom: number): Deviations {
  const sum = { squares: 0, variances: 0, freedom };
  for (const { marked, mean, variance } of times) {
    sum.squares += (marked - mean) ** 2;
    sum.variances += variance;
  }
  return sum;
}

/** The deviations of several periods together. */
export function plus(a: Deviations, b: Deviations): Deviations {
  return {
    squares: a.squares + b.squares,
    variances: a.variances + b.variances,
    freedom: a.freedom + b.freedom,
  };
}

/** φ, and whether it grows with the length of the times, as it does where something varies slowly. */
export interface Dispersion {
  phi: number;
  grows: boolean;
}

/**
 * φ: 1 where nothing varies more than by chance, or nothing is known.
 * @param scales deviations of short times first. What varies slowly shows only in long times, of which there are few:
 *   they count where they vary evidently more than the short ones.
 */
export function dispersion(scales: readonly Deviations[]): Dispersion {
  let phi = 1;
  let grows = false;
  scales.forEach(({ squares, variances, freedom }, index) => {
    if (variances === 0 || freedom < MIN_FREEDOM) return;
    const ratio = squares / variances;
    const isEvident = ratio > (phi * chiSquareQuantile(freedom, EVIDENT)) / freedom;
    if (!isEvident) return;
    grows = index > 0;
    phi = Math.max(phi, (ratio * freedom) / chiSquareQuantile(freedom, CAREFUL));
  });
  return { phi, grows };
}

/**
 * A quantile of the chi-square distribution (Wilson and Hilferty, Proceedings of the National Academy of Sciences 17
 * (1931) 684-688).
 * @param z of the normal distribution, in standard deviations
 */
export function chiSquareQuantile(freedom: number, z: number): number {
  const part = 2 / (9 * freedom);
  return freedom * Math.max(0.01, 1 - part + z * Math.sqrt(part)) ** 3;
}
