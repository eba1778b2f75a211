/** The monitor's own errors: caught, counted, and logged rarely, so that they never affect the host app. */

import type { Clock } from './clock.js';

const LOG_EVERY_MS = 300_000;

/** Counts and logs the monitor's own errors. */
export class InternalErrors {
  /** Errors since start, `monitor_errors` in the API. */
  count = 0;
  readonly #clock: Clock;
  #loggedAt = -Infinity;
  #unlogged = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts an error, and logs it unless one was logged in the last five minutes. */
  readonly report = (error: unknown): void => {
    this.count++;
    this.#unlogged++;
    const now = this.#clock.monotonic();
    if (now - this.#loggedAt < LOG_EVERY_MS) return;
    const more = this.#unlogged > 1 ? ` (${this.#unlogged} since the last report)` : '';
    this.#loggedAt = now;
    this.#unlogged = 0;
    console.warn(`align-monitor: an internal error was caught${more}:`, error);
  };

  /** Runs a function and reports what it throws; returns the fallback then. */
  run<T>(work: () => T, fallback: T): T {
    try {
      return work();
    } catch (error) {
      this.report(error);
      return fallback;
    }
  }
}
