/** Simulated work: latencies and failures. */

import { setTimeout as delay } from 'node:timers/promises';
import type { Monitor } from 'align-monitor';
import type { Conditions } from '../conditions.js';
import { Random } from '../random.js';

/** About how long the portal works for a request, in milliseconds. */
export const workMs = {
  'GET /': 40,
  'GET /start_reflection': 56,
  'GET /reflection/:id': 36,
  'POST /reflection/:id/step': 74,
  'GET /designer/:course': 48,
  'GET /audit': 70,
  'GET /settings': 30,
  'POST /settings': 44,
  'POST /sign_out': 24,
} as const;

/** Works for a request to an endpoint: it asks the course database, which sometimes fails. */
export type Work = (endpoint: keyof typeof workMs) => Promise<void>;

/** Standard deviation of the logarithm of latencies: P95 is about twice the median. */
const sigma = 0.38;
/** The rest is the portal's own. */
const databaseShare = 0.6;

/** Creates the portal's work. The same seed gives the same sequence of latencies and failures. */
export function createWork(conditions: Conditions, seed: number, monitor: Monitor): Work {
  const random = new Random(seed);
  return async (endpoint) => {
    const { totalMs, failure } = drawWork(random, endpoint, conditions);
    await monitor.time('course database', async () => {
      // Unreferenced, so that pending work does not keep the process alive.
      await delay(databaseShare * totalMs, undefined, { ref: false });
      if (failure !== undefined) throw failure;
    });
    await delay((1 - databaseShare) * totalMs, undefined, { ref: false });
  };
}

/** How long the work for a request takes, and with what it fails, if it does. */
export function drawWork(
  random: Random,
  endpoint: keyof typeof workMs,
  conditions: Conditions,
): { totalMs: number; failure: Error | undefined } {
  const failure = random.chance(conditions.failureRate) ? new Error('The course database did not answer') : undefined;
  return { totalMs: random.logNormal(workMs[endpoint], sigma) * conditions.latencyFactor, failure };
}
