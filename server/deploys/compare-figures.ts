/**
 * Whether the error rate or the P95 latency after a change differs from the one before it. A figure is worse or better
 * only when chance hardly explains the difference AND the difference matters in practice: among millions of requests
 * any trifle is beyond chance.
 */

import type { DeployComparison, Verdict } from '../contract/index.js';
import { expectation, stratifiedUpperTail } from '../statistics/cochran-mantel-haenszel.js';
import type { Share } from '../statistics/hypergeometric.js';
import { type Evidence, evidenceOf } from './evidence.js';
import { Series, type TimedShare } from './strata.js';

/** A comparison and how likely chance alone is to bring about as much (of the two directions the less likely one). */
export interface Judged extends DeployComparison {
  chance: number;
}

/** What is left without the worst stretch must still be this unlikely. */
const PERSISTENT = 0.15;

/** Differences smaller than these matter to nobody: percentage points, share of the P95 before, milliseconds. */
const MIN_RATE_POINTS = 0.5;
const MIN_P95_SHARE = 0.1;
const MIN_P95_MS = 10;
/** A large effect, which must be distinguishable from chance: a fifth failing, or five times the failures if that is more. */
const LARGE_SHARE = 0.2;
const LARGE_FACTOR = 5;

/** Whether an error rate has changed by so much, in percentage points, that it matters in practice. */
export function errorRateMatters(before: number, after: number): boolean {
  return Math.abs(after - before) >= MIN_RATE_POINTS;
}

/** Whether a P95 latency has changed by so much, in milliseconds, that it matters in practice. */
export function p95Matters(before: number, after: number): boolean {
  return Math.abs(after - before) >= Math.max(MIN_P95_MS, MIN_P95_SHARE * before);
}

/**
 * Compares shares of failed requests, of which each period is known in steps.
 * @param significance of each direction: the tail at or below which chance is ruled out
 */
export function compareErrorRate(
  before: readonly TimedShare[],
  after: readonly TimedShare[],
  significance: number,
): Judged {
  const evidence = evidenceOf('failed', Series.ofShares(before), Series.ofShares(after));
  const [was, is] = [percentOf(evidence.before), percentOf(evidence.after)];
  if (was === null || is === null) return { before: was, after: is, verdict: 'too early to say', chance: 1 };
  return { before: was, after: is, ...judge(evidence, significance, errorRateMatters(was, is)) };
}

/** The verdict on a figure, and how likely chance alone is. */
export function judge(
  { worse, better, before, after, designEffect, persistent }: Evidence,
  significance: number,
  matters: boolean,
): Pick<Judged, 'verdict' | 'chance'> {
  const up = stratifiedUpperTail(worse, designEffect);
  const down = stratifiedUpperTail(better, designEffect);
  const chance = Math.min(up, down);
  const persists = persistent === null || stratifiedUpperTail(persistent) <= PERSISTENT;
  if (chance <= significance && matters && down < up) return { verdict: 'better', chance };
  if (chance <= significance && matters && persists) return { verdict: 'worse', chance };
  const canTell = canTellLargeChange(before, after.count, designEffect, significance);
  return { verdict: canTell || chance <= significance ? 'no difference' : 'too early to say', chance };
}

/** The verdict that weighs more, in the order in which people want to know. */
export function weightiest(verdicts: readonly Verdict[]): Verdict {
  const order: Verdict[] = ['worse', 'too early to say', 'better', 'no difference'];
  return order.find((verdict) => verdicts.includes(verdict)) ?? 'no difference';
}

/** A share in percent; null of nothing. */
export function percentOf({ marked, count }: Share): number | null {
  return count === 0 ? null : (100 * marked) / count;
}

/** Whether so many requests would be enough to tell a large rise; where no such rise is possible, a large fall. */
function canTellLargeChange(before: Share, count: number, designEffect: number, significance: number): boolean {
  if (before.count === 0) return false;
  const share = before.marked / before.count;
  const isFall = share * LARGE_FACTOR > 1;
  const large = isFall ? share / LARGE_FACTOR : Math.max(LARGE_SHARE, share * LARGE_FACTOR);
  const after = { marked: isFall ? Math.floor(large * count) : Math.ceil(large * count), count };
  const strata = isFall ? [{ sample: before, other: after }] : [{ sample: after, other: before }];
  return stratifiedUpperTail(expectation(strata), designEffect) <= significance;
}
