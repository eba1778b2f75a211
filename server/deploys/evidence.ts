/**
 * The evidence for a change of a figure: how it compares with the time before the deploy, and how much it varies without
 * a deploy. Nothing here assumes that requests are independent.
 */

import type { Expectation } from '../statistics/cochran-mantel-haenszel.js';
import { dispersion, plus } from '../statistics/dispersion.js';
import type { Share } from '../statistics/hypergeometric.js';
import type { Figure, Series } from './strata.js';

/** A figure before and after. */
export interface Evidence {
  worse: Expectation;
  /** Seen from the time before: how many more were marked then. */
  better: Expectation;
  /** Of all strata together, to say whether there are enough requests to tell. */
  before: Share;
  after: Share;
  /** By how much the variance exceeds that of independent requests. */
  designEffect: number;
  /** The same as `worse` without the worst stretch of the time after, which may have been a burst. */
  persistent: Expectation | null;
}

/** The time scales on which variation is measured, in seconds. For the day before, each part is compared with the half hour before it. */
const SCALES = [30, 60, 150, 300];
const DAY_SCALES = [300, 1800];
const BEFORE_SECONDS = 1800;
/** Beyond this time, slow variation is extrapolated: half an hour has too few longer parts to measure it. */
const LONGEST_SCALE = 150;
/**
 * Latencies of a healthy app drift, even if they were steady for half an hour: by about 5 %, which changes the number of
 * slow requests by this share of it (one standard deviation, for log-normal latencies with σ = 0.6).
 */
const DRIFT = 0.18;
/** The longest burst in seconds, with the blocks that it touches, and as a share of a longer time after the deploy ... */
const BURST_SECONDS = 95;
const BURST_SHARE = 0.4;
/** ... but at most this share of a short time, so that something remains to be judged. Latencies vary rather than burst. */
const MAX_BURST_SHARE = { failed: 0.83, slower: 0.6, 'not faster': 0.6 };

/**
 * The evidence of one figure.
 * @param day blocks of a longer time before, where there are any
 */
export function evidenceOf(figure: Figure, before: Series, after: Series, day?: Series): Evidence {
  const worse = after.against(before);
  return {
    worse,
    better: before.against(after),
    before: before.sum,
    after: after.sum,
    designEffect: designEffect(figure, worse, before, after, day),
    persistent: after.withoutWorst(longestBurst(figure, after.seconds), before),
  };
}

function designEffect(
  figure: Figure,
  { mean }: Expectation,
  before: Series,
  after: Series,
  day: Series | undefined,
): number {
  const { phi, grows } = dispersion([
    ...SCALES.map((seconds) => plus(before.deviations(seconds), after.deviations(seconds))),
    ...(day === undefined ? [] : DAY_SCALES.map((seconds) => day.deviationsFromBefore(seconds, BEFORE_SECONDS))),
  ]);
  // What varies slowly adds up over time, as latencies do; short bursts of failures do not.
  const growth = Math.max(1, after.seconds / LONGEST_SCALE);
  if (figure === 'failed') return grows ? 1 + (phi - 1) * growth : phi;
  return Math.max(1 + (phi - 1) * growth, 1 + DRIFT ** 2 * mean);
}

function longestBurst(figure: Figure, seconds: number): number {
  return Math.max(BURST_SHARE * seconds, Math.min(BURST_SECONDS, MAX_BURST_SHARE[figure] * seconds));
}
