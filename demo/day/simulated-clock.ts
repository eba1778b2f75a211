/** A clock whose time passes as fast as it is told to. */

import type { Clock } from 'align-monitor';

interface Timer {
  everyMs: number;
  dueAt: number;
  work: () => void;
}

/** The clock. Times are milliseconds. */
export class SimulatedClock implements Clock {
  readonly #begin: number;
  #passed = 0;
  readonly #timers = new Set<Timer>();

  /** @param begin since 1970 */
  constructor(begin: number) {
    this.#begin = begin;
  }

  monotonic(): number {
    return this.#passed;
  }

  wall(): number {
    return this.#begin + this.#passed;
  }

  every(everyMs: number, work: () => void): () => void {
    const timer = { everyMs, dueAt: this.#passed + everyMs, work };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /** Lets time pass, as while a program works. */
  spend(ms: number): void {
    this.#passed += ms;
  }

  /** Lets time pass until then, in milliseconds since 1970. */
  spendUntil(wall: number): void {
    this.#passed = Math.max(this.#passed, wall - this.#begin);
  }

  /** Calls the timers that have become due, each once, as Node does when a program has done its work. */
  callTimers(): void {
    for (const timer of this.#timers) {
      if (timer.dueAt > this.#passed) continue;
      timer.dueAt = this.#passed + timer.everyMs;
      timer.work();
    }
  }
}
