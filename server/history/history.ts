/**
 * History: what happened, in the steps of the ranges of `GET /metrics/history`. The steps of the longest range are
 * stored; each process stores its own and merges those of other processes, running or ended, when it answers.
 * Percentiles of longer periods come from merged histograms. There is no step for a time when no process ran.
 */

import { mergeEncoded } from '../collector/histogram/encoding.js';
import { Histogram } from '../collector/histogram/histogram.js';
import {
  type Deploy,
  HISTORY_RANGES,
  type HistoryAlert,
  type HistoryAnswer,
  type HistoryRange,
  LEVELS,
} from '../contract/index.js';
import { HistoryAnswers } from './history-json.js';
import {
  type AlertMark,
  type EndpointInput,
  type ForeignHistory,
  type HistoryRecord,
  KEPT_MS,
  MAX_ALERTS,
  mergeEndpoints,
  moveBack,
  pack,
  recordEndpoints,
  type Snapshot,
  SNAPSHOT_MS,
} from './snapshots.js';
import { type Span, type StepInput, Timeline } from './timeline.js';

/** A level counts as held from then on. */
const HELD_SECONDS = 30;
/** A longer step is not believed: the process did not run for all of it. */
const MAX_STEP_MS = 60_000;
/** A wall clock that is put back by less (it was a little fast) moves nothing. */
const CLOCK_SLACK_MS = 60_000;
/** The last step of a process that has ended may reach into the future by the length of a slice of the window. */
const OVERLAP_MS = 5000;
/** By how much a step may exceed a period to which it belongs. */
const EDGE_MS = 1000;

/** What a step takes, and each endpoint in it, about: most are the texts of histograms. */
const STEP_BYTES = 1500;
const ENDPOINT_BYTES = 400;

/** Sums over a period. */
export interface MergedFigures {
  requests: number;
  failed: number;
  /** Milliseconds. */
  latency: Histogram;
  /** For how much of the time the process ran. */
  seconds: number;
  /** From whole snapshots only, so they may cover less time than the rest. */
  endpoints: EndpointInput[];
}

/** What is counted in a step. */
export type CountedStep = Pick<Snapshot, 'from' | 'to' | 'requests' | 'failed' | 'counted'>;

/** How history is made. */
export interface HistorySettings {
  /** The busiest endpoints over the last seconds; asked for when a snapshot ends and when history is stored. */
  endpoints: (seconds: number) => EndpointInput[];
  /** When the process began, milliseconds since 1970. */
  wall: number;
  /** Monotonic milliseconds. */
  now: number;
}

/** Since when a level, or a worse one, has been held. */
interface Run {
  since: number;
  seconds: number;
}

/** The history of one process, and of others that store theirs in the same folder. */
export class History {
  /** Rises when a snapshot has ended and is to be stored. */
  version = 0;
  readonly #endpoints: (seconds: number) => EndpointInput[];
  /** One for each length of a step, shortest first. */
  readonly #timelines: readonly Timeline[];
  /** The one that is stored. */
  readonly #stored: Timeline;
  readonly #start: number;
  readonly #answers = new HistoryAnswers();
  #foreign: readonly ForeignHistory[] = [];
  /** Rises when what other processes have stored has changed. */
  #foreignRevision = 0;
  #alerts: AlertMark[] = [];
  #runs: (Run | undefined)[] = LEVELS.map(() => undefined);
  /** Of the stored step under way, what came before a gap: its seconds, and endpoints that the windows have lost. */
  #beforeGap: Pick<Snapshot, 'seconds' | 'endpoints'> = { seconds: 0, endpoints: [] };
  /** The newest time of a step, milliseconds since 1970. */
  #time: number;
  #now: number;

  constructor({ endpoints, wall, now }: HistorySettings) {
    this.#endpoints = endpoints;
    this.#stored = new Timeline(SNAPSHOT_MS, KEPT_MS / SNAPSHOT_MS, (snapshot) => this.#complete(snapshot));
    this.#timelines = [...shorterTimelines(), this.#stored];
    this.#start = wall;
    this.#time = wall;
    this.#now = now;
  }

