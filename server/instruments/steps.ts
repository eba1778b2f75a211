/** The last steps of a window, each with one number. */

import { SLICE_SECONDS } from '../contract/index.js';

/** The number of the step that a time lies in, as in `Metrics.series`. */
export function stepOf(now: number): number {
  return Math.floor(now / (SLICE_SECONDS * 1000));
}

/** A ring of numbers; NaN where there is none. */
export class Steps {
  readonly #values: Float64Array;
  readonly #empty: number;
  #newest: number;

  /** @param empty what a step has to begin with */
  constructor(length: number, step: number, empty: number) {
    this.#values = new Float64Array(length).fill(NaN);
    this.#empty = empty;
    this.#newest = step - 1;
    this.enter(step);
  }

  /** Begins the steps up to this one. */
  enter(step: number): void {
    const length = this.#values.length;
    if (step - this.#newest > length) this.#newest = step - length;
    while (this.#newest < step) this.#values[++this.#newest % length] = this.#empty;
  }

  /** Sets the number of the current step. */
  set(value: number): void {
    this.#values[this.#newest % this.#values.length] = value;
  }

  /** The number of the current step. */
  get current(): number {
    return this.#values[this.#newest % this.#values.length] ?? NaN;
  }

  /** All up to a step, oldest first. */
  list(step: number): number[] {
    this.enter(step);
    const length = this.#values.length;
    return Array.from({ length }, (_, index) => this.#values[(this.#newest + 1 + index) % length] ?? NaN);
  }

  /** Forgets all but the current step, which begins anew. */
  clear(): void {
    this.#values.fill(NaN);
    this.set(this.#empty);
  }
}
