/**
 * What is kept of an error group: the same in memory, in a file, and in the view over several processes. Two states of a
 * group merge into one, in any order: counts are added, sets united, and of what can be only one the later is kept.
 */

import type { CodeLocation, ErrorGrouping, ErrorSample, StackLine } from '../contract/index.js';
import { TREND_STEPS } from '../contract/index.js';
import { DistinctCount, SMALL_PRECISION } from '../statistics/distinct-count.js';

/** What the last error of a group looked like. Times are milliseconds since 1970, here and below. */
export interface LastLook {
  at: number;
  message: string;
  location: CodeLocation | null;
}

/** A sample as it is kept: without addresses, which are made when it is shown. */
export interface KeptSample extends Pick<
  ErrorSample,
  'endpoint' | 'method' | 'status' | 'latency_ms' | 'trace_id' | 'request_id'
> {
  at: number;
  sentryEventId: string | null;
}

/** What somebody did to a group last. */
export interface GroupAction {
  kind: 'acknowledge' | 'mute' | 'resolve' | 'reopen';
  at: number;
  by: string | null;
  note: string | null;
  credential: string | null;
  /** Of a mute. */
  until: number | null;
  /** Of `resolve`: the version in service. */
  version: string | null;
}

/** The state of a group. */
export interface GroupState {
  id: string;
  grouping: ErrorGrouping;
  type: string;
  look: LastLook;
  count: number;
  firstSeen: number;
  lastSeen: number;
  /** When one of them last ended the process. */
  fatalAt: number | null;
  /** The deploy before the first of them. */
  since: { version: string; at: number } | null;
  /** By method and template; the rest of `count` belongs to none of these. */
  endpoints: Map<string, number>;
  /** Errors by the number of the step since 1970; of the last day. */
  trend: Map<number, number>;
  /** Newest first. */
  samples: KeptSample[];
  /** Of one of them, and when it was read. */
  stack: { at: number; lines: StackLine[] } | null;
  sessions: DistinctCount;
  /** Its first errors have counted as news. */
  isAnnounced: boolean;
  action: GroupAction | null;
  resolved: GroupAction | null;
  /** When it came back after the resolution of that time. */
  returned: { of: number; at: number } | null;
}

/** Samples of a group. */
export const MAX_SAMPLES = 5;
/**
 * Endpoints of a group that are counted apart. Of more, those are kept whose names have the lowest hashes: so it makes no
 * difference which came first, or in what order states are merged, and the counts of those that are kept are exact.
 */
export const MAX_GROUP_ENDPOINTS = 24;

/** Two states of the same group as one; commutative and associative. Neither of the two is changed. */
export function mergeStates(a: GroupState, b: GroupState): GroupState {
  const first = least(a, b, (state) => [state.firstSeen, JSON.stringify(state.since)]);
  const sessions = new DistinctCount(SMALL_PRECISION);
  sessions.merge(a.sessions);
  sessions.merge(b.sessions);
  const merged: GroupState = {
    ...{ id: a.id, grouping: a.grouping, type: a.type },
    look: greatest(a.look, b.look, (look) => [look.at, JSON.stringify(look)]),
    count: a.count + b.count,
    firstSeen: first.firstSeen,
    lastSeen: Math.max(a.lastSeen, b.lastSeen),
    fatalAt: a.fatalAt === null || b.fatalAt === null ? (a.fatalAt ?? b.fatalAt) : Math.max(a.fatalAt, b.fatalAt),
    since: first.since,
    endpoints: new Map(a.endpoints),
    trend: new Map(a.trend),
    samples: newest([...a.samples, ...b.samples]),
    stack: greatest(a.stack, b.stack, (stack) => [stack?.at ?? -Infinity, JSON.stringify(stack)]),
    sessions,
    isAnnounced: a.isAnnounced || b.isAnnounced,
    action: laterAction(a.action, b.action),
    resolved: laterAction(a.resolved, b.resolved),
    returned: laterReturn(a.returned, b.returned),
  };
  for (const [name, count] of b.endpoints) addTo(merged.endpoints, name, count);
  for (const [step, count] of b.trend) merged.trend.set(step, (merged.trend.get(step) ?? 0) + count);
  trimEndpoints(merged.endpoints);
  trimTrend(merged.trend);
  return merged;
}

