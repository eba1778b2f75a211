/**
 * Snapshots: what happened in one step of history, as it is kept in memory and on disk. In a file each name stands
 * once, and the size of a snapshot is bounded: 288 of them take less than 2 MB.
 */

import { z } from 'zod';
import {
  INSTRUMENT_KINDS,
  type InstrumentKind,
  KEPT_SECONDS,
  MAX_INSTRUMENTS,
  SNAPSHOT_SECONDS,
} from '../contract/index.js';
import { Histogram } from '../collector/histogram/histogram.js';
import { DistinctCount, SMALL_PRECISION } from '../statistics/distinct-count.js';
import {
  mergeEncoded,
  decodeHistogram,
  encodeHistogram,
  type EncodedHistogram,
} from '../collector/histogram/encoding.js';

/** Length of a stored snapshot in milliseconds; snapshots begin at whole multiples of it since 1970. */
export const SNAPSHOT_MS = SNAPSHOT_SECONDS * 1000;
/** How long snapshots are kept, in milliseconds. */
export const KEPT_MS = KEPT_SECONDS * 1000;

const MAX_ENDPOINTS = 20;
/** How many alerts are named in one snapshot. */
export const MAX_ALERTS = 10;
/** The longest text of the buckets of all requests together, and of one endpoint. */
export const SKETCH_LENGTH = 1000;
const ENDPOINT_SKETCH_LENGTH = 220;
/** How many endpoints of objectives one snapshot has. */
const MAX_COUNTED = 40;

/** One endpoint in a snapshot. */
export interface EndpointRecord {
  endpoint: string;
  method: string;
  requests: number;
  failed: number;
  latency: EncodedHistogram;
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
  /** The part of the step in which the process ran: from and to, milliseconds since 1970, and its seconds. */
  from: number;
  to: number;
  seconds: number;
  requests: number;
  failed: number;
  /** Counts by error class. */
  errors: (readonly [name: string, count: number])[];
  /** Active sessions at the end. */
  sessions: number;
  /** Sessions that had a failure, as `DistinctCount` writes them; null where sessions are not known. */
  affected: string | null;
  levels: SecondsByLevel;
  /** The worst level that was held for at least 30 s, as its place in `levels`. */
  worst: number;
  latency: EncodedHistogram;
  /** Busiest first. */
  endpoints: EndpointRecord[];
  alerts: AlertMark[];
  /** The app's own numbers at the end. */
  instruments: readonly InstrumentRecord[];
  /** Endpoints of objectives that had requests; missing where there were none. */
  counted?: readonly (readonly [name: string, requests: number, failed: number])[] | undefined;
}

/** One of the app's own numbers, see `InstrumentFigures.value`. */
export interface InstrumentRecord {
  name: string;
  kind: InstrumentKind;
  value: number;
}

/** The figures of an endpoint since the last snapshot. */
export interface EndpointInput {
  endpoint: string;
  method: string;
  requests: number;
  failed: number;
  /** Milliseconds. */
  latency: Histogram;
}

/** The history of one process as JSON. */
export interface HistoryRecord {
  /** When the process began, milliseconds since 1970; files of earlier versions have several starts, oldest first. */
  starts: number[];
  /** All names; snapshots refer to them by index. */
  names: string[];
  /** Oldest first. */
  snapshots: unknown[];
}

/** The history of another process, read from its file. */
export interface ForeignHistory {
  /** When it began, milliseconds since 1970. */
  starts: number[];
  /** Oldest first. */
  snapshots: Snapshot[];
  /** Whether the process still runs. */
  isAlive: boolean;
}

/** The endpoints of a snapshot, busiest first. */
export function recordEndpoints(endpoints: readonly EndpointInput[]): EndpointRecord[] {
  return endpoints
    .toSorted((a, b) => b.requests - a.requests)
    .slice(0, MAX_ENDPOINTS)
    .map((each) => ({
      endpoint: each.endpoint,
      method: each.method,
      requests: each.requests,
      failed: each.failed,
      latency: encodeHistogram(each.latency, ENDPOINT_SKETCH_LENGTH),
    }));
}

/** The endpoints of several snapshots, their counts and sketches added. */
export function mergeEndpoints(snapshots: readonly Pick<Snapshot, 'endpoints'>[]): EndpointInput[] {
  const merged = new Map<string, EndpointInput>();
  for (const each of snapshots.flatMap(({ endpoints }) => endpoints)) {
    const key = `${each.method} ${each.endpoint}`;
    const { endpoint, method } = each;
    const sum = merged.get(key) ?? { endpoint, method, requests: 0, failed: 0, latency: new Histogram() };
    sum.requests += each.requests;
    sum.failed += each.failed;
    mergeEncoded(sum.latency, each.latency);
    merged.set(key, sum);
  }
  return [...merged.values()];
}

/**
 * Makes the JSON of a history.
 * @param snapshots oldest first, at most one for each step
 */
export function pack(snapshots: readonly Snapshot[], starts: readonly number[]): HistoryRecord {
  const places = new Map<string, number>();
  const placeOf = (name: string): number => {
    const place = places.get(name) ?? places.size;
    places.set(name, place);
    return place;
  };
  const packed = snapshots.slice(-KEPT_MS / SNAPSHOT_MS).map((snapshot) => ({
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
    // JSON leaves out what is undefined.
    instruments:
      snapshot.instruments.length === 0
        ? undefined
        : snapshot.instruments.map(({ name, kind, value }) => [placeOf(name), INSTRUMENT_KINDS.indexOf(kind), value]),
    ...(snapshot.counted !== undefined && {
      counted: snapshot.counted.flatMap(([name, requests, failed]) => [placeOf(name), requests, failed]),
    }),
  }));
  return { starts: [...starts], names: [...places.keys()], snapshots: packed };
}

