/** Time that moves only when a test moves it. */

import type { Clock } from '../../../server/runtime/clock.js';

/** A clock in a test's hands. */
export class FakeClock implements Clock {
  #now: number;
  readonly #start = Date.UTC(2026, 10, 23, 21);

  /** @param now monotonic milliseconds to begin with */
  constructor(now = 0) {
    this.#now = now;
  }

  monotonic(): number {
    return this.#now;
  }

  wall(): number {
    return this.#start + this.#now;
  }

  /** Lets so many seconds pass. */
  advance(seconds: number): void {
    this.#now += seconds * 1000;
  }
}
