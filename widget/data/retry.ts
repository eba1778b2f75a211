/** How long to wait after failed polls. */

/** The first retries come after one interval each; then the wait grows. */
const STEADY_RETRIES = 3;
const GROWTH = 1.5;
const MAX_DELAY_MS = 60_000;
/** A longer `Retry-After` is taken for a mistake. */
export const MAX_RETRY_AFTER_MS = 3_600_000;

/**
 * The wait after so many failures in a row, in milliseconds. `random` is between 0 and 1. The jitter only shortens the
 * wait: clients do not come back all at once, and none comes later than it says.
 */
export function retryDelay(failures: number, interval: number, retryAfter: number, random: number): number {
  const growth = GROWTH ** Math.max(0, failures - STEADY_RETRIES);
  const delay = Math.min(MAX_DELAY_MS, interval * growth) * (1 - 0.25 * random);
  return Math.max(delay, Math.min(MAX_RETRY_AFTER_MS, retryAfter));
}