/** Whether JSON is a history; its snapshots are validated by `unpack`. */
export function isHistoryRecord(data: unknown): data is HistoryRecord {
  return recordSchema.safeParse(data).success;
}

/** Reads snapshots of a history. Those that `pack` could not have written are left out. */
export function unpack({ names, snapshots }: Pick<HistoryRecord, 'names' | 'snapshots'>): Snapshot[] {
  return snapshots.flatMap((each) => readSnapshot(each, names) ?? []);
}

/**
 * Sorts snapshots of one process.
 * @param wall milliseconds since 1970; snapshots from after it are moved back, because the clock was put back
 */
export function inOrder(snapshots: readonly Snapshot[], wall: number): Snapshot[] {
  const sorted = snapshots.toSorted((a, b) => a.t - b.t);
  const current = Math.floor(wall / SNAPSHOT_MS) * SNAPSHOT_MS;
  // Clocks of different machines differ a little.
  if ((sorted.at(-1)?.t ?? 0) > current + SNAPSHOT_MS) moveBack(sorted, current - SNAPSHOT_MS, SNAPSHOT_MS);
  return sorted;
}

/**
 * Moves snapshots to where they would be if the wall clock had been right: the newest begins at `newest` or earlier,
 * each other one before the one that follows it. None is moved further than that, so a gap that the wrong clock left
 * closes again.
 */
export function moveBack(snapshots: Snapshot[], newest: number, stepMs: number): void {
  let latest = newest;
  for (const snapshot of snapshots.toReversed()) {
    const shift = Math.max(0, snapshot.t - latest);
    snapshot.t -= shift;
    snapshot.from -= shift;
    snapshot.to -= shift;
    latest = snapshot.t - stepMs;
  }
}

const recordSchema = z.object({
  starts: z.array(z.number()),
  names: z.array(z.string()),
  snapshots: z.array(z.unknown()),
});
const count = z.int().min(0);
const time = z.number().min(0).max(8.64e15);
const seconds = z.number().min(0);
const sketch = z.custom<EncodedHistogram>((stored) => decodeHistogram(stored) !== undefined);
const snapshotSchema = z.object({
  t: time.multipleOf(SNAPSHOT_MS),
  from: time,
  to: time,
  seconds,
  requests: count,
  failed: count,
  errors: z.array(z.tuple([count, count])),
  sessions: count,
  /** Missing where an earlier version has stored it. */
  affected: z
    .custom<string>((stored) => DistinctCount.from(stored)?.precision === SMALL_PRECISION)
    .nullable()
    .default(null),
  levels: z.tuple([seconds, seconds, seconds]),
  worst: z.int().min(0).max(2),
  latency: sketch,
  endpoints: z.array(z.tuple([count, count, count, count, sketch])).max(MAX_ENDPOINTS),
  alerts: z
    .array(z.object({ id: z.string(), type: z.string(), began: time.nullable(), ended: time.nullable() }))
    .max(MAX_ALERTS),
  // Earlier versions have none.
  instruments: z
    .array(
      z.tuple([
        count,
        z
          .int()
          .min(0)
          .max(INSTRUMENT_KINDS.length - 1),
        z.number(),
      ]),
    )
    .max(MAX_INSTRUMENTS)
    .default([]),
  /** Name, requests and failures of one after another. */
  counted: z
    .array(count)
    .max(3 * MAX_COUNTED)
    .transform(inThrees)
    .optional(),
});

function readSnapshot(stored: unknown, names: readonly string[]): Snapshot | undefined {
  const { data } = snapshotSchema.safeParse(stored);
  if (data === undefined || data.from > data.to || data.failed > data.requests) return undefined;
  const { counted, ...step } = data;
  if (counted?.some(([, requests, failed]) => failed > requests) === true) return undefined;
  const places = [
    ...[...data.errors, ...data.instruments, ...(counted ?? [])].map(([place]) => place),
    ...data.endpoints.flatMap(([a, b]) => [a, b]),
  ];
  if (places.some((place) => place >= names.length)) return undefined;
  const nameOf = (place: number): string => names[place] ?? '';
  return {
    ...step,
    errors: data.errors.map(([place, counted]) => [nameOf(place), counted] as const),
    endpoints: data.endpoints.map(([method, endpoint, requests, failed, latency]) => ({
      endpoint: nameOf(endpoint),
      method: nameOf(method),
      requests,
      failed,
      latency,
    })),
    instruments: data.instruments.map(([place, kind, value]) => {
      return { name: nameOf(place), kind: INSTRUMENT_KINDS[kind] ?? 'gauge', value };
    }),
    ...(counted !== undefined && {
      counted: counted.map(([place, requests, failed]) => [nameOf(place), requests, failed] as const),
    }),
  };
}

function inThrees(values: readonly number[]): [number, number, number][] {
  return Array.from({ length: Math.floor(values.length / 3) }, (_, index) => {
    const [name = 0, requests = 0, failed = 0] = values.slice(3 * index);
    return [name, requests, failed];
  });
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
