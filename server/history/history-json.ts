/** The answer of `GET /metrics/history`. */

import { mergeEncoded } from '../collector/histogram/encoding.js';
import { Histogram } from '../collector/histogram/histogram.js';
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

/** What an answer is made of. */
export interface AnswerSource {
  range: HistoryRange;
  /** The time that the answer ends with, milliseconds since 1970. */
  time: number;
  /** This process's steps of the range's own length. */
  steps: readonly Snapshot[];
  /** Steps of the same length or a longer one, of other processes. */
  foreign: readonly Snapshot[];
  alerts: readonly HistoryAlert[];
  deploys: readonly Deploy[];
}

/** What is known of one step from one snapshot: all of it, or a part of a longer one. */
interface Part {
  snapshot: Snapshot;
  requests: number;
  failed: number;
  errors: readonly (readonly [name: string, count: number])[];
  /** How much of the snapshot's time it is, 0 to 1. */
  share: number;
}

/** Makes the answer; the step under way is its last. */
export function answerHistory({ range, time, steps, foreign, alerts, deploys }: AnswerSource): HistoryAnswer {
  const { seconds, stepSeconds } = HISTORY_RANGES[range];
  const stepMs = stepSeconds * 1000;
  const end = Math.ceil(time / stepMs) * stepMs;
  const start = end - seconds * 1000;
  const parts = new Map<number, Part[]>();
  for (let t = start; t < end; t += stepMs) parts.set(t, []);
  for (const snapshot of steps) parts.get(snapshot.t)?.push({ ...snapshot, snapshot, share: 1 });
  for (const snapshot of foreign) {
    if (snapshot.to < start || snapshot.from > end) continue;
    for (const [t, part] of split(snapshot, stepMs)) parts.get(t)?.push(part);
  }
  const latencies = new Latencies();
  return {
    audience: 'operator',
    view: 'all',
    range,
    step_seconds: stepSeconds,
    start: isoOf(start),
    end: isoOf(end),
    steps: [...parts].map(([t, of]) => stepJson(t, of, stepSeconds, latencies)),
    // After the steps, whose latencies are in it.
    summary: { ...summarize([...parts.values()], stepSeconds), ...latencies.ofAll() },
    alerts: alerts.filter(({ from, to }) => Date.parse(from) < end && (to === null || Date.parse(to) >= start)),
    deploys: deploys.filter((deploy) => Date.parse(deploy.time) >= start && Date.parse(deploy.time) <= end),
  };
}

type Percentiles = Record<'p50_ms' | 'p95_ms' | 'p99_ms', number | null>;

function stepJson(t: number, parts: readonly Part[], stepSeconds: number, latencies: Latencies): HistoryStep {
  const [first] = parts;
  if (first === undefined) {
    const nothing = { p50_ms: null, p95_ms: null, p99_ms: null, active_sessions: null };
    return { t: isoOf(t), status: null, seconds: null, requests: null, failed: null, errors: null, ...nothing };
  }
  const newest = parts.reduce((latest, part) => (part.snapshot.to > latest.snapshot.to ? part : latest), first);
  const errors = new Map<string, number>();
  for (const [name, count] of parts.flatMap((part) => part.errors)) errors.set(name, (errors.get(name) ?? 0) + count);
  return {
    t: isoOf(t),
    status: LEVELS[Math.max(...parts.map(({ snapshot }) => snapshot.worst))] ?? null,
    seconds: Math.round(Math.min(stepSeconds, secondsOf(parts)) * 1000) / 1000,
    requests: sum(parts, ({ requests }) => requests),
    failed: sum(parts, ({ failed }) => failed),
    errors: Object.fromEntries(errors),
    ...latencies.of(parts.map(({ snapshot }) => snapshot)),
    active_sessions: newest.snapshot.sessions,
  };
}

/**
 * Divides a snapshot among the steps that it lies in: each has its level and percentiles, and counts as if they had
 * come evenly. They are rounded so that the parts add up to the snapshot, and none has more failures than requests.
 */
