/** What the portal does by itself. */

import { setTimeout as delay } from 'node:timers/promises';
import type { Monitor } from 'align-monitor';
import type { Conditions } from '../conditions.js';
import { Random } from '../random.js';

/** One job. */
interface Job {
  name: string;
  everySeconds: number;
  graceSeconds: number;
  medianMs: number;
}

const jobs: readonly Job[] = [
  { name: 'calendar-sync', everySeconds: 20, graceSeconds: 20, medianMs: 900 },
  { name: 'reminder-mails', everySeconds: 45, graceSeconds: 30, medianMs: 2400 },
];
/** The job that the mode `job` stops. */
const stopped = 'reminder-mails';
const sigma = 0.3;
const lookMs = 1000;

/** What the jobs are made from. */
export interface JobOptions {
  monitor: Monitor;
  conditions: Conditions;
  seed: number;
  /** Milliseconds since 1970. */
  wall: () => number;
}

/**
 * Starts the jobs, each at once and then every so often.
 * @returns a function that ends them
 */
export function startJobs({ monitor, conditions, seed, wall }: JobOptions): () => void {
  const random = new Random(seed);
  const dueAt = new Map<string, number>();
  const look = (): void => {
    for (const { name, medianMs, ...expected } of jobs) {
      const now = wall();
      if (now < (dueAt.get(name) ?? 0) || (name === stopped && conditions.mode === 'job')) continue;
      dueAt.set(name, now + 1000 * expected.everySeconds);
      const run = (): Promise<void> => delay(random.logNormal(medianMs, sigma), undefined, { ref: false });
      void monitor.job(name, run, expected);
    }
  };
  look();
  const timer = setInterval(look, lookMs).unref();
  return () => {
    clearInterval(timer);
  };
}
