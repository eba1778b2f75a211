/**
 * Jobs: what the app does by itself, again and again. They are stored with what is expected of them, so that a process
 * knows of those that should have run before it began, and of those that only others run.
 *
 * A job is overdue when its last start, whatever became of it, is longer ago than `everySeconds` and `graceSeconds`. A
 * run that fails is an error and not overdue; one that hangs is overdue when the next one has not begun in time.
 */

import { type JobFigures, MAX_JOBS } from '../contract/index.js';
import { ownCopy } from '../options/values.js';
import { redact as redactAll, type Redact } from '../text/redact.js';
import { jobExpectation, jobName, type JobOptions } from './job-options.js';
import { forgottenJob, isForgotten, type JobRecord, MAX_JOB_NAME, mergeJobs, untilNow } from './job-record.js';

export type { JobOptions } from './job-options.js';

/** What jobs need from the monitor. */
export interface JobsSettings {
  /** Monotonic milliseconds, the time in which the machine was suspended included. */
  now: () => number;
  /** Milliseconds since 1970. */
  wall: () => number;
  /** Called with what a run has thrown; returns the id of its error group, null when there is none. */
  onFailure: (error: unknown, job: string) => string | null;
  /** Called when a job is not recorded because there are too many. */
  onRejected: () => void;
  onInternalError: (error: unknown) => void;
  redact?: Redact | undefined;
}

/** A job that should have run. */
export interface OverdueJob {
  name: string;
  /** Since its last start. */
  seconds: number;
  /** How long that may be. */
  limitSeconds: number;
}

/** What this process has run since it began. */
export interface JobTotals {
  name: string;
  runs: number;
  failed: number;
  /** Together. */
  seconds: number;
  /** Of any process, milliseconds since 1970; null before the first. */
  succeeded: number | null;
}

/** Jobs that run again and again change the stored record once in this time. */
const STORE_MS = 15_000;
/** Until the runs of another process are known here, it takes up to this long. */
const SHARING_MS = 60_000;
/** What is expected within this time gets it again after a start or a gap: timers of the app's begin anew, too. */
const SHORT_MS = 3_600_000;
/** Jobs that nobody starts are forgotten after this time, or after ten periods if that is longer. */
const KEPT_MS = 7 * 86_400_000;
const KEPT_PERIODS = 10;

/** All jobs of one app. */
export class Jobs {
  /** Rises with changes that are to be on disk. */
  version = 0;
  readonly #settings: JobsSettings;
  /** What this process and those whose records it has taken over know. */
  readonly #own = new Map<string, JobRecord>();
  /** The last start in this process, monotonic milliseconds. */
  readonly #startedAt = new Map<string, number>();
  readonly #totals = new Map<string, Pick<JobTotals, 'runs' | 'failed' | 'seconds'>>();
  #foreign: readonly (readonly JobRecord[])[] = [];
  /** Since when this process has been there without a gap, monotonic milliseconds. */
  #since: number;
  #isDirty = false;
  #storedAt = -Infinity;
  #isClosed = false;

  constructor(settings: JobsSettings) {
    this.#settings = settings;
    this.#since = settings.now();
  }

  /**
   * Runs a job and records the run.
   * @returns what the job returns; rejects with what it throws
   * @throws TypeError naming what is wrong with the arguments, its value and what is allowed
   */
  run<T>(given: string, work: () => T | PromiseLike<T>, options?: JobOptions): Promise<T> {
    const name = this.#nameOf(given);
    const expectation = jobExpectation(name, work, options);
    const end = this.#guarded(() => this.#begin(name, expectation));
    return (async () => {
      try {
        const value = await work();
        this.#guarded(() => end?.());
        return value;
      } catch (error) {
        this.#guarded(() => end?.({ error }));
        throw error;
      }
    })();
  }

