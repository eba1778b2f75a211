/**
 * Tails of the hypergeometric distribution, which are the p-values of Fisher's exact test for the difference of two shares
 * (Fisher, Statistical Methods for Research Workers, 5th ed. 1934, § 21.02; Agresti, Categorical Data Analysis, 3rd ed.,
 * § 3.5.1). The test is valid for any counts, however small: if both samples come from one source, a tail at or below p
 * occurs with a probability of at most p.
 */

/** How many members of a sample are marked. */
export interface Share {
  marked: number;
  /** Whole, ≥ marked. */
  count: number;
}

/** Terms this much smaller than the largest add nothing. */
const NEGLIGIBLE = 1e-20;

/**
 * The upper tail: the probability that chance alone puts at least `sample.marked` of all marked members into `sample`.
 * Terms are summed outwards from the largest, each computed from its neighbour by their ratio. So nothing overflows, and
 * no logarithm of a factorial loses digits.
 * @returns 0 to 1; exact to at least nine digits, but 0 when it is below about 1e-18
 */
export function hypergeometricUpperTail(sample: Share, other: Share): number {
  const marked = sample.marked + other.marked;
  const lowest = Math.max(0, marked - other.count);
  const highest = Math.min(sample.count, marked);
  const mode = Math.floor(((sample.count + 1) * (marked + 1)) / (sample.count + other.count + 2));
  const start = Math.min(highest, Math.max(lowest, mode));
  /** The probability of x + 1 divided by that of x. */
  const ratio = (x: number): number => ((sample.count - x) / (x + 1)) * ((marked - x) / (other.count - marked + x + 1));
  let all = 1;
  let tail = start >= sample.marked ? 1 : 0;
  let term = 1;
  for (let x = start; x < highest && term > NEGLIGIBLE; x++) {
    term *= ratio(x);
    all += term;
    if (x + 1 >= sample.marked) tail += term;
  }
  term = 1;
  for (let x = start; x > lowest && term > NEGLIGIBLE; x--) {
    term /= ratio(x - 1);
    all += term;
    if (x - 1 >= sample.marked) tail += term;
  }
  return tail / all;
}
