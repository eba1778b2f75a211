/** What the monitor costs, measured by itself. This room reads the clock; others call what it hands out. */

import { performance } from 'node:perf_hooks';

/** Of so many requests one is measured, which costs some nanoseconds for each of them. */
const EVERY = 32;
/** The last so many measurements count. */
const KEPT = 100;

/** The processor time of the monitor's own steps. */
export class Cost {
  /** Microseconds; a ring. */
  readonly #requests = new Float64Array(KEPT);
  #measured = 0;
  #asked = 0;
  #evaluationMs: number | null = null;

  /** The time if the next request is to be measured, otherwise -1. */
  readonly sample = (): number => (++this.#asked % EVERY === 0 ? performance.now() : -1);

  /** Milliseconds. */
  readonly now = (): number => performance.now();

  /** Notes what the monitor has done for one request, in milliseconds. */
  readonly addRequest = (ms: number): void => {
    this.#requests[this.#measured++ % KEPT] = ms * 1000;
  };

  /** Runs an evaluation and notes how long it took. */
  evaluation(work: () => void): void {
    const begin = performance.now();
    try {
      work();
    } finally {
      this.#evaluationMs = performance.now() - begin;
    }
  }

  /** The mean of the last requests that were measured in microseconds, and the last evaluation; null before the first. */
  figures(): { request_us: number | null; evaluation_ms: number | null } {
    const count = Math.min(KEPT, this.#measured);
    const mean = this.#requests.subarray(0, count).reduce((sum, each) => sum + each, 0) / count;
    return {
      request_us: count === 0 ? null : Math.round(mean * 100) / 100,
      evaluation_ms: this.#evaluationMs === null ? null : Math.round(this.#evaluationMs * 100) / 100,
    };
  }
}