  /** What it takes, about. */
  get bytes(): number {
    const steps = [...this.#timelines.flatMap(({ sealed }) => sealed), ...this.#foreignSnapshots()];
    return steps.reduce(
      (sum, { endpoints, affected }) => sum + STEP_BYTES + endpoints.length * ENDPOINT_BYTES + (affected?.length ?? 0),
      0,
    );
  }

  /** Adds what happened since the last call; the monitor calls it every five seconds. */
  add(step: StepInput): void {
    const elapsed = Math.max(0, step.now - this.#now);
    this.#now = step.now;
    if (elapsed > MAX_STEP_MS) this.#runs = LEVELS.map(() => undefined);
    const length = Math.min(elapsed, MAX_STEP_MS);
    this.#follow(step.wall, length);
    const span = { from: this.#time - length, to: this.#time };
    for (const timeline of this.#timelines) timeline.add(span, step);
    this.#raise(span, step);
  }

  /**
   * Notes a gap: the process did not run from the last step until now. To be called while the endpoints from before the
   * gap can still be asked for.
   * @param now monotonic milliseconds
   */
  skip(now: number): void {
    this.#now = now;
    this.#runs = LEVELS.map(() => undefined);
    const current = this.#stored.current();
    if (current === undefined) return;
    this.#beforeGap = { seconds: current.seconds, endpoints: this.#withDetails(current).endpoints };
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

  /** Takes in what other processes have stored, in place of what they had stored before. */
  merge(foreign: readonly ForeignHistory[]): void {
    const before = this.#foreign;
    this.#foreign = foreign;
    const isSame =
      foreign.length === before.length && foreign.every(({ snapshots }, at) => snapshots === before[at]?.snapshots);
    if (!isSame) this.#foreignRevision++;
  }

  /**
   * How many processes have begun within the last seconds one after the other, each when the one before had ended, and
   * this one as the last. Processes beside each other are not restarts.
   */
  starts(seconds: number, wall: number): number {
    const since = wall - seconds * 1000;
    const ended = this.#foreign.filter(({ isAlive }) => !isAlive).flatMap(livesOf);
    let count = this.#start > since ? 1 : 0;
    let begun = this.#start;
    for (const life of ended.sort((a, b) => b.from - a.from)) {
      if (life.to > begun + OVERLAP_MS || life.from <= since) continue;
      count++;
      begun = life.from;
    }
    return count;
  }

  /**
   * Makes the answer of `GET /metrics/history`.
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
    // The last seconds, which have not been added yet, are not shown as a step in which nothing ran.
    const time = Math.abs(wall - this.#time) < CLOCK_SLACK_MS ? this.#time : wall;
    const stepMs = HISTORY_RANGES[range].stepSeconds * 1000;
    const timeline = this.#timelines.find((one) => one.stepMs === stepMs) ?? this.#stored;
    return this.#answers.answer({
      ...{ range, time, alerts, deploys, foreign: this.#foreignSnapshots() },
      ended: timeline.sealed,
      current: timeline.current(),
      revision: timeline.revision + this.#foreignRevision,
    });
  }

  /**
   * Sums up what happened between two times, from the finest steps that are kept of each. Steps that lie across an end
   * are left out, so that nothing from after a deploy counts as before it.
   * @param fromWall milliseconds since 1970
   */
  between(fromWall: number, toWall: number): MergedFigures {
    const isWithin = ({ from, to }: Span) => from >= fromWall - EDGE_MS && to <= toWall + EDGE_MS;
    const foreign = this.#foreignSnapshots().filter(isWithin);
    const steps = [...foreign];
    const timelines = this.#timelines.toReversed();
    let from = -Infinity;
    for (const [index, timeline] of timelines.entries()) {
      // The next finer timeline takes over at the first whole step that it reaches back to.
      const oldest = timelines[index + 1]?.all()[0]?.t ?? Infinity;
      const until = Math.max(from, Math.ceil(oldest / timeline.stepMs) * timeline.stepMs);
      steps.push(...timeline.all().filter((step) => step.t >= from && step.t < until && isWithin(step)));
      from = until;
    }
    const latency = new Histogram();
    for (const step of steps) mergeEncoded(latency, step.latency);
    return {
      requests: sum(steps, ({ requests }) => requests),
      failed: sum(steps, ({ failed }) => failed),
      latency,
      // Processes beside each other have not run for longer than there was time.
      seconds: Math.min(
        sum(steps, ({ seconds }) => seconds),
        (toWall - fromWall) / 1000,
      ),
      endpoints: mergeEndpoints([...foreign, ...this.#own().filter(isWithin)]),
    };
  }

  /** The stored steps that lie between two times (milliseconds since 1970), of all processes, oldest first. */
  snapshots(fromWall: number, toWall: number): Snapshot[] {
    const isWithin = ({ from, to }: Span) => from >= fromWall - EDGE_MS && to <= toWall + EDGE_MS;
    return [...this.#foreignSnapshots(), ...this.#stored.sealed].filter(isWithin).sort((a, b) => a.from - b.from);
  }

  /** The stored steps that end after a time (milliseconds since 1970) and the one under way, of all processes. */
  counted(sinceWall: number): CountedStep[] {
    return [...this.#foreignSnapshots(), ...this.#stored.all()].filter(({ to }) => to > sinceWall);
  }

  /** What this process stores, the snapshot under way included. */
  toJSON(): HistoryRecord {
    return pack(this.#own(), [this.#start]);
  }

  /** The stored steps, the one under way with what only a stored step has. */
  #own(): Snapshot[] {
    const steps = this.#stored.all();
    const current = steps.length > this.#stored.sealed.length ? steps.pop() : undefined;
    return current === undefined ? steps : [...steps, this.#withDetails(current)];
  }

  #foreignSnapshots(): Snapshot[] {
    return this.#foreign.flatMap(({ snapshots }) => snapshots);
  }

  /** Sets the time of a step: the wall clock's, but never back, unless that clock was put back for good. */
  #follow(wall: number, length: number): void {
    if (wall >= this.#time - CLOCK_SLACK_MS) {
      this.#time = Math.max(this.#time, wall);
      return;
    }
    for (const timeline of this.#timelines) timeline.moveBack(wall - length);
    const oldest = this.#stored.sealed[0]?.t ?? Infinity;
    const newest = Math.min(oldest, this.#stored.startOf(wall - length));
    for (const { snapshots } of this.#foreign) moveBack(snapshots, newest, SNAPSHOT_MS);
    this.#foreignRevision++;
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
      for (const timeline of this.#timelines) timeline.raise(worst, run.since);
    }
  }

  #complete(snapshot: Snapshot): Snapshot {
    const complete = this.#withDetails(snapshot);
    this.#alerts = [];
    this.#beforeGap = { seconds: 0, endpoints: [] };
    this.version++;
    return complete;
  }

  #withDetails(snapshot: Snapshot): Snapshot {
    const { seconds, endpoints: earlier } = this.#beforeGap;
    const later = recordEndpoints(this.#endpoints(snapshot.seconds - seconds));
    const all = [{ endpoints: earlier }, { endpoints: later }];
    const endpoints = earlier.length === 0 ? later : recordEndpoints(mergeEndpoints(all));
    return { ...snapshot, endpoints, alerts: this.#alerts };
  }
}

/** A timeline for each length of a step that is not stored, shortest first. */
function shorterTimelines(): Timeline[] {
  const keep = new Map<number, number>();
  for (const { seconds, stepSeconds } of Object.values(HISTORY_RANGES)) {
    keep.set(stepSeconds, Math.max(keep.get(stepSeconds) ?? 0, seconds / stepSeconds));
  }
  return [...keep]
    .map(([stepSeconds, count]) => new Timeline(stepSeconds * 1000, count))
    .filter(({ stepMs }) => stepMs < SNAPSHOT_MS)
    .sort((a, b) => a.stepMs - b.stepMs);
}

/** When the processes of a file ran; of all but the last one only the begin is known. */
function livesOf({ starts, snapshots }: ForeignHistory): Span[] {
  const last = snapshots.at(-1)?.to ?? -Infinity;
  return starts.map((start, index) => ({
    from: start,
    to: index === starts.length - 1 ? Math.max(start, last) : start,
  }));
}

function sum<T>(items: readonly T[], valueOf: (item: T) => number): number {
  return items.reduce((total, item) => total + valueOf(item), 0);
}
