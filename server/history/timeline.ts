/**
 * History in steps of one length: the step under way and those before it. Steps begin at whole multiples of their
 * length since 1970. They stay in order, each at most once, when the wall clock jumps.
 */

import { Histogram } from '../collector/histogram/histogram.js';
import { type Level, LEVELS } from '../contract/index.js';
import { DistinctCount, SMALL_PRECISION } from '../statistics/distinct-count.js';
import { type InstrumentRecord, moveBack, SKETCH_LENGTH, type Snapshot } from './snapshots.js';
import { encodeHistogram } from '../collector/histogram/encoding.js';

/** What happened since the last call. */
export interface StepInput {
  /** Milliseconds since 1970. */
  wall: number;
  /** Monotonic milliseconds. */
  now: number;
  requests: number;
  failed: number;
  /** Counts by error class. */
  classes: Readonly<Record<string, number>>;
  /** Milliseconds. */
  latency: Histogram;
  /** Requests and failures of endpoints that are counted by themselves, by their names. */
  counted?: ReadonlyMap<string, readonly [requests: number, failed: number]>;
  activeSessions: number;
  /** Sessions that had a failure; null where sessions are not known. */
  affected: DistinctCount | null;
  level: Level;
  /** The app's own numbers at the end; none unless given. */
  instruments?: readonly InstrumentRecord[] | undefined;
}

/** A period of time, milliseconds since 1970. */
export interface Span {
  from: number;
  to: number;
}

/** The step under way. */
class OpenStep {
  readonly t: number;
  from = Infinity;
  to = -Infinity;
  worst = 0;
  readonly #levels: [number, number, number] = [0, 0, 0];
  readonly #errors = new Map<string, number>();
  readonly #latency = new Histogram();
  readonly #counted = new Map<string, readonly [requests: number, failed: number]>();
  readonly #affected = new DistinctCount(SMALL_PRECISION);
  #hasSessions = false;
  #requests = 0;
  #failed = 0;
  #sessions = 0;
  #instruments: readonly InstrumentRecord[] = [];

  constructor(t: number) {
    this.t = t;
  }

  /** The process ran from `from` to `to`, at one level. */
  cover({ from, to }: Span, step: StepInput): void {
    const rank = LEVELS.indexOf(step.level);
    this.#levels[rank] = (this.#levels[rank] ?? 0) + (to - from) / 1000;
    this.from = Math.min(this.from, Math.max(from, this.t));
    this.to = Math.max(this.to, to);
    this.#sessions = step.activeSessions;
    this.#instruments = step.instruments ?? [];
  }

  count(step: StepInput): void {
    this.#requests += step.requests;
    this.#failed += step.failed;
    for (const [name, count] of Object.entries(step.classes)) {
      if (count > 0) this.#errors.set(name, (this.#errors.get(name) ?? 0) + count);
    }
    this.#latency.merge(step.latency);
    for (const [name, [requests, failed]] of step.counted ?? []) {
      const [before, failedBefore] = this.#counted.get(name) ?? [0, 0];
      if (requests > 0) this.#counted.set(name, [before + requests, failedBefore + failed]);
    }
    if (step.affected === null) return;
    this.#hasSessions = true;
    this.#affected.merge(step.affected);
  }

  snapshot(): Snapshot {
    return {
      t: this.t,
      from: this.from,
      to: this.to,
      seconds: this.#levels[0] + this.#levels[1] + this.#levels[2],
      requests: this.#requests,
      failed: this.#failed,
      errors: [...this.#errors],
      sessions: this.#sessions,
      affected: this.#hasSessions ? this.#affected.toJSON() : null,
      levels: [...this.#levels],
      worst: this.worst,
      latency: encodeHistogram(this.#latency, SKETCH_LENGTH),
      endpoints: [],
      alerts: [],
      instruments: this.#instruments,
      ...(this.#counted.size > 0 && {
        counted: Array.from(this.#counted, ([name, counts]) => [name, ...counts] as const),
      }),
    };
  }
}

/** Steps of one length. */
export class Timeline {
  /** Rises when a step has ended, or one that had ended has changed. */
  revision = 0;
  readonly stepMs: number;
  readonly #keep: number;
  readonly #complete: (snapshot: Snapshot) => Snapshot;
  readonly #sealed: Snapshot[] = [];
  #open: OpenStep | undefined;

  /**
   * @param stepMs length of a step in milliseconds
   * @param keep how many ended steps are kept
   * @param complete adds to a step that has ended what the timeline does not know
   */
  constructor(stepMs: number, keep: number, complete = (snapshot: Snapshot) => snapshot) {
    this.stepMs = stepMs;
    this.#keep = keep;
    this.#complete = complete;
  }

  /** The steps that have ended, oldest first. */
  get sealed(): readonly Snapshot[] {
    return this.#sealed;
  }

  /** The step under way as far as it has come; undefined before the first. */
  current(): Snapshot | undefined {
    return this.#open?.snapshot();
  }

  /** The steps that have ended and the one under way, oldest first. */
  all(): Snapshot[] {
    const current = this.current();
    return current === undefined ? [...this.#sealed] : [...this.#sealed, current];
  }

  /** Adds what happened in a period: its seconds to all steps that it touches, its counts to the one of its middle. */
  add({ from, to }: Span, step: StepInput): void {
    const earliest = this.#open?.t ?? -Infinity;
    // A period without length, as a gap leaves it, belongs to what was before.
    const last = from === to ? (this.#open?.t ?? this.startOf(to)) : Math.max(this.startOf(to - 1), earliest);
    const middle = Math.min(last, Math.max(earliest, this.startOf((from + to) / 2)));
    let covered = from;
    for (let t = Math.min(last, Math.max(this.startOf(from), earliest)); t <= last; t += this.stepMs) {
      const open = this.#enter(t);
      const until = t === last ? to : t + this.stepMs;
      open.cover({ from: covered, to: until }, step);
      if (t === middle) open.count(step);
      covered = until;
    }
  }

  /** Marks the steps since a time with a level, given by its index in `LEVELS`, that has been held long enough. */
  raise(worst: number, since: number): void {
    if (this.#open !== undefined && this.#open.to > since) this.#open.worst = Math.max(this.#open.worst, worst);
    for (let place = this.#sealed.length - 1; place >= 0; place--) {
      const snapshot = this.#sealed[place];
      if (snapshot === undefined || snapshot.to <= since) return;
      if (snapshot.worst >= worst) continue;
      snapshot.worst = worst;
      this.revision++;
    }
  }

  /** Ends the step under way and moves all steps back that would not end before a time: the wall clock was put back. */
  moveBack(wall: number): void {
    this.#seal();
    moveBack(this.#sealed, this.startOf(wall) - this.stepMs, this.stepMs);
    this.revision++;
  }

  /** Start of the step that a time lies in. */
  startOf(wall: number): number {
    return Math.floor(wall / this.stepMs) * this.stepMs;
  }

  #enter(t: number): OpenStep {
    if (this.#open?.t === t) return this.#open;
    this.#seal();
    this.#open = new OpenStep(t);
    return this.#open;
  }

  #seal(): void {
    if (this.#open === undefined) return;
    this.#sealed.push(this.#complete(this.#open.snapshot()));
    this.#open = undefined;
    this.revision++;
    if (this.#sealed.length > this.#keep) this.#sealed.shift();
  }
}
