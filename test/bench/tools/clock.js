// @ts-check
/** A monitor's clock that a benchmark can put forward. */

/** Runs like the system's, so many milliseconds ahead of it. */
export class MovableClock {
  #ahead = 0;

  monotonic() {
    return performance.now() + this.#ahead;
  }

  wall() {
    return Date.now() + this.#ahead;
  }

  /** @param {number} milliseconds */
  advance(milliseconds) {
    this.#ahead += milliseconds;
  }
}

/**
 * Does something many times, spread evenly over one whole window.
 *
 * @param {MovableClock} clock
 * @param {number} times
 * @param {(time: number) => void} work
 * @returns {void}
 */
export function overOneWindow(clock, times, work) {
  const begun = clock.monotonic();
  for (let time = 0; time < times; time++) {
    // The work itself takes time, which the window's length includes.
    if (time % 100 === 0) clock.advance(Math.max(0, begun + (time / times) * windowMs - clock.monotonic()));
    work(time);
  }
}

const windowMs = 300_000;
