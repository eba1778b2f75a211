/** Counts with the Poisson distribution, exact and at a constant cost: the cumulated probabilities, looked up. */

/** Beyond this a tail is of no account. */
const NEGLIGIBLE = 1e-15;

/** The distribution of one mean. */
export class Poisson {
  readonly #cumulated: Float64Array;

  /** @param mean ≥ 0, up to 700 */
  constructor(mean: number) {
    const cumulated: number[] = [];
    let term = Math.exp(-mean);
    let sum = term;
    for (let count = 1; sum < 1 - NEGLIGIBLE && (count < mean || term > NEGLIGIBLE); count++) {
      cumulated.push(sum);
      term *= mean / count;
      sum += term;
    }
    this.#cumulated = Float64Array.from(cumulated);
  }

  /** The smallest count whose cumulated probability is above a number in [0, 1). */
  draw(random: number): number {
    let low = 0;
    let high = this.#cumulated.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#cumulated[middle] ?? 1) > random) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
