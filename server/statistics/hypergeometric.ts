/**
 * Whether two shares differ: the exact test of Fisher (Statistical Methods for Research Workers, 5th ed. 1934, § 21.02;
 * Agresti, Categorical Data Analysis, 3rd ed., § 3.5.1). It is right for any counts, however small: where both samples
 * come from one source, a tail at or below p occurs with a probability of at most p.
 */

/** So many of a sample have the mark that is compared. */
export interface Share {
  marked: number;
  /** Whole, ≥ marked. */
  count: number;
}

/** Terms this much smaller than the largest add nothing. */
const NEGLIGIBLE = 1e-20;

/**
 * The upper tail of the hypergeometric distribution: how likely it is that at least so many of the marked ones fall
 * into `sample`, when nothing but chance has divided them between it and `other`. Terms are summed outwards from the
 * largest, each from its neighbour by their ratio, so that nothing overflows and no logarithm of a factorial loses
 * digits.
 * @returns 0 to 1; exact to at least nine digits, but 0 where it is below about 1e-18
 */
export function chanceOfAtLeast(sample: Share, other: Share): number {
  const marked = sample.marked + other.marked;
  const lowest = Math.max(0, marked - other.count);
  const highest = Math.min(sample.count, marked);
  const likeliest = Math.floor(((sample.count + 1) * (marked + 1)) / (sample.count + other.count + 2));
  const middle = Math.min(highest, Math.max(lowest, likeliest));
  /** How much likelier x + 1 is than x. */
  const ratio = (x: number): number => ((sample.count - x) / (x + 1)) * ((marked - x) / (other.count - marked + x + 1));
  let all = 1;
  let tail = middle >= sample.marked ? 1 : 0;
  let term = 1;
  for (let x = middle; x < highest && term > NEGLIGIBLE; x++) {
    term *= ratio(x);
    all += term;
    if (x + 1 >= sample.marked) tail += term;
  }
  term = 1;
  for (let x = middle; x > lowest && term > NEGLIGIBLE; x--) {
    term /= ratio(x - 1);
    all += term;
    if (x - 1 >= sample.marked) tail += term;
  }
  return tail / all;
}

/**
 * The lower tail: how likely it is that at most so many of the marked ones fall into `sample`, which is that at least
 * the rest of them falls into `other`.
 */
export function chanceOfAtMost(sample: Share, other: Share): number {
  return chanceOfAtLeast(other, sample);
}
