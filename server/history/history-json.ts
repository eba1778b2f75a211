/**
 * The answer of `GET /metrics/history`. To decode a day of histograms takes long: the steps that have ended are summed up
 * once, and only the step under way for each answer.
 */

import { affectedOf } from '../collector/affected-sessions.js';
import { mergeEncoded } from '../collector/histogram/encoding.js';
import { Histogram } from '../collector/histogram/histogram.js';
import {
  type Deploy,
  HISTORY_RANGES,
  type HistoryAlert,
  type HistoryAnswer,
  type HistoryRange,
  type HistoryStep,
  type Level,
  LEVELS,
} from '../contract/index.js';
import { instrumentsOf } from './history-instruments.js';
import { DistinctCount, SMALL_PRECISION } from '../statistics/distinct-count.js';
import type { Snapshot } from './snapshots.js';

/** What an answer is made of. */
export interface AnswerSource {
  range: HistoryRange;
  /** The time that the answer ends with, milliseconds since 1970. */
  time: number;
  /** This process's steps of the range's own length that have ended, and the one under way. */
  ended: readonly Snapshot[];
  current: Snapshot | undefined;
  /** Steps of the same length or a longer one, of other processes. */
  foreign: readonly Snapshot[];
  /** Differs when steps that have ended or those of other processes have changed. */
  revision: number;
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

/** The steps of a range by their begin, those that have ended summed up. */
interface EndedSteps {
  /** What it was made for. */
  key: string;
  steps: ReadonlyMap<number, HistoryStep>;
  /** Of the steps under way, what other processes have of them. */
  underWay: ReadonlyMap<number, readonly Part[]>;
  sums: Sums;
  latencies: Latencies;
}

/** Makes the answers. */
export class HistoryAnswers {
  readonly #ended = new Map<HistoryRange, EndedSteps>();

  /** Makes an answer; the step under way is its last. */
  answer(source: AnswerSource): HistoryAnswer {
    const { range, time, current, alerts, deploys } = source;
    const { seconds, stepSeconds } = HISTORY_RANGES[range];
    const stepMs = stepSeconds * 1000;
    const end = Math.ceil(time / stepMs) * stepMs;
    const start = end - seconds * 1000;
    const { steps, underWay, ...ended } = this.#endedSteps(source, start, end);
    const latencies = new Latencies(ended.latencies);
    const sums = { ...ended.sums };
    const stepAt = (t: number): HistoryStep => {
      const known = steps.get(t);
      if (known !== undefined) return known;
      const parts = [...(current?.t === t ? [wholeOf(current)] : []), ...(underWay.get(t) ?? [])];
      add(sums, parts, stepSeconds);
      return stepJson(t, parts, stepSeconds, latencies);
    };
    return {
      audience: 'operator',
      view: 'all',
      range,
      step_seconds: stepSeconds,
      start: isoOf(start),
      end: isoOf(end),
      steps: Array.from({ length: (end - start) / stepMs }, (_, index) => stepAt(start + index * stepMs)),
      // After the steps, which are in it.
      summary: { ...summaryOf(sums), ...latencies.ofAll() },
      alerts: alerts.filter(({ from, to }) => Date.parse(from) < end && (to === null || Date.parse(to) >= start)),
      deploys: deploys.filter((deploy) => Date.parse(deploy.time) >= start && Date.parse(deploy.time) <= end),
    };
  }

  #endedSteps({ range, ended, current, foreign, revision }: AnswerSource, start: number, end: number): EndedSteps {
    const key = `${revision} ${end} ${current?.t}`;
    const known = this.#ended.get(range);
    if (known?.key === key) return known;
    const { stepSeconds } = HISTORY_RANGES[range];
    const stepMs = stepSeconds * 1000;
    const all = new Map<number, Part[]>();
    for (let t = start; t < end; t += stepMs) all.set(t, []);
    for (const snapshot of ended) all.get(snapshot.t)?.push(wholeOf(snapshot));
    for (const snapshot of foreign) {
      if (snapshot.to < start || snapshot.from > end) continue;
      for (const [t, part] of split(snapshot, stepMs)) all.get(t)?.push(part);
    }
    const made = { key, sums: { ...NOTHING }, latencies: new Latencies(), steps: new Map(), underWay: new Map() };
    for (const [t, parts] of all) {
      if (t === current?.t || t === end - stepMs) made.underWay.set(t, parts);
      else {
        made.steps.set(t, stepJson(t, parts, stepSeconds, made.latencies));
        add(made.sums, parts, stepSeconds);
      }
    }
    this.#ended.set(range, made);
    return made;
  }
}

function wholeOf(snapshot: Snapshot): Part {
  return { ...snapshot, snapshot, share: 1 };
}

type Percentiles = Record<'p50_ms' | 'p95_ms' | 'p99_ms', number | null>;

function stepJson(t: number, parts: readonly Part[], stepSeconds: number, latencies: Latencies): HistoryStep {
  const [first] = parts;
  if (first === undefined) {
    const latency = { p50_ms: null, p95_ms: null, p99_ms: null };
    const nothing = { ...latency, active_sessions: null, affected_sessions: null, instruments: null };
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
    affected_sessions: affectedIn(parts),
    instruments: instrumentsOf(parts),
  };
}

/** Different sessions with a failure, those of several processes once; null where they are not known. */
function affectedIn(parts: readonly Part[]): number | null {
  const known = parts.flatMap(({ snapshot }) => DistinctCount.from(snapshot.affected) ?? []);
  if (known.length === 0) return null;
  const all = new DistinctCount(SMALL_PRECISION);
  for (const one of known) all.merge(one);
  return affectedOf(
    all.count,
    sum(parts, ({ failed }) => failed),
  );
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

/** Sums over steps: counts, and seconds by level. */
type Sums = Record<'requests' | 'failed' | Level, number>;

const NOTHING: Readonly<Sums> = { requests: 0, failed: 0, healthy: 0, warning: 0, degraded: 0 };

/** Adds a step. */
function add(sums: Sums, parts: readonly Part[], stepSeconds: number): void {
  // Processes beside each other have not run for longer than the step.
  const scale = Math.min(1, stepSeconds / secondsOf(parts));
  for (const { snapshot, share, requests, failed } of parts) {
    sums.requests += requests;
    sums.failed += failed;
    LEVELS.forEach((level, index) => (sums[level] += (snapshot.levels[index] ?? 0) * share * scale));
  }
}

function summaryOf({ requests, failed, ...seconds }: Sums): Omit<HistoryAnswer['summary'], keyof Percentiles> {
  return {
    requests,
    failed,
    error_rate_percent: requests === 0 ? 0 : (100 * failed) / requests,
    seconds: {
      healthy: Math.round(seconds.healthy),
      warning: Math.round(seconds.warning),
      degraded: Math.round(seconds.degraded),
    },
  };
}

function secondsOf(parts: readonly Part[]): number {
  return sum(parts, ({ snapshot, share }) => snapshot.seconds * share);
}

/** Percentiles of the steps and of all of them. To decode a stored histogram takes long, so each is decoded once. */
class Latencies {
  readonly #all = new Histogram();
  readonly #one = new Histogram();
  readonly #counted: Set<Snapshot>;
  #last: { snapshots: readonly Snapshot[]; percentiles: Percentiles } | undefined;

  /** @param before what comes before these steps */
  constructor(before?: Latencies) {
    if (before !== undefined) this.#all.merge(before.#all);
    this.#counted = new Set(before === undefined ? [] : before.#counted);
  }

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