/** Takes over what somebody did to the group in another process; whether that is news. */
export function adoptActions(own: GroupState, other: GroupState): boolean {
  const action = laterAction(own.action, other.action);
  const resolved = laterAction(own.resolved, other.resolved);
  const isNews = action !== own.action || resolved !== own.resolved || (other.isAnnounced && !own.isAnnounced);
  own.action = action;
  own.resolved = resolved;
  own.isAnnounced ||= other.isAnnounced;
  if (resolved !== null && own.count > 0) noteReturn(own, own.lastSeen);
  return isNews;
}

/** Notes that the group has come back, if it was resolved before that time; whether it was. */
export function noteReturn(state: GroupState, at: number): boolean {
  const { resolved, returned } = state;
  if (resolved === null || at <= resolved.at || returned?.of === resolved.at) return false;
  state.returned = { of: resolved.at, at };
  return true;
}

/** Adds to the count of an endpoint, within the bound. */
export function countEndpoint(state: GroupState, name: string): void {
  addTo(state.endpoints, name, 1);
  trimEndpoints(state.endpoints);
}

/** Adds to the trend. */
export function countTrend(state: GroupState, step: number): void {
  state.trend.set(step, (state.trend.get(step) ?? 0) + 1);
  trimTrend(state.trend);
}

/** The newest samples, newest first. */
export function newest(samples: readonly KeptSample[]): KeptSample[] {
  return samples
    .map((sample) => ({ sample, text: JSON.stringify(sample) }))
    .sort((a, b) => b.sample.at - a.sample.at || (a.text === b.text ? 0 : a.text < b.text ? 1 : -1))
    .slice(0, MAX_SAMPLES)
    .map(({ sample }) => sample);
}

function laterAction(a: GroupAction | null, b: GroupAction | null): GroupAction | null {
  return greatest(a, b, (action) => [action?.at ?? -Infinity, JSON.stringify(action)]);
}

/** The first return after the later resolution. */
function laterReturn(a: GroupState['returned'], b: GroupState['returned']): GroupState['returned'] {
  if (a === null || b === null) return a ?? b;
  if (a.of !== b.of) return a.of > b.of ? a : b;
  return a.at <= b.at ? a : b;
}

type Key = readonly [number, string];

function greatest<T>(a: T, b: T, keyOf: (value: T) => Key): T {
  return compareKeys(keyOf(a), keyOf(b)) >= 0 ? a : b;
}

function least<T>(a: T, b: T, keyOf: (value: T) => Key): T {
  return compareKeys(keyOf(a), keyOf(b)) <= 0 ? a : b;
}

function compareKeys([a, textA]: Key, [b, textB]: Key): number {
  if (a !== b) return a < b ? -1 : 1;
  return textA === textB ? 0 : textA < textB ? -1 : 1;
}

function addTo(counts: Map<string, number>, name: string, count: number): void {
  counts.set(name, (counts.get(name) ?? 0) + count);
}

function trimEndpoints(endpoints: Map<string, number>): void {
  if (endpoints.size <= MAX_GROUP_ENDPOINTS) return;
  const byHash = [...endpoints.keys()].sort((a, b) => fnv1a(a) - fnv1a(b) || (a < b ? -1 : 1));
  for (const name of byHash.slice(MAX_GROUP_ENDPOINTS)) endpoints.delete(name);
}

function trimTrend(trend: Map<number, number>): void {
  if (trend.size <= 1) return;
  const oldest = Math.max(...trend.keys()) - TREND_STEPS;
  for (const step of trend.keys()) if (step <= oldest) trend.delete(step);
}

/** FNV-1a, 32 bits: isthe.com/chongo/tech/comp/fnv */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
