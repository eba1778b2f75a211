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
  /** Lets so many milliseconds pass. */
  wait: (ms: number) => Promise<void>;
}

/** Makes a function that runs the jobs that are due, and resolves when they have ended: each at once, and then every so often. */
export function createJobs({ monitor, conditions, seed, wall, wait }: JobOptions): () => Promise<void> {
  const random = new Random(seed);
  const dueAt = new Map<string, number>();
  return async () => {
    for (const { name, medianMs, ...expected } of jobs) {
      const now = wall();
      if (now < (dueAt.get(name) ?? 0) || (name === stopped && conditions.mode === 'job')) continue;
      dueAt.set(name, now + 1000 * expected.everySeconds);
      await monitor.job(name, () => wait(random.logNormal(medianMs, sigma)), expected);
    }
  };
}

/**
 * Starts the jobs.
 * @returns a function that ends them
 */
export function startJobs(options: Omit<JobOptions, 'wait'>): () => void {
  const wait = (ms: number): Promise<void> => delay(ms, undefined, { ref: false });
  const runDue = createJobs({ ...options, wait });
  void runDue();
  const timer = setInterval(() => void runDue(), lookMs).unref();
  return () => {
    clearInterval(timer);
  };
}
