/** What is kept of a job, and how what several processes have kept becomes one. Times are milliseconds since 1970. */

import { z } from 'zod';
import { MAX_JOBS } from '../contract/index.js';

/** The longest name of a job. */
export const MAX_JOB_NAME = 64;

/** How a run ended. */
export interface JobEnd {
  at: number;
  durationMs: number;
  failed: boolean;
  errorGroup: string | null;
}

/** One job, as one process or all of them know it. */
export interface JobRecord {
  name: string;
  /** What the last start has said. */
  everySeconds: number | null;
  graceSeconds: number;
  knownSince: number;
  /** The last start. */
  started: number;
  runs: number;
  failed: number;
  overlaps: number;
  /** Runs under way; of a process that has ended there are none. */
  running: number;
  ended: JobEnd | null;
  succeeded: number | null;
  /** What began until then is forgotten; 0 unless somebody said so. */
  forgotten: number;
}

/**
 * What all know together: counts are added, and of everything else the newest counts. The order of the lists makes no
 * difference. At most `MAX_JOBS`, the last started, sorted by name.
 */
export function mergeJobs(lists: readonly (readonly JobRecord[])[]): JobRecord[] {
  const forgotten = new Map<string, number>();
  for (const { name, forgotten: until } of lists.flat()) {
    forgotten.set(name, Math.max(until, forgotten.get(name) ?? 0));
  }
  const merged = new Map<string, JobRecord>();
  for (const record of lists.flat()) {
    const until = forgotten.get(record.name) ?? 0;
    const own = { ...(record.started > until ? record : forgottenJob(record.name, until)), forgotten: until };
    const known = merged.get(own.name);
    merged.set(own.name, known === undefined ? own : mergeJob(known, own));
  }
  return withinCap([...merged.values()]);
}

/** What is left of a job that is forgotten, so that what other processes have stored of it is not taken for a new one. */
export function forgottenJob(name: string, forgotten: number): JobRecord {
  const counts = { runs: 0, failed: 0, overlaps: 0, running: 0 };
  const times = { knownSince: Infinity, started: 0, ended: null, succeeded: null, forgotten };
  return { name, everySeconds: null, graceSeconds: 0, ...counts, ...times };
}

/** Whether a record says no more than that. */
export function isForgotten({ started, forgotten }: JobRecord): boolean {
  return started <= forgotten;
}

/** The records that were stored; whatever else a file holds is left out. */
export function readJobs(stored: unknown): JobRecord[] {
  if (!Array.isArray(stored)) return [];
  return withinCap(stored.flatMap((each) => schema.safeParse(each).data ?? []));
}

/** Without times to come, as a wall clock that was wrong has left them. */
export function untilNow(record: JobRecord, wall: number): JobRecord {
  const { started, knownSince, ended, succeeded } = record;
  return {
    ...record,
    started: Math.min(started, wall),
    knownSince: Math.min(knownSince, wall),
    ended: ended && { ...ended, at: Math.min(ended.at, wall) },
    succeeded: succeeded && Math.min(succeeded, wall),
  };
}

function mergeJob(a: JobRecord, b: JobRecord): JobRecord {
  const { everySeconds, graceSeconds } = newest(a, b, ({ started }) => started);
  return {
    ...{ name: a.name, everySeconds, graceSeconds },
    knownSince: Math.min(a.knownSince, b.knownSince),
    started: Math.max(a.started, b.started),
    runs: a.runs + b.runs,
    failed: a.failed + b.failed,
    overlaps: a.overlaps + b.overlaps,
    running: a.running + b.running,
    ended: a.ended === null || b.ended === null ? (a.ended ?? b.ended) : newest(a.ended, b.ended, ({ at }) => at),
    succeeded: a.succeeded === null ? b.succeeded : Math.max(a.succeeded, b.succeeded ?? 0),
    forgotten: a.forgotten,
  };
}

/** The newer one; of two at the same time always the same, whichever comes first. */
function newest<T>(a: T, b: T, timeOf: (one: T) => number): T {
  if (timeOf(a) !== timeOf(b)) return timeOf(a) > timeOf(b) ? a : b;
  return JSON.stringify(a) > JSON.stringify(b) ? a : b;
}

function withinCap(records: readonly JobRecord[]): JobRecord[] {
  const timeOf = ({ started, forgotten }: JobRecord): number => Math.max(started, forgotten);
  const order = (a: JobRecord, b: JobRecord): number => (a.name < b.name ? -1 : 1);
  return records
    .toSorted((a, b) => timeOf(b) - timeOf(a) || order(a, b))
    .slice(0, MAX_JOBS)
    .sort(order);
}

const time = z.number().min(0).max(8.64e15);
const count = z.int().min(0);
const seconds = z.number().min(0);
const schema: z.ZodType<JobRecord> = z.object({
  name: z.string().min(1).max(MAX_JOB_NAME),
  everySeconds: seconds.nullable(),
  graceSeconds: seconds,
  // JSON has no Infinity.
  knownSince: time.nullable().transform((since) => since ?? Infinity),
  started: time,
  ...{ runs: count, failed: count, overlaps: count, running: count },
  ended: z
    .object({ at: time, durationMs: z.number().min(0), failed: z.boolean(), errorGroup: z.string().max(64).nullable() })
    .nullable(),
  succeeded: time.nullable(),
  forgotten: time,
});
