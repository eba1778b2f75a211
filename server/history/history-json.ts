/** The answer of `GET /metrics/history`, from the steps that are kept. */

import { Sketch } from '../collector/histogram/histogram.js';
import {
  type Deploy,
  HISTORY_RANGES,
  type HistoryAlert,
  type HistoryAnswer,
  type HistoryRange,
  type HistoryStep,
  LEVELS,
} from '../contract/index.js';
import type { Snapshot } from './snapshots.js';
import { addStored } from '../collector/histogram/encoding.js';

/** What an answer is made of. */
export interface AnswerSource {
  range: HistoryRange;
  /** The time that the answer ends with, milliseconds since 1970. */
  time: number;
  /** Steps of the range's own length, in order. */
  steps: readonly Snapshot[];
  /** Longer ones, in order, that stand in where there is none of `steps`. */
  coarse: readonly Snapshot[];
  alerts: readonly HistoryAlert[];
  deploys: readonly Deploy[];
}

/** Counts of a step, and the snapshot that its level and percentiles come from. */
interface Part {
  requests: number;
  failed: number;
  errors: readonly (readonly [string, number])[];
  /** How much of the snapshot's time it is. */
  share: number;
  snapshot: Snapshot;
}

/** Makes the answer; the step that is under way is its last. */
export function answerHistory({ range, time, steps, coarse, alerts, deploys }: AnswerSource): HistoryAnswer {
  const { seconds, stepSeconds } = HISTORY_RANGES[range];
  const [stepMs, lengthMs] = [stepSeconds * 1000, seconds * 1000];
  const end = Math.ceil(time / stepMs) * stepMs;
  const start = end - lengthMs;
  const fine = new Map(steps.map((snapshot) => [snapshot.t, snapshot]));
  const parts: (Part | undefined)[] = [];
  for (let t = start; t < end; t += stepMs) {
    const snapshot = fine.get(t);
    parts.push(snapshot === undefined ? shareOf(coarse, t, stepMs) : { ...snapshot, share: 1, snapshot });
  }
  const quantiles = new Map<Snapshot, Percentiles>();
  const quantilesOf = (snapshot: Snapshot): Percentiles => {
    const known = quantiles.get(snapshot) ?? percentilesOf([snapshot]);
    quantiles.set(snapshot, known);
    return known;
  };
  return {
    range,
    step_seconds: stepMs / 1000,
    start: isoOf(start),
    end: isoOf(end),
    steps: parts.map((part, index) => describeStep(start + index * stepMs, part, quantilesOf)),
    summary: summarize(parts.filter((part) => part !== undefined)),
    alerts: alerts.filter(({ from, to }) => Date.parse(from) < end && (to === null || Date.parse(to) >= start)),
    deploys: deploys.filter((deploy) => Date.parse(deploy.time) >= start && Date.parse(deploy.time) <= end),
  };
}

type Percentiles = Record<'p50_ms' | 'p95_ms' | 'p99_ms', number | null>;

function describeStep(
  t: number,
  part: Part | undefined,
  quantilesOf: (snapshot: Snapshot) => Percentiles,
): HistoryStep {
  if (part === undefined) {
    const nothing = { p50_ms: null, p95_ms: null, p99_ms: null, active_sessions: null };
    return { t: isoOf(t), status: null, seconds: null, requests: null, failed: null, errors: null, ...nothing };
  }
  const { snapshot } = part;
  return {
    t: isoOf(t),
    status: LEVELS[snapshot.worst] ?? null,
    seconds: Math.round(snapshot.seconds * part.share * 1000) / 1000,
    requests: part.requests,
    failed: part.failed,
    errors: Object.fromEntries(part.errors),
    ...quantilesOf(snapshot),
    active_sessions: snapshot.sessions,
  };
}

/**
 * A short step's part of the longer one that it lies in: the same level and percentiles, and counts as if they had come
 * evenly. They are rounded so that the parts of a whole snapshot add up to it, and none has more failures than requests.
 */
function shareOf(coarse: readonly Snapshot[], t: number, stepMs: number): Part | undefined {
  const snapshot = coarse.findLast(({ from, to }) => from < t + stepMs && to > t);
  if (snapshot === undefined) return undefined;
  const first = Math.floor(snapshot.from / stepMs);
  const pieces = Math.max(1, Math.ceil(snapshot.to / stepMs) - first);
  const place = t / stepMs - first;
  const upTo = (end: number): number => Math.floor((snapshot.requests * end) / pieces);
  const [before, after] = [upTo(place), upTo(place + 1)];
  const portion = (count: number): number => {
    if (snapshot.requests === 0) return 0;
    return Math.floor((count * after) / snapshot.requests) - Math.floor((count * before) / snapshot.requests);
  };
  return {
    requests: after - before,
    failed: portion(snapshot.failed),
    errors: snapshot.errors.map(([name, count]) => [name, portion(count)] as const).filter(([, count]) => count > 0),
    share: 1 / pieces,
    snapshot,
  };
}

function summarize(parts: readonly Part[]): HistoryAnswer['summary'] {
  const seconds = { healthy: 0, warning: 0, degraded: 0 };
  let requests = 0;
  let failed = 0;
  for (const part of parts) {
    requests += part.requests;
    failed += part.failed;
    LEVELS.forEach((level, place) => (seconds[level] += (part.snapshot.levels[place] ?? 0) * part.share));
  }
  for (const level of LEVELS) seconds[level] = Math.round(seconds[level]);
  return {
    requests,
    failed,
    error_rate_percent: requests === 0 ? 0 : (100 * failed) / requests,
    ...percentilesOf(new Set(parts.map(({ snapshot }) => snapshot))),
    seconds,
  };
}

/** Percentiles of all that several snapshots hold together. */
function percentilesOf(snapshots: Iterable<Snapshot>): Percentiles {
  const sketch = new Sketch();
  for (const { latency } of snapshots) addStored(sketch, latency);
  const rounded = (q: number): number | null => {
    const value = sketch.quantile(q);
    return value === null ? null : Math.round(value * 1000) / 1000;
  };
  return { p50_ms: rounded(0.5), p95_ms: rounded(0.95), p99_ms: rounded(0.99) };
}

function isoOf(wall: number): string {
  return new Date(wall).toISOString();
}
