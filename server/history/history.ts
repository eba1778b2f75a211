/**
 * History: what happened, in steps of 15 s for a quarter of an hour, of 60 s for an hour and of 5 minutes for a day.
 * The last are stored. Percentiles of longer times come from merged sketches; a time when the process was down is no
 * step at all.
 */

import { Sketch } from '../collector/histogram/histogram.js';
import { type Deploy, type HistoryAlert, type HistoryAnswer, type HistoryRange, LEVELS } from '../contract/index.js';
import { answerHistory } from './history-json.js';
import {
  type AlertMark,
  type EndpointInput,
  type HistoryRecord,
  MAX_ALERTS,
  MAX_SNAPSHOTS,
  mergeEndpoints,
  mergeSteps,
  pack,
  recordEndpoints,
  type Snapshot,
  SNAPSHOT_MS,
  unpack,
} from './snapshots.js';
import { addStored } from '../collector/histogram/encoding.js';
import { putBack, type Span, type StepInput, Timeline } from './timeline.js';

const DAY_MS = 86_400_000;
/** A level counts as held from then on. */
const HELD_SECONDS = 30;
/** A process from which nothing was heard for longer was stopped: a gap, as if it had been down. */
const MAX_STEP_MS = 60_000;
/** The wall clock may be put back by so much, as clocks are that are a little fast, without anything being moved. */
const CLOCK_SLACK_MS = 60_000;
const MAX_STARTS = 20;
/** A step belongs to a stretch of time that it exceeds by so much at most. */
const EDGE_MS = 1000;

/** Sums over a stretch of time. */
export interface MergedFigures {
  requests: number;
  failed: number;
  /** Milliseconds. */
  latency: Sketch;
  /** How much of the time the process was there for. */
  seconds: number;
  /** From whole snapshots only, so they may cover less time than the rest. */
  endpoints: EndpointInput[];
}

/** How history is made. */
export interface HistorySettings {
  /** What was stored, by one process or by several. */
  restored: readonly HistoryRecord[];
  /** The busiest endpoints over the last seconds; asked for once in five minutes and when history is stored. */
  endpoints: (seconds: number) => EndpointInput[];
  /** Milliseconds since 1970. */
  wall: number;
  /** Monotonic milliseconds. */
  now: number;
}

/** Since when a level, or a worse one, has been held. */
interface Run {
  since: number;
  seconds: number;
}

/** The memory of the last day. */
export class History {
  /** Stored snapshots that could not be used. */
  readonly rejected: number;
  /** Rises when a snapshot has ended: time to store. */
  version = 0;
  readonly #endpoints: (seconds: number) => EndpointInput[];
  readonly #restored: Snapshot[];
  readonly #starts: number[];
  readonly #quarter = new Timeline(15_000, 60);
  readonly #hour = new Timeline(60_000, 60);
  readonly #day: Timeline;
  #alerts: AlertMark[] = [];
  #runs: (Run | undefined)[] = LEVELS.map(() => undefined);
  /** The newest time that steps have been given, milliseconds since 1970. */
  #time: number;
  #now: number;

  constructor({ restored, endpoints, wall, now }: HistorySettings) {
    const read = restored.map(unpack);
    this.rejected = read.reduce((sum, { rejected }) => sum + rejected, 0);
    this.#endpoints = endpoints;
    this.#day = new Timeline(SNAPSHOT_MS, MAX_SNAPSHOTS, (snapshot) => this.#complete(snapshot));
    const snapshots = mergeSteps(read.flatMap((each) => each.snapshots));
    // From the future: the clock was put back while nobody was there.
    const mark = this.#day.startOf(wall);
    if ((snapshots.at(-1)?.t ?? 0) > mark) putBack(snapshots, mark - SNAPSHOT_MS, SNAPSHOT_MS);
    this.#restored = snapshots.filter(({ t }) => t + SNAPSHOT_MS > wall - DAY_MS);
    const starts = restored.flatMap((record) => record.starts).filter((start) => start <= wall);
    this.#starts = [...starts.sort((a, b) => a - b), wall].slice(-MAX_STARTS);
    this.#time = wall;
    this.#now = now;
  }

