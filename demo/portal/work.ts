/** Simulated work: latencies and failures. */

import { setTimeout as delay } from 'node:timers/promises';
import type { Conditions } from '../conditions.js';
import { Random } from '../random.js';

/** Stands for a database or a language model: takes about `medianMs`, and sometimes fails. */
export type Work = (medianMs: number) => Promise<void>;

/** Standard deviation of the logarithm of latencies: P95 is about twice the median. */
const sigma = 0.38;

/** Creates the portal's work. The same seed gives the same sequence of latencies and failures. */
export function createWork(conditions: Conditions, seed: number): Work {
  const random = new Random(seed);
  return async (medianMs) => {
    const failure = random.chance(conditions.failureRate);
    // Unreferenced, so that pending work does not keep the process alive.
    await delay(random.logNormal(medianMs, sigma) * conditions.latencyFactor, undefined, { ref: false });
    if (failure) throw new Error('The course database did not answer');
  };
}
