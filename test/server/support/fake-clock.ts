/** Time that moves only when a test moves it. */

import type { Clock } from '../../../server/runtime/clock.js';

/** A clock that a test controls. */
export class FakeClock implements Clock {
  #now: number;
  #wall = Date.UTC(2026, 10, 23, 21);

  /** @param now monotonic milliseconds to begin with */
  constructor(now = 0) {
    this.#now = now;
    this.#wall += now;
  }

  monotonic(): number {
    return this.#now;
  }

  wall(): number {
    return this.#wall;
  }

  /** Lets so many seconds pass. */
  advance(seconds: number): void {
    this.#now += seconds * 1000;
    this.#wall += seconds * 1000;
  }

  /** Suspends the machine, as Linux sees it, or sets the wall clock forward or, with negative seconds, back. */
  suspend(seconds: number): void {
    this.#wall += seconds * 1000;
  }
}