  /** Adds what happened since the call before; the monitor calls it every five seconds. */
  add(step: StepInput): void {
    const elapsed = Math.max(0, step.now - this.#now);
    this.#now = step.now;
    if (elapsed > MAX_STEP_MS) this.#runs = LEVELS.map(() => undefined);
    const length = Math.min(elapsed, MAX_STEP_MS);
    this.#follow(step.wall, length);
    const span = { from: this.#time - length, to: this.#time };
    for (const timeline of this.#timelines()) timeline.add(span, step);
    this.#raise(span, step);
  }

  /** Notes in the snapshot under way that an alert began or ended; the first ten are kept. */
  noteAlert(mark: AlertMark): void {
    const known = this.#alerts.find(({ id }) => id === mark.id);
    if (known === undefined) {
      if (this.#alerts.length < MAX_ALERTS) this.#alerts.push({ ...mark });
      return;
    }
    known.began ??= mark.began;
    known.ended = mark.ended ?? known.ended;
  }

  /** How many processes have begun within the last seconds, this one included. */
  starts(seconds: number, wall: number): number {
    return this.#starts.filter((start) => start > wall - seconds * 1000).length;
  }

  /**
   * What `GET /metrics/history` answers.
   * @param wall milliseconds since 1970
   * @param alerts of any time; those that touch the range are answered
   * @param deploys of any time, oldest first; those in the range are answered
   */
  answer(
    range: HistoryRange,
    wall: number,
    alerts: readonly HistoryAlert[],
    deploys: readonly Deploy[],
  ): HistoryAnswer {
    // A step of which nothing has been heard yet is no time that the process was down.
    const time = Math.abs(wall - this.#time) < CLOCK_SLACK_MS ? this.#time : wall;
    const live = [...this.#day.sealed, ...asList(this.#day.current())];
    const memory = { '15m': this.#quarter, '1h': this.#hour, '6h': undefined, '24h': undefined }[range];
    const steps =
      memory === undefined ? mergeSteps([...this.#restored, ...live]) : [...memory.sealed, ...asList(memory.current())];
    // What this process has not seen itself is known in steps of five minutes only.
    const coarse = memory === undefined ? [] : this.#restored;
    return answerHistory({ range, time, steps, coarse, alerts, deploys });
  }

  /**
   * What happened between two times, from the finest steps that are kept of each. Steps that lie across an end are left
   * out, so that nothing from after a deploy counts as before it.
   * @param fromWall milliseconds since 1970
   */
  between(fromWall: number, toWall: number): MergedFigures {
    const isWithin = ({ from, to }: Span) => from >= fromWall - EDGE_MS && to <= toWall + EDGE_MS;
    const current = asList(this.#current());
    const days = [...this.#restored, ...this.#day.sealed, ...current].filter(isWithin);
    const minutes = [...this.#hour.sealed, ...asList(this.#hour.current())];
    const quarters = [...this.#quarter.sealed, ...asList(this.#quarter.current())];
    const fromMinutes = finerFrom(minutes, this.#day);
    const fromQuarters = Math.max(fromMinutes, finerFrom(quarters, this.#hour));
    const live = new Set([...this.#day.sealed, ...current]);
    const steps = [
      ...days.filter((snapshot) => !live.has(snapshot) || snapshot.t < fromMinutes),
      ...minutes.filter(({ t }) => t >= fromMinutes && t < fromQuarters).filter(isWithin),
      ...quarters.filter(({ t }) => t >= fromQuarters).filter(isWithin),
    ];
    const latency = new Sketch();
    for (const step of steps) addStored(latency, step.latency);
    return {
      requests: sum(steps, ({ requests }) => requests),
      failed: sum(steps, ({ failed }) => failed),
      latency,
      seconds: sum(steps, ({ seconds }) => seconds),
      endpoints: mergeEndpoints(days),
    };
  }

  /** What is to be stored, the snapshot under way included. */
  toJSON(): HistoryRecord {
    return pack([...this.#restored, ...this.#day.sealed, ...asList(this.#current())], this.#starts);
  }

  #timelines(): Timeline[] {
    return [this.#quarter, this.#hour, this.#day];
  }

  /** Sets the time of a step: the wall clock's, but never back, unless that clock was put back for good. */
  #follow(wall: number, length: number): void {
    if (wall >= this.#time - CLOCK_SLACK_MS) {
      this.#time = Math.max(this.#time, wall);
      return;
    }
    for (const timeline of this.#timelines()) timeline.putBack(wall - length);
    const oldest = this.#day.sealed[0]?.t ?? Infinity;
    putBack(this.#restored, Math.min(oldest, this.#day.startOf(wall - length)), SNAPSHOT_MS);
    this.#runs = LEVELS.map(() => undefined);
    this.#time = wall;
  }

  #raise(span: Span, step: StepInput): void {
    const rank = LEVELS.indexOf(step.level);
    for (let worst = 1; worst < LEVELS.length; worst++) {
      if (rank < worst) {
        this.#runs[worst] = undefined;
        continue;
      }
      const run = this.#runs[worst] ?? { since: span.from, seconds: 0 };
      run.seconds += (span.to - span.from) / 1000;
      this.#runs[worst] = run;
      if (run.seconds < HELD_SECONDS) continue;
      for (const timeline of this.#timelines()) timeline.raise(worst, run.since);
    }
  }

  #complete(snapshot: Snapshot): Snapshot {
    const alerts = this.#alerts;
    this.#alerts = [];
    this.version++;
    return { ...snapshot, endpoints: recordEndpoints(this.#endpoints(snapshot.seconds)), alerts };
  }

  #current(): Snapshot | undefined {
    const snapshot = this.#day.current();
    if (snapshot === undefined) return undefined;
    return { ...snapshot, endpoints: recordEndpoints(this.#endpoints(snapshot.seconds)), alerts: this.#alerts };
  }
}

/** From when on steps are finer: the first start of a coarse step that lies in what the finer ones reach back to. */
function finerFrom(finer: readonly Snapshot[], coarse: Timeline): number {
  const oldest = finer[0];
  return oldest === undefined ? Infinity : Math.ceil(oldest.t / coarse.stepMs) * coarse.stepMs;
}

function asList<T>(item: T | undefined): T[] {
  return item === undefined ? [] : [item];
}

function sum<T>(items: readonly T[], valueOf: (item: T) => number): number {
  return items.reduce((total, item) => total + valueOf(item), 0);
}
