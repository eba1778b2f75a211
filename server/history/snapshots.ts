/**
 * Snapshots: what happened in one step of history, in the form in which it is kept, in memory and on disk. Names stand
 * in the file once, and each snapshot has a fixed share of the 2 MB that 288 of them may take.
 */

import { z } from 'zod';
import { Sketch } from '../collector/histogram/histogram.js';
import { addStored, decodeSketch, encodeSketch, type SparseSketch } from '../collector/histogram/encoding.js';

/** Length of a snapshot in milliseconds; snapshots begin at whole multiples of it since 1970. */
export const SNAPSHOT_MS = 300_000;
/** Snapshots that are kept: 24 hours. */
export const MAX_SNAPSHOTS = 288;

const MAX_ENDPOINTS = 20;
/** Alerts that are named in one snapshot. */
export const MAX_ALERTS = 10;
/** Characters for the buckets of all requests together, and of one endpoint. */
export const SKETCH_LENGTH = 1000;
const ENDPOINT_SKETCH_LENGTH = 220;

/** One endpoint in a snapshot. */
export interface EndpointRecord {
  endpoint: string;
  method: string;
  requests: number;
  failed: number;
  latency: SparseSketch;
}

/** An alert began or ended; times in milliseconds since 1970. */
export interface AlertMark {
  id: string;
  type: string;
  began: number | null;
  ended: number | null;
}

/** Healthy, warning and degraded, in this order. */
export type SecondsByLevel = readonly [healthy: number, warning: number, degraded: number];

/** One step of history. */
export interface Snapshot {
  /** Start of the step, milliseconds since 1970. */
  t: number;
  /** The part of the step that the process was there for: from and to, milliseconds since 1970, and its seconds. */
  from: number;
  to: number;
  seconds: number;
  requests: number;
  failed: number;
  /** Counts by error class. */
  errors: (readonly [name: string, count: number])[];
  /** Active sessions at the end. */
  sessions: number;
  levels: SecondsByLevel;
  /** The worst level that was held for at least 30 s, as its place in `levels`. */
  worst: number;
  latency: SparseSketch;
  /** Busiest first. */
  endpoints: EndpointRecord[];
  alerts: AlertMark[];
}

/** What is handed over of an endpoint. */
export interface EndpointInput {
  endpoint: string;
  method: string;
  requests: number;
  failed: number;
  /** Milliseconds. */
  latency: Sketch;
}

/** History as it is stored. */
export interface HistoryRecord {
  /** When processes began, milliseconds since 1970, oldest first. */
  starts: number[];
  /** All names that snapshots refer to by their place. */
  names: string[];
  /** Oldest first. */
  snapshots: unknown[];
}

/** The endpoints of a snapshot, from those that had most requests on. */
export function recordEndpoints(endpoints: readonly EndpointInput[]): EndpointRecord[] {
  return endpoints
    .toSorted((a, b) => b.requests - a.requests)
    .slice(0, MAX_ENDPOINTS)
    .map((each) => ({
      endpoint: each.endpoint,
      method: each.method,
      requests: each.requests,
      failed: each.failed,
      latency: encodeSketch(each.latency, ENDPOINT_SKETCH_LENGTH),
    }));
}

/** Two snapshots of the same step, by processes after or beside each other, as one. */
export function mergeSnapshots(first: Snapshot, second: Snapshot): Snapshot {
  const latency = new Sketch();
  addStored(latency, first.latency);
  addStored(latency, second.latency);
  const seconds = first.seconds + second.seconds;
  const share = Math.min(1, SNAPSHOT_MS / 1000 / seconds);
  const [later, earlier] = first.to > second.to ? [first, second] : [second, first];
  const errors = new Map(earlier.errors);
  for (const [name, count] of later.errors) errors.set(name, (errors.get(name) ?? 0) + count);
  return {
    t: first.t,
    from: Math.min(first.from, second.from),
    to: later.to,
    // Two processes beside each other have not covered more than there is.
    seconds: seconds * share,
    requests: first.requests + second.requests,
    failed: first.failed + second.failed,
    errors: [...errors],
    sessions: later.sessions,
    levels: [
      (first.levels[0] + second.levels[0]) * share,
      (first.levels[1] + second.levels[1]) * share,
      (first.levels[2] + second.levels[2]) * share,
    ],
    worst: Math.max(first.worst, second.worst),
    latency: encodeSketch(latency, SKETCH_LENGTH),
    endpoints: recordEndpoints(mergeEndpoints([earlier, later])),
    alerts: [...earlier.alerts, ...later.alerts].slice(0, MAX_ALERTS),
  };
}

