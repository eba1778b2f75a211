/**
 * A sliding window in time slices: each slice counts what ended in its few seconds, and the window is the sum of the
 * last ones, the current slice included. Slices are numbered from the clock's origin; an old one is emptied and used
 * again when its number has passed.
 */

import { SLICE_SECONDS } from '../contract/index.js';
import { MAX_CLASSES } from './error-classes.js';
import { Sketch } from './histogram/histogram.js';

/** The number of a slice that was never used: long before any clock's origin. */
const NEVER = -(2 ** 30);

/** What one slice holds. */
export class Slice {
  /** The slice's number: its start on the monotonic clock divided by its length. */
  number = NEVER;
  requests = 0;
  failed = 0;
  readonly classes = new Float64Array(MAX_CLASSES);
  readonly latency = new Sketch();
  /** Sessions that were active when the slice ended; of the current slice, when it was last looked at. */
  activeSessions = 0;

  clear(number: number): void {
    this.number = number;
    this.requests = 0;
    this.failed = 0;
    this.classes.fill(0);
    this.latency.clear();
    this.activeSessions = 0;
  }
}

/** Sums over the last seconds. */
export interface WindowView {
  requests: number;
  failed: number;
  /** Count by number of the error class. */
  classes: Float64Array;
  /** Latencies in milliseconds. */
  latency: Sketch;
}

/** A ring of slices. */
export class SliceWindow {
  readonly #slices: Slice[];
  readonly #sliceMs = SLICE_SECONDS * 1000;
  readonly #onSeal: (slice: Slice, endMs: number) => void;
  #current: Slice;
  /** When the current slice ends, in monotonic milliseconds. */
  #currentEnd = 0;

  /**
   * @param seconds how far back it reaches; a multiple of `SLICE_SECONDS`
   * @param now monotonic milliseconds
   * @param onSeal called with each slice, those without requests too, when the clock has left it
   */
  constructor(seconds: number, now: number, onSeal: (slice: Slice, endMs: number) => void) {
    this.#slices = Array.from({ length: seconds / SLICE_SECONDS }, () => new Slice());
    this.#onSeal = onSeal;
    this.#current = this.#open(this.#numberAt(now));
  }

  /** The slice that `now` (monotonic milliseconds) falls into; a clock that stands still or goes back stays in the newest. */
  at(now: number): Slice {
    // Most calls fall into the slice of the call before.
    if (now < this.#currentEnd) return this.#current;
    const number = this.#numberAt(now);
    const oldestKept = number - this.#slices.length + 1;
    while (this.#current.number < number) {
      this.#onSeal(this.#current, (this.#current.number + 1) * this.#sliceMs);
      this.#current = this.#open(Math.max(this.#current.number + 1, oldestKept));
    }
    return this.#current;
  }

  /** Tells of the slice under way before its time, for the last time: nothing is counted after it. */
  end(now: number): void {
    this.#onSeal(this.at(now), now);
  }

  /** The sum of the last slices that cover `seconds`, the current one included. */
  view(now: number, seconds: number): WindowView {
    const newest = this.at(now).number;
    const view: WindowView = { requests: 0, failed: 0, classes: new Float64Array(MAX_CLASSES), latency: new Sketch() };
    for (const slice of this.#slices) {
      if (slice.number <= newest - seconds / SLICE_SECONDS) continue;
      view.requests += slice.requests;
      view.failed += slice.failed;
      for (let index = 0; index < MAX_CLASSES; index++) {
        view.classes[index] = (view.classes[index] ?? 0) + (slice.classes[index] ?? 0);
      }
      view.latency.merge(slice.latency);
    }
    return view;
  }

  /** All slices' places in time, oldest first; undefined where the process was not yet running. */
  history(now: number): (Slice | undefined)[] {
    const newest = this.at(now).number;
    return this.#slices.map((_, position) => {
      const number = newest - this.#slices.length + 1 + position;
      const slice = this.#slices[this.#positionOf(number)];
      return slice?.number === number ? slice : undefined;
    });
  }

  #open(number: number): Slice {
    const slice = this.#slices[this.#positionOf(number)];
    if (slice === undefined) throw new RangeError('A window needs at least one slice');
    slice.clear(number);
    this.#currentEnd = (number + 1) * this.#sliceMs;
    return slice;
  }

  #numberAt(now: number): number {
    return Math.floor(now / this.#sliceMs);
  }

  #positionOf(number: number): number {
    return ((number % this.#slices.length) + this.#slices.length) % this.#slices.length;
  }
}
