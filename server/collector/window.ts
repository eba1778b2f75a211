/**
 * A sliding window of time slices. Each slice counts the requests that ended in its few seconds, and the window is the
 * sum of the last slices, including the current one. Slices are numbered from the origin of the clock and are reused.
 */

import { SLICE_SECONDS } from '../contract/index.js';
import { DistinctCount, LARGE_PRECISION } from '../statistics/distinct-count.js';
import { type SessionCounts, sessionCounts } from './affected-sessions.js';
import { MAX_CLASSES } from './error-class-table.js';
import { bucketCount, Histogram, MAX_SCALE } from './histogram/histogram.js';
import { OwnFigures } from './own-figures.js';

/** The number of a slice that holds nothing: long before the origin of any clock. */
const NEVER = -(2 ** 30);

/** What slices hold beside the figures of the whole app. */
export interface SliceDetails {
  /** How many endpoints are counted by themselves; none unless given. */
  counted?: number;
  /** Whether endpoints have limits of their own; false unless given. */
  hasOwnLimits?: boolean;
}

/** One slice. */
export class Slice {
  /** Its start on the monotonic clock, divided by its length. */
  number = NEVER;
  requests = 0;
  failed = 0;
  readonly classes = new Float64Array(MAX_CLASSES);
  readonly latency = new Histogram();
  /** Active sessions at the end of the slice; of the current slice, at the last read. */
  activeSessions = 0;
  /** Sessions that had a request; those of the last seconds may be missing, see `Sessions`. */
  readonly sessions = new DistinctCount(LARGE_PRECISION);
  /** Sessions that had a failure. */
  readonly affected = new DistinctCount(LARGE_PRECISION);
  /** Requests and failures of each endpoint that is counted by itself, one pair after the other. */
  readonly counted: Float64Array;
  /** Undefined where no endpoint has limits of its own. */
  readonly own: OwnFigures | undefined;

  constructor({ counted = 0, hasOwnLimits = false }: SliceDetails = {}) {
    this.counted = new Float64Array(2 * counted);
    this.own = hasOwnLimits ? new OwnFigures() : undefined;
  }

  /** How many sessions had a failure; null where that is not known. */
  get affectedSessions(): number | null {
    return sessionCounts(this.sessions.count, this.affected.count, this.failed).affected;
  }

  clear(number: number): void {
    this.number = number;
    this.requests = 0;
    this.failed = 0;
    this.classes.fill(0);
    this.latency.clear();
    this.activeSessions = 0;
    this.counted.fill(0);
    this.own?.clear();
    this.sessions.clear();
    this.affected.clear();
  }
}

/** Sums over some slices. */
export interface WindowView {
  requests: number;
  failed: number;
  /** Count by number of the error class. */
  classes: Float64Array;
  /** Latencies in milliseconds. */
  latency: Histogram;
  /** See `Slice`. */
  counted: Float64Array;
  own: OwnFigures | undefined;
}

/** What a slice takes. */
const SLICE_BYTES = bucketCount(MAX_SCALE) * Uint32Array.BYTES_PER_ELEMENT + MAX_CLASSES * 8;

/** A ring of slices. */
export class SliceWindow {
  readonly #slices: Slice[];
  readonly #sliceMs = SLICE_SECONDS * 1000;
  readonly #onEnd: (slice: Slice, endMs: number) => void;
  #current: Slice;
  /** The end of the current slice, monotonic milliseconds. */
  #currentEnd = 0;

  /**
   * @param seconds its length; a multiple of `SLICE_SECONDS`
   * @param now monotonic milliseconds
   * @param onEnd called with each slice when its time is over, even if it has no requests
   */
  constructor(seconds: number, now: number, onEnd: (slice: Slice, endMs: number) => void, details?: SliceDetails) {
    this.#slices = Array.from({ length: seconds / SLICE_SECONDS }, () => new Slice(details));
    this.#onEnd = onEnd;
    this.#current = this.#open(this.#numberAt(now));
  }

  /** What the slices take, about. */
  get bytes(): number {
    return this.#slices.reduce((sum, { sessions, affected }) => sum + SLICE_BYTES + sessions.bytes + affected.bytes, 0);
  }

  /** The newest slice that anything was recorded in or read. */
  get current(): Slice {
    return this.#current;
  }

  /** The slice at `now` (monotonic milliseconds); the newest one if the clock goes back. */
  at(now: number): Slice {
    // Most calls are in the same slice as the call before.
    if (now < this.#currentEnd) return this.#current;
    const number = this.#numberAt(now);
    const oldestKept = number - this.#slices.length + 1;
    while (this.#current.number < number) {
      this.#onEnd(this.#current, (this.#current.number + 1) * this.#sliceMs);
      this.#current = this.#open(Math.max(this.#current.number + 1, oldestKept));
    }
    return this.#current;
  }

  /** Ends the current slice early. Nothing may be counted afterwards, unless the window is cleared. */
  end(now: number): void {
    this.#onEnd(this.at(now), now);
  }

  /** Empties the window. What is counted next does not follow what was counted before. */
  clear(now: number): void {
    for (const slice of this.#slices) slice.number = NEVER;
    this.#current = this.#open(this.#numberAt(now));
  }

  /** The sum of the last slices that cover `seconds`, including the current one. */
  view(now: number, seconds: number): WindowView {
    const newest = this.at(now).number;
    const view: WindowView = {
      requests: 0,
      failed: 0,
      classes: new Float64Array(MAX_CLASSES),
      latency: new Histogram(),
      counted: new Float64Array(this.#current.counted.length),
      own: this.#current.own && new OwnFigures(),
    };
    for (const slice of this.#slices) {
      if (slice.number <= newest - seconds / SLICE_SECONDS) continue;
      view.requests += slice.requests;
      view.failed += slice.failed;
      for (let index = 0; index < MAX_CLASSES; index++) {
        view.classes[index] = (view.classes[index] ?? 0) + (slice.classes[index] ?? 0);
      }
      view.latency.merge(slice.latency);
      slice.counted.forEach((count, index) => (view.counted[index] = (view.counted[index] ?? 0) + count));
      if (slice.own !== undefined) view.own?.merge(slice.own);
    }
    return view;
  }

  /** Different sessions of the last slices that cover `seconds`. */
  sessions(now: number, seconds: number): SessionCounts {
    const newest = this.at(now).number;
    const sessions = new DistinctCount(LARGE_PRECISION);
    const affected = new DistinctCount(LARGE_PRECISION);
    let failed = 0;
    for (const slice of this.#slices) {
      if (slice.number <= newest - seconds / SLICE_SECONDS) continue;
      sessions.merge(slice.sessions);
      affected.merge(slice.affected);
      failed += slice.failed;
    }
    return sessionCounts(sessions.count, affected.count, failed);
  }

  /** All slices, oldest first; undefined before the process started, or before the last gap. */
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
