import { setTimeout as delay } from 'node:timers/promises';
import type { Conditions } from '../conditions.js';
import { Random } from '../random.js';

/** Does what a database and a language model would do in a real portal: takes about `medianMs`, and sometimes fails. */
export type Work = (medianMs: number) => Promise<void>;

/** The spread of the latencies: with it, P95 is about twice the median. */
const sigma = 0.38;

/** Creates the portal's work; the same seed gives the same sequence of latencies and failures. */
export function createWork(conditions: Conditions, seed: number): Work {
  const random = new Random(seed);
  return async (medianMs) => {
    const failure = random.chance(conditions.failureRate);
    // Unreferenced, so that work in progress does not hold the process when the portal closes.
    await delay(random.logNormal(medianMs, sigma) * conditions.latencyFactor, undefined, { ref: false });
    if (failure) throw new Error('The course database did not answer');
  };
}
