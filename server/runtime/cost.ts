/** What the monitor costs, measured by itself. This room reads the clock; others call what it hands out. */

import { performance } from 'node:perf_hooks';

/** Of so many requests one is measured, which costs some nanoseconds for each of them. */
const EVERY = 32;
/** The last so many measurements count. */
const KEPT = 100;

/** How long the monitor's own steps take. */
export class Cost {
  /** Microseconds; a ring. */
  readonly #requests = new Float64Array(KEPT);
  #measured = 0;
  #asked = 0;
  #evaluationMs: number | null = null;
  /** Milliseconds. */
  readonly now: () => number;

  /** @param now a clock in milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.now = now;
  }

  /** The time if the next request is to be measured, otherwise -1. */
  readonly sample = (): number => (++this.#asked % EVERY === 0 ? this.now() : -1);

  /** Notes what the monitor has done for one request, in milliseconds. */
  readonly addRequest = (ms: number): void => {
    this.#requests[this.#measured++ % KEPT] = ms * 1000;
  };

  /** Runs an evaluation and notes how long it took. */
  evaluation(work: () => void): void {
    const begin = this.now();
    try {
      work();
    } finally {
      this.#evaluationMs = this.now() - begin;
    }
  }

  /**
   * The median of the last requests that were measured in microseconds, and the last evaluation; null before the first. No
   * mean: a measurement during which the system ran another program, or garbage was collected, is a thousand times longer.
   */
  figures(): { request_us: number | null; evaluation_ms: number | null } {
    const count = Math.min(KEPT, this.#measured);
    const median = this.#requests.slice(0, count).sort()[Math.floor(count / 2)];
    return {
      request_us: median === undefined ? null : Math.round(median * 100) / 100,
      evaluation_ms: this.#evaluationMs === null ? null : Math.round(this.#evaluationMs * 100) / 100,
    };
  }
}
