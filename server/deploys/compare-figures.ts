/**
 * Whether the error rate and the P95 latency after a change differ from those before it. A figure is worse or better
 * only when chance hardly explains the difference AND the difference matters in practice: among millions of requests
 * any trifle is beyond chance.
 */

import type { DeployComparison, Verdict } from '../contract/index.js';
import type { Histogram } from '../collector/histogram/histogram.js';
import { hypergeometricUpperTail, hypergeometricLowerTail, type Share } from '../statistics/hypergeometric.js';

/** A comparison and how likely chance alone is to bring about as much (of the two directions the less likely one). */
export interface Judged extends DeployComparison {
  chance: number;
}

/** What a comparison asks of a latency histogram. */
export type Latencies = Pick<Histogram, 'count' | 'quantile' | 'countOver' | 'base'>;

/** Differences smaller than these matter to nobody: percentage points, share of the P95 before, milliseconds. */
const MIN_RATE_POINTS = 0.5;
const MIN_P95_SHARE = 0.1;
const MIN_P95_MS = 10;
/** A large effect, which must be tellable from chance: a fifth failing, or five times the failures if that is more. */
const LARGE_SHARE = 0.2;
const LARGE_FACTOR = 5;
const QUANTILE = 0.95;

/**
 * Compares shares of failed requests.
 * @param significance of each direction: the tail at or below which chance is ruled out
 */
export function compareErrorRate(before: Share, after: Share, significance: number): Judged {
  const was = percentOf(before);
  const is = percentOf(after);
  if (was === null || is === null) return { before: was, after: is, verdict: 'too early to say', chance: 1 };
  const matters = Math.abs(is - was) >= MIN_RATE_POINTS;
  const worse = hypergeometricUpperTail(after, before);
  const better = hypergeometricLowerTail(after, before);
  const canTell = canTellLargeChange(before, after.count, significance);
  return { before: was, after: is, ...verdictOf(worse, better, significance, matters, canTell) };
}

/**
 * Compares P95 latencies by their rate form: how many requests after are slower than the P95 of before. No form of the
 * distribution is assumed. Under no change, the number of later values beyond the r-th of n earlier ones has the
 * negative hypergeometric distribution (exceedance test: Epstein, Annals of Mathematical Statistics 25 (1954) 762-768),
 * whose tails are those of Fisher's test with n - r marked before for the upper one, and n - r + 1 for the lower one.
 * Latencies come in buckets: those that share one with the P95 count against a difference, whichever way it goes.
 * @param significance of each direction: the tail at or below which chance is ruled out
 */
export function compareP95(before: Latencies, after: Latencies, significance: number): Judged {
  const was = before.quantile(QUANTILE);
  const is = after.quantile(QUANTILE);
  if (was === null || is === null) return { before: was, after: is, verdict: 'too early to say', chance: 1 };
  const beyond = before.count - Math.max(1, Math.ceil(QUANTILE * before.count - 1e-9));
  const bucketWidth = Math.max(before.base, after.base);
  const slower = { marked: after.countOver(was * bucketWidth), count: after.count };
  const slowerOrEqual = { marked: after.countOver(was / bucketWidth), count: after.count };
  const worse = hypergeometricUpperTail(slower, { marked: beyond, count: before.count });
  const better = hypergeometricLowerTail(slowerOrEqual, { marked: beyond + 1, count: before.count });
  const matters = p95Matters(was, is);
  const canTell = canTellLargeChange({ marked: beyond, count: before.count }, after.count, significance);
  return { before: was, after: is, ...verdictOf(worse, better, significance, matters, canTell) };
}

/** Whether a P95 latency has changed by so much, in milliseconds, that it matters in practice. */
export function p95Matters(before: number, after: number): boolean {
  return Math.abs(after - before) >= Math.max(MIN_P95_MS, MIN_P95_SHARE * before);
}

/** The verdict that weighs more, in the order in which people want to know. */
export function weightiest(verdicts: readonly Verdict[]): Verdict {
  const order: Verdict[] = ['worse', 'too early to say', 'better', 'no difference'];
  return order.find((verdict) => verdicts.includes(verdict)) ?? 'no difference';
}

function verdictOf(
  worse: number,
  better: number,
  significance: number,
  matters: boolean,
  canTell: boolean,
): Pick<Judged, 'verdict' | 'chance'> {
  const chance = Math.min(worse, better);
  if (chance <= significance && matters) return { verdict: worse < better ? 'worse' : 'better', chance };
  return { verdict: canTell || chance <= significance ? 'no difference' : 'too early to say', chance };
}

/** Whether so many requests would be enough to tell a large rise; where no such rise is possible, a large fall. */
function canTellLargeChange(before: Share, count: number, significance: number): boolean {
  const share = before.marked / before.count;
  if (share * LARGE_FACTOR > 1) {
    return (
      hypergeometricLowerTail({ marked: Math.floor((share / LARGE_FACTOR) * count), count }, before) <= significance
    );
  }
  const large = Math.max(LARGE_SHARE, share * LARGE_FACTOR);
  return hypergeometricUpperTail({ marked: Math.ceil(large * count), count }, before) <= significance;
}

function percentOf({ marked, count }: Share): number | null {
  return count === 0 ? null : (100 * marked) / count;
}
