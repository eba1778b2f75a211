/** Simulated work: latencies and failures. */

import { setTimeout as delay } from 'node:timers/promises';
import type { Monitor } from 'align-monitor';
import type { Conditions } from '../conditions.js';
import { Random } from '../random.js';

/** Stands for a query to the course database: takes about `medianMs`, and sometimes fails. */
export type Work = (medianMs: number) => Promise<void>;

/** Standard deviation of the logarithm of latencies: P95 is about twice the median. */
const sigma = 0.38;
/** The rest is the portal's own. */
const databaseShare = 0.6;

/** Creates the portal's work. The same seed gives the same sequence of latencies and failures. */
export function createWork(conditions: Conditions, seed: number, monitor: Monitor): Work {
  const random = new Random(seed);
  return async (medianMs) => {
    const failure = random.chance(conditions.failureRate);
    const totalMs = random.logNormal(medianMs, sigma) * conditions.latencyFactor;
    await monitor.time('course database', async () => {
      // Unreferenced, so that pending work does not keep the process alive.
      await delay(databaseShare * totalMs, undefined, { ref: false });
      if (failure) throw new Error('The course database did not answer');
    });
    await delay((1 - databaseShare) * totalMs, undefined, { ref: false });
  };
}