/** The endpoints of several snapshots, their counts and sketches added. */
export function mergeEndpoints(snapshots: readonly Pick<Snapshot, 'endpoints'>[]): EndpointInput[] {
  const merged = new Map<string, EndpointInput>();
  for (const each of snapshots.flatMap(({ endpoints }) => endpoints)) {
    const key = `${each.method} ${each.endpoint}`;
    const { endpoint, method } = each;
    const sum = merged.get(key) ?? { endpoint, method, requests: 0, failed: 0, latency: new Sketch() };
    sum.requests += each.requests;
    sum.failed += each.failed;
    addStored(sum.latency, each.latency);
    merged.set(key, sum);
  }
  return [...merged.values()];
}

/** One snapshot for each step: those of the same step are merged. */
export function mergeSteps(snapshots: readonly Snapshot[]): Snapshot[] {
  const merged = new Map<number, Snapshot>();
  for (const snapshot of snapshots) {
    const other = merged.get(snapshot.t);
    merged.set(snapshot.t, other === undefined ? snapshot : mergeSnapshots(other, snapshot));
  }
  return [...merged.values()].sort((a, b) => a.t - b.t);
}

/** History in the form in which it is stored, at most 2 MB of it. */
export function pack(snapshots: readonly Snapshot[], starts: readonly number[]): HistoryRecord {
  const places = new Map<string, number>();
  const placeOf = (name: string): number => {
    const place = places.get(name) ?? places.size;
    places.set(name, place);
    return place;
  };
  const packed = mergeSteps(snapshots)
    .slice(-MAX_SNAPSHOTS)
    .map((snapshot) => ({
      ...snapshot,
      // A step of which only milliseconds are known is still one.
      seconds: Math.max(0.1, tenths(snapshot.seconds)),
      errors: snapshot.errors.map(([name, count]) => [placeOf(name), count]),
      levels: snapshot.levels.map(tenths),
      endpoints: snapshot.endpoints.map((each) => [
        placeOf(each.method),
        placeOf(each.endpoint),
        each.requests,
        each.failed,
        each.latency,
      ]),
      alerts: snapshot.alerts.slice(0, MAX_ALERTS),
    }));
  return { starts: [...starts], names: [...places.keys()], snapshots: packed };
}

/** Whether something could be stored history; single snapshots are looked at when they are read. */
export function isHistoryRecord(data: unknown): data is HistoryRecord {
  return recordSchema.safeParse(data).success;
}

/** Stored snapshots, oldest first; those that could not have been stored are left out and counted. */
export function unpack({ names, snapshots }: HistoryRecord): { snapshots: Snapshot[]; rejected: number } {
  const read: Snapshot[] = [];
  for (const each of snapshots) {
    const snapshot = readSnapshot(each, names);
    if (snapshot !== undefined) read.push(snapshot);
  }
  return { snapshots: mergeSteps(read), rejected: snapshots.length - read.length };
}

const recordSchema = z.object({
  starts: z.array(z.number()),
  names: z.array(z.string()),
  snapshots: z.array(z.unknown()),
});
const count = z.int().min(0);
const time = z.number().min(0).max(8.64e15);
const seconds = z.number().min(0);
const sketch = z.custom<SparseSketch>((stored) => decodeSketch(stored) !== undefined);
const snapshotSchema = z.object({
  t: time.multipleOf(SNAPSHOT_MS),
  from: time,
  to: time,
  seconds,
  requests: count,
  failed: count,
  errors: z.array(z.tuple([count, count])),
  sessions: count,
  levels: z.tuple([seconds, seconds, seconds]),
  worst: z.int().min(0).max(2),
  latency: sketch,
  endpoints: z.array(z.tuple([count, count, count, count, sketch])).max(MAX_ENDPOINTS),
  alerts: z
    .array(z.object({ id: z.string(), type: z.string(), began: time.nullable(), ended: time.nullable() }))
    .max(MAX_ALERTS),
});

function readSnapshot(stored: unknown, names: readonly string[]): Snapshot | undefined {
  const { data } = snapshotSchema.safeParse(stored);
  if (data === undefined || data.from > data.to || data.failed > data.requests) return undefined;
  const places = [...data.errors.map(([place]) => place), ...data.endpoints.flatMap(([a, b]) => [a, b])];
  if (places.some((place) => place >= names.length)) return undefined;
  const nameOf = (place: number): string => names[place] ?? '';
  return {
    ...data,
    errors: data.errors.map(([place, counted]) => [nameOf(place), counted] as const),
    endpoints: data.endpoints.map(([method, endpoint, requests, failed, latency]) => ({
      endpoint: nameOf(endpoint),
      method: nameOf(method),
      requests,
      failed,
      latency,
    })),
  };
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
