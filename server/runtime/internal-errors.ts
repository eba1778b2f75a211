/** What goes wrong inside the monitor: swallowed, counted, and logged sparingly, so that the host app is never hurt. */

import type { Clock } from './clock.js';

const LOG_EVERY_MS = 300_000;

/** Swallows and counts the monitor's own errors. */
export class Faults {
  /** Errors swallowed since start. */
  count = 0;
  readonly #clock: Clock;
  #loggedAt = -Infinity;
  #unlogged = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts an error; logs at most one line in five minutes. */
  readonly swallow = (error: unknown): void => {
    this.count++;
    this.#unlogged++;
    const now = this.#clock.monotonic();
    if (now - this.#loggedAt < LOG_EVERY_MS) return;
    const more = this.#unlogged > 1 ? ` (${this.#unlogged} since the last line)` : '';
    this.#loggedAt = now;
    this.#unlogged = 0;
    console.warn(`align-monitor: an error of its own was swallowed${more}:`, error);
  };

  /** Runs something of the monitor's, or a callback of the app's; on an error the fallback is returned. */
  run<T>(work: () => T, fallback: T): T {
    try {
      return work();
    } catch (error) {
      this.swallow(error);
      return fallback;
    }
  }
}