  /**
   * Forgets a job, in all processes that share the folder; its next start makes it a new one. Unknown names change nothing.
   * @throws TypeError for what is no name
   */
  forget(given: string): void {
    const name = this.#nameOf(given);
    if (!this.#merged().some((job) => job.name === name && !isForgotten(job))) return;
    this.#own.set(name, forgottenJob(name, this.#settings.wall()));
    this.#startedAt.delete(name);
    this.version++;
  }

  /** The jobs, overdue ones first, then failed ones, then by name. */
  figures(): JobFigures[] {
    const { now, wall } = this.#settings;
    const [at, wallAt] = [now(), wall()];
    const rank = (job: JobFigures): number => (job.overdue_since !== null ? 0 : job.last_outcome === 'failed' ? 1 : 2);
    return this.#known(at, wallAt)
      .map((job) => this.#figuresOf(job, at, wallAt))
      .sort((a, b) => rank(a) - rank(b));
  }

  /** Those that should have run. */
  overdue(now: number, wall: number): OverdueJob[] {
    return this.#known(now, wall)
      .filter((job) => this.#isOverdue(job, now, wall))
      .map((job) => {
        return { name: job.name, seconds: this.#elapsedMs(job, now, wall) / 1000, limitSeconds: limitMs(job) / 1000 };
      });
  }

  /** For counters that begin with the process. */
  totals(): JobTotals[] {
    const { now, wall } = this.#settings;
    return this.#known(now(), wall()).map(({ name, succeeded }) => {
      return { name, ...(this.#totals.get(name) ?? { runs: 0, failed: 0, seconds: 0 }), succeeded };
    });
  }

  /** Has what changed stored in time, and forgets what nobody has started for long. To be called every few seconds. */
  tick(now: number, wall: number): void {
    for (const job of this.#merged()) {
      if (!this.#isOutdated(job, now, wall)) continue;
      this.#startedAt.delete(job.name);
      this.#totals.delete(job.name);
      if (this.#own.delete(job.name)) this.#isDirty = true;
    }
    if (this.#isDirty && now - this.#storedAt >= STORE_MS) this.#store(now);
  }

  /**
   * Notes a gap.
   * @param now monotonic milliseconds
   */
  resume(now: number): void {
    this.#since = now;
  }

  /** Takes over what a process that has ended has stored. */
  restore(records: readonly JobRecord[]): void {
    const wall = this.#settings.wall();
    const ended = records.map((record) => ({ ...untilNow(record, wall), running: 0 }));
    const merged = mergeJobs([[...this.#own.values()], ended]);
    this.#own.clear();
    for (const job of merged) this.#own.set(job.name, job);
    this.version++;
  }

  /** Takes in what processes that still run have stored, in place of what they had stored before. */
  merge(foreign: readonly (readonly JobRecord[])[]): void {
    const wall = this.#settings.wall();
    this.#foreign = foreign.map((records) => records.map((record) => untilNow(record, wall)));
  }

  /** Records nothing from now on; jobs run on. */
  close(): void {
    this.#isClosed = true;
  }

  /** What is to be stored. */
  toJSON(): JobRecord[] {
    return [...this.#own.values()];
  }

  #nameOf(given: unknown): string {
    const { redact = redactAll } = this.#settings;
    return jobName(ownCopy(redact(jobName(given), MAX_JOB_NAME)));
  }

  /** Notes a start; returns what notes the end, and undefined when the job is not recorded. */
  #begin(
    name: string,
    expectation: Pick<JobRecord, 'everySeconds' | 'graceSeconds'>,
  ): ((failure?: { error: unknown }) => void) | undefined {
    if (this.#isClosed) return undefined;
    const { now, wall, onRejected } = this.#settings;
    const known = this.#own.get(name);
    if (known === undefined && this.#own.size >= MAX_JOBS) {
      onRejected();
      return undefined;
    }
    const [startedAt, started] = [now(), wall()];
    const isNew = known === undefined || isForgotten(known);
    const before = isNew ? { ...forgottenJob(name, known?.forgotten ?? 0), knownSince: started } : known;
    const job: JobRecord = { ...before, ...expectation, started: Math.max(started, before.forgotten + 1) };
    if (++job.running > 1) job.overlaps++;
    this.#own.set(name, job);
    this.#startedAt.set(name, startedAt);
    this.#changed(startedAt, isNew || job.everySeconds !== before.everySeconds);
    return (failure) => this.#end(name, startedAt, failure);
  }

  #end(name: string, startedAt: number, failure: { error: unknown } | undefined): void {
    if (this.#isClosed) return;
    const { now, wall, onFailure } = this.#settings;
    const [endedAt, at] = [now(), wall()];
    const errorGroup = failure === undefined ? null : onFailure(failure.error, name);
    const job = this.#own.get(name);
    // It was forgotten meanwhile.
    if (job === undefined || isForgotten(job)) return;
    const durationMs = Math.max(0, endedAt - startedAt);
    const failed = failure !== undefined;
    const totals = this.#totals.get(name) ?? { runs: 0, failed: 0, seconds: 0 };
    totals.runs++;
    totals.failed += Number(failed);
    totals.seconds += durationMs / 1000;
    this.#totals.set(name, totals);
    job.running = Math.max(0, job.running - 1);
    job.runs++;
    job.failed += Number(failed);
    job.ended = { at, durationMs, failed, errorGroup };
    if (!failed) job.succeeded = at;
    this.#changed(endedAt, false);
  }

  #changed(now: number, isUrgent: boolean): void {
    this.#isDirty = true;
    if (isUrgent || now - this.#storedAt >= STORE_MS) this.#store(now);
  }

  #store(now: number): void {
    this.#isDirty = false;
    this.#storedAt = now;
    this.version++;
  }

  #merged(): JobRecord[] {
    return mergeJobs([[...this.#own.values()], ...this.#foreign]);
  }

  #known(now: number, wall: number): JobRecord[] {
    return this.#merged().filter((job) => !isForgotten(job) && !this.#isOutdated(job, now, wall));
  }

  #isOutdated(job: JobRecord, now: number, wall: number): boolean {
    if (job.running > 0) return false;
    const elapsedMs = isForgotten(job) ? wall - job.forgotten : this.#elapsedMs(job, now, wall);
    return elapsedMs > Math.max(KEPT_MS, KEPT_PERIODS * limitMs(job));
  }

  /** Since the last start. Where that was in this process, no jump of the wall clock changes it. */
  #elapsedMs({ name, started }: JobRecord, now: number, wall: number): number {
    const startedAt = this.#startedAt.get(name);
    const isOwn = startedAt !== undefined && (this.#own.get(name)?.started ?? 0) >= started;
    return isOwn ? now - startedAt : Math.max(0, wall - started);
  }

  #isOverdue(job: JobRecord, now: number, wall: number): boolean {
    if (job.everySeconds === null) return false;
    const limit = limitMs(job);
    const slack = this.#foreign.length > 0 ? SHARING_MS : 0;
    const hasHadTime = limit > SHORT_MS || now - this.#since > limit + slack;
    return hasHadTime && this.#elapsedMs(job, now, wall) > limit + slack;
  }

  #figuresOf(job: JobRecord, now: number, wall: number): JobFigures {
    const { name, everySeconds, graceSeconds, runs, failed, overlaps, started, ended } = job;
    const overdueMs = this.#elapsedMs(job, now, wall) - limitMs(job);
    return {
      ...{ name, every_seconds: everySeconds, grace_seconds: graceSeconds },
      is_running: job.running > 0,
      ...{ runs, failed, overlaps },
      last_started_at: iso(started),
      last_ended_at: ended && iso(ended.at),
      last_duration_ms: ended && Math.round(ended.durationMs * 1000) / 1000,
      last_outcome: ended && (ended.failed ? 'failed' : 'succeeded'),
      error_group: ended?.errorGroup ?? null,
      overdue_since: this.#isOverdue(job, now, wall) ? iso(wall - overdueMs) : null,
    };
  }

  #guarded<R>(work: () => R): R | undefined {
    try {
      return work();
    } catch (error) {
      this.#settings.onInternalError(error);
      return undefined;
    }
  }
}

function limitMs({ everySeconds, graceSeconds }: JobRecord): number {
  return ((everySeconds ?? 0) + graceSeconds) * 1000;
}

function iso(wall: number): string {
  return new Date(wall).toISOString();
}