function split(snapshot: Snapshot, stepMs: number): [t: number, part: Part][] {
  const first = Math.floor(snapshot.from / stepMs);
  const pieces = Math.max(1, Math.ceil(snapshot.to / stepMs) - first);
  const upTo = (end: number): number => Math.floor((snapshot.requests * end) / pieces);
  return Array.from({ length: pieces }, (_, index) => {
    const [before, after] = [upTo(index), upTo(index + 1)];
    const portion = (count: number): number => {
      if (snapshot.requests === 0) return 0;
      return Math.floor((count * after) / snapshot.requests) - Math.floor((count * before) / snapshot.requests);
    };
    const errors = snapshot.errors.map(([name, count]) => [name, portion(count)] as const);
    const part: Part = {
      snapshot,
      requests: after - before,
      failed: portion(snapshot.failed),
      errors: errors.filter(([, count]) => count > 0),
      share: 1 / pieces,
    };
    return [(first + index) * stepMs, part];
  });
}

function summarize(
  steps: readonly (readonly Part[])[],
  stepSeconds: number,
): Omit<HistoryAnswer['summary'], keyof Percentiles> {
  const seconds = { healthy: 0, warning: 0, degraded: 0 };
  for (const parts of steps) {
    // Processes beside each other have not run for longer than the step.
    const scale = Math.min(1, stepSeconds / secondsOf(parts));
    for (const { snapshot, share } of parts)
      LEVELS.forEach((level, index) => (seconds[level] += (snapshot.levels[index] ?? 0) * share * scale));
  }
  for (const level of LEVELS) seconds[level] = Math.round(seconds[level]);
  const parts = steps.flat();
  const requests = sum(parts, (part) => part.requests);
  const failed = sum(parts, (part) => part.failed);
  return {
    requests,
    failed,
    error_rate_percent: requests === 0 ? 0 : (100 * failed) / requests,
    seconds,
  };
}

function secondsOf(parts: readonly Part[]): number {
  return sum(parts, ({ snapshot, share }) => snapshot.seconds * share);
}

/** Percentiles of the steps and of all of them. To decode a stored histogram takes long, so each is decoded once. */
class Latencies {
  readonly #all = new Histogram();
  readonly #one = new Histogram();
  readonly #counted = new Set<Snapshot>();
  #last: { snapshots: readonly Snapshot[]; percentiles: Percentiles } | undefined;

  /** Percentiles of one step. Neighbouring steps are often parts of the same snapshots. */
  of(snapshots: readonly Snapshot[]): Percentiles {
    const known = this.#last?.snapshots;
    const isSame = known?.length === snapshots.length && known.every((each, index) => each === snapshots[index]);
    if (this.#last !== undefined && isSame) return this.#last.percentiles;
    const sketch = new Histogram();
    for (const snapshot of snapshots) {
      this.#one.clear();
      mergeEncoded(this.#one, snapshot.latency);
      sketch.merge(this.#one);
      if (!this.#counted.has(snapshot)) this.#all.merge(this.#one);
      this.#counted.add(snapshot);
    }
    this.#last = { snapshots, percentiles: percentilesOf(sketch) };
    return this.#last.percentiles;
  }

  /** Percentiles of all steps so far, each snapshot counted once. */
  ofAll(): Percentiles {
    return percentilesOf(this.#all);
  }
}

function percentilesOf(sketch: Histogram): Percentiles {
  const rounded = (q: number): number | null => {
    const value = sketch.quantile(q);
    return value === null ? null : Math.round(value * 1000) / 1000;
  };
  return { p50_ms: rounded(0.5), p95_ms: rounded(0.95), p99_ms: rounded(0.99) };
}

function sum<T>(items: readonly T[], valueOf: (item: T) => number): number {
  return items.reduce((total, item) => total + valueOf(item), 0);
}

function isoOf(wall: number): string {
  return new Date(wall).toISOString();
}
