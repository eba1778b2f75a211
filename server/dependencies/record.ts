/**
 * The dependencies of a process over some time, as they can be stored and joined with those of other processes. A record
 * of the sum is the sum of the records, in any order; beyond the cap, those with the fewest calls are joined as `(other)`.
 */

import { decodeHistogram, encodeHistogram, type EncodedHistogram } from '../collector/histogram/encoding.js';
import { Histogram } from '../collector/histogram/histogram.js';
import { CALL_FAILURES, OTHER_DEPENDENCIES } from '../contract/index.js';
import { type Dependencies, MAX_DEPENDENCIES } from './dependencies.js';
import type { CallSums, Dependency, DependencyKind } from './dependency.js';

/** Characters of a histogram. */
const MAX_HISTOGRAM = 400;

/** One dependency. Times are milliseconds. */
export interface DependencyRecord {
  name: string;
  kind: DependencyKind;
  calls: number;
  /** In the order of `CALL_FAILURES`. */
  failures: number[];
  aborted: number;
  callsMs: number;
  requestsMs: number;
  latency: EncodedHistogram;
}

/** The record of the last seconds. */
export function recordOf(dependencies: Dependencies, now: number, seconds?: number): DependencyRecord[] {
  return capped(
    Array.from(dependencies.sums(now, seconds), ([dependency, sums]) => toRecord(dependency, sums)).filter(
      ({ calls, aborted }) => calls + aborted > 0,
    ),
  );
}

/** The sum of two records. */
export function mergeRecords(a: readonly DependencyRecord[], b: readonly DependencyRecord[]): DependencyRecord[] {
  return capped([...a, ...b]);
}

function toRecord({ name, kind }: Dependency, sums: CallSums): DependencyRecord {
  const { calls, failures, aborted, callsMs, requestsMs } = sums;
  const wholeMs = Math.round(callsMs);
  return {
    name,
    kind,
    calls,
    failures,
    aborted,
    callsMs: wholeMs,
    requestsMs: Math.round(requestsMs),
    latency: encodedLatency(sums.latency(), wholeMs),
  };
}

function capped(records: readonly DependencyRecord[]): DependencyRecord[] {
  const joined = join(records, ({ name }) => name);
  const own = joined.filter(({ name }) => name !== OTHER_DEPENDENCIES);
  if (own.length <= MAX_DEPENDENCIES) return joined;
  const kept = new Set(own.slice(0, MAX_DEPENDENCIES));
  return join(joined, (record) => (kept.has(record) ? record.name : OTHER_DEPENDENCIES));
}

/** One record for each kind and name, those with the most calls first. */
function join(records: readonly DependencyRecord[], nameOf: (record: DependencyRecord) => string): DependencyRecord[] {
  const groups = new Map<string, DependencyRecord[]>();
  for (const record of records) {
    const key = `${record.kind} ${nameOf(record)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [record]);
    else group.push(record);
  }
  return [...groups.values()]
    .map((group) => sumOf(group, nameOf))
    .sort((a, b) => b.calls - a.calls || (`${a.kind} ${a.name}` < `${b.kind} ${b.name}` ? -1 : 1));
}

function sumOf(group: readonly DependencyRecord[], nameOf: (record: DependencyRecord) => string): DependencyRecord {
  const [first] = group;
  if (first === undefined) throw new RangeError('There is nothing to join');
  if (group.length === 1) return { ...first, name: nameOf(first) };
  const total = (of: (record: DependencyRecord) => number): number => group.reduce((sum, each) => sum + of(each), 0);
  const callsMs = total(({ callsMs: ms }) => ms);
  const latency = new Histogram();
  for (const each of group) latency.merge(decodeHistogram(each.latency) ?? new Histogram());
  return {
    name: nameOf(first),
    kind: first.kind,
    calls: total(({ calls }) => calls),
    failures: CALL_FAILURES.map((_, index) => total(({ failures }) => failures[index] ?? 0)),
    aborted: total(({ aborted }) => aborted),
    callsMs,
    requestsMs: total(({ requestsMs }) => requestsMs),
    latency: encodedLatency(latency, callsMs),
  };
}

/** With the sum in whole milliseconds: sums that are rounded to some digits depend on the order in which they are added. */
function encodedLatency(latency: Histogram, sumMs: number): EncodedHistogram {
  const encoded = encodeHistogram(latency, MAX_HISTOGRAM);
  if (encoded === null) return null;
  const [scale, , min, max, buckets] = encoded;
  return [scale, sumMs, min, max, buckets];
}
