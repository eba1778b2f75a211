/** The three kinds of numbers. Times are monotonic milliseconds. */

import type { InstrumentKind } from '../contract/index.js';
import { isPromise } from '../options/values.js';
import { LogCounts } from './log-counts.js';
import { stepOf, Steps } from './steps.js';

/** What an app says of a number. */
export interface InstrumentDescription {
  name: string;
  unit: string | null;
  description: string | null;
}

/** What is asked of every kind. */
interface Figures {
  readonly kind: InstrumentKind;
  /** Of a gauge the last value, of a counter the rate per minute, of a histogram its P95; null without one. */
  value(now: number): number | null;
  /** The same in steps, oldest first; NaN where there is none. */
  series(now: number): number[];
  /** Since start; null for a gauge. */
  readonly total: number | null;
  quantile(q: number, now: number): number | null;
  /** After a gap, nothing from before it counts in the window. */
  resume(now: number): void;
}

/** A number that is asked for. */
export class Gauge implements Figures {
  readonly kind = 'gauge';
  readonly total = null;
  callback: () => unknown;
  readonly #steps: Steps;
  #value: number | null = null;

  constructor(callback: () => unknown, steps: number, now: number) {
    this.callback = callback;
    this.#steps = new Steps(steps, stepOf(now), NaN);
  }

  /**
   * Asks for it. Undefined and null mean that there is none at this time.
   * @throws what the callback throws; TypeError when it answers with something else than a finite number
   */
  sample(now: number): void {
    this.#steps.enter(stepOf(now));
    this.#value = null;
    const answer = this.callback();
    if (answer === undefined || answer === null) return;
    if (isPromise(answer)) throw new TypeError('it returned a promise: it must answer at once');
    if (typeof answer !== 'number' || !Number.isFinite(answer)) throw new TypeError('it returned no finite number');
    this.#value = answer;
    this.#steps.set(answer);
  }

  value(): number | null {
    return this.#value;
  }

  series(now: number): number[] {
    return this.#steps.list(stepOf(now));
  }

  quantile(): null {
    return null;
  }

  resume(): void {
    this.#steps.clear();
  }
}

const STEPS_PER_MINUTE = 12;
const MS_PER_MINUTE = 60_000;

/** A number that only grows. */
export class Counter implements Figures {
  readonly kind = 'counter';
  total = 0;
  readonly #steps: Steps;
  readonly #windowMs: number;
  #since: number;

  constructor(steps: number, now: number) {
    this.#steps = new Steps(steps, stepOf(now), 0);
    this.#windowMs = (steps / STEPS_PER_MINUTE) * MS_PER_MINUTE;
    this.#since = now;
  }

  /** @param n finite and ≥ 0 */
  add(n: number, now: number): void {
    this.#steps.enter(stepOf(now));
    this.#steps.set(this.#steps.current + n);
    this.total += n;
  }

  /** In the first minute it is that of a whole minute: a single count would otherwise read as many. */
  value(now: number): number {
    const sum = this.#steps.list(stepOf(now)).reduce((total, each) => total + (Number.isNaN(each) ? 0 : each), 0);
    return (sum * MS_PER_MINUTE) / Math.max(MS_PER_MINUTE, Math.min(this.#windowMs, now - this.#since));
  }

  series(now: number): number[] {
    return this.#steps.list(stepOf(now)).map((sum) => sum * STEPS_PER_MINUTE);
  }

  quantile(): null {
    return null;
  }

  resume(now: number): void {
    this.#since = now;
    this.#steps.clear();
  }
}

/** The window of a histogram consists of about so many parts, each of which leaves it as a whole. */
const PARTS = 10;
const SHOWN_QUANTILE = 0.95;

/** Values that are recorded. */
export class ValueHistogram implements Figures {
  readonly kind = 'histogram';
  total = 0;
  sum = 0;
  readonly #steps: Steps;
  readonly #length: number;
  readonly #stepsPerPart: number;
  #step: number;
  #ofStep = new LogCounts();
  /** By number; the newest is under way. */
  readonly #parts = new Map<number, LogCounts>();

  constructor(steps: number, now: number) {
    this.#step = stepOf(now);
    this.#length = steps;
    this.#steps = new Steps(steps, this.#step, NaN);
    this.#stepsPerPart = Math.ceil(steps / PARTS);
  }

  /** @param value finite and ≥ 0 */
  record(value: number, now: number): void {
    this.#enter(now);
    this.#ofStep.record(value);
    this.#partUnderWay().record(value);
    this.total++;
    this.sum += value;
  }

  value(now: number): number | null {
    return this.quantile(SHOWN_QUANTILE, now);
  }

  series(now: number): number[] {
    this.#enter(now);
    this.#steps.set(this.#ofStep.quantile(SHOWN_QUANTILE) ?? NaN);
    return this.#steps.list(this.#step);
  }

  quantile(q: number, now: number): number | null {
    this.#enter(now);
    const all = new LogCounts();
    for (const part of this.#parts.values()) all.merge(part);
    return all.quantile(q);
  }

  resume(): void {
    this.#parts.clear();
    this.#ofStep = new LogCounts();
    this.#steps.clear();
  }

  #enter(now: number): void {
    const step = stepOf(now);
    if (step <= this.#step) return;
    this.#steps.set(this.#ofStep.quantile(SHOWN_QUANTILE) ?? NaN);
    this.#steps.enter(step);
    this.#step = step;
    this.#ofStep = new LogCounts();
    for (const part of this.#parts.keys()) {
      const newest = (part + 1) * this.#stepsPerPart - 1;
      if (newest <= step - this.#length) this.#parts.delete(part);
    }
  }

  #partUnderWay(): LogCounts {
    const number = Math.floor(this.#step / this.#stepsPerPart);
    const known = this.#parts.get(number) ?? new LogCounts();
    this.#parts.set(number, known);
    return known;
  }
}

/** One of them. */
export type Instrument = Gauge | Counter | ValueHistogram;
