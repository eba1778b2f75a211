/**
 * What the app waits for: a bounded table of dependencies, and the calls that are open. When the table is full, a new name
 * is counted as `(other)` until it occurred often enough to replace the one with the fewest calls, so that a storm of
 * names evicts no real one. Names that rules watch have a place of their own.
 */

import { FrequencySketch } from '../collector/endpoints/frequency-sketch.js';
import { BucketPool } from '../collector/histogram/bucket-pool.js';
import { type CallFailure, type DependencyFigures, OTHER_DEPENDENCIES, SLICE_SECONDS } from '../contract/index.js';
import { ownCopy } from '../options/values.js';
import { redact as redactAll, type Redact } from '../text/redact.js';
import { Call, failureOfStatus } from './call.js';
import { type CallSums, type CallTotals, Dependency, type DependencyKind } from './dependency.js';
import { figuresOf } from './figures.js';
import { type FollowedRequest, waitsOf } from './request-waits.js';

/** The capacity of the table, beside one `(other)` of each kind. */
export const MAX_DEPENDENCIES = 50;
const MAX_NAME = 256;
/** Pages of histogram buckets, 128 bytes each. */
const MAX_PAGES = 20_000;
/** An idle dependency with no more calls than this in all is evicted for any new one. */
const NEGLIGIBLE = 3;
/** An open call, about. */
const CALL_BYTES = 300;
/** The body of an answer may stay unread: after this time, the call is counted by the time to its headers. */
const UNREAD_MS = 60_000;
/** A call without an answer for this long is counted as a timeout and followed no more. */
const UNANSWERED_MS = 3_600_000;

/** Settings. */
export interface DependenciesSettings {
  windowSeconds: number;
  /** How far back figures are kept; the window unless given and longer. */
  keepSeconds?: number | undefined;
  /** Names that rules watch. */
  watched?: Iterable<string> | undefined;
  /** The request in whose handling a call begins; undefined unless requests are followed. */
  currentRequest?: (() => FollowedRequest | undefined) | undefined;
  redact?: Redact | undefined;
}

/** The calls of one name over some seconds, as rules see them. */
export interface WatchedCalls extends CallSums {
  /** The ages of the open ones without an answer, milliseconds. */
  openMs: number[];
}

/** A dependency that may be evicted, and its calls at the time of the check. */
interface Candidate {
  key: string;
  dependency: Dependency;
  weight: number;
}

/** The table, and the open calls. Times are monotonic milliseconds. */
export class Dependencies {
  readonly #settings: DependenciesSettings;
  readonly #redact: Redact;
  readonly #watched: ReadonlySet<string>;
  readonly #slices: number;
  readonly #windowSlices: number;
  readonly #pool = new BucketPool(MAX_PAGES);
  readonly #table = new Map<string, Dependency>();
  /** By what `begin` was given, oldest first. */
  readonly #open = new Map<object, Call>();
  /** Created when the table is first full. */
  #frequencies: FrequencySketch | undefined;
  #candidates: Candidate[] = [];
  #candidatesAt = -1;
  #observedSince: number;

  constructor(settings: DependenciesSettings, now: number) {
    this.#settings = settings;
    this.#redact = settings.redact ?? redactAll;
    this.#watched = new Set(settings.watched);
    this.#windowSlices = settings.windowSeconds / SLICE_SECONDS;
    this.#slices = Math.max(settings.windowSeconds, settings.keepSeconds ?? 0) / SLICE_SECONDS;
    this.#observedSince = now;
  }

  /** What they take, about. */
  get bytes(): number {
    let sum = this.#pool.bytes + this.#open.size * CALL_BYTES;
    for (const dependency of this.#table.values()) sum += dependency.bytes;
    return sum;
  }

  /** Whether it is known how long each request waits. */
  get isFollowing(): boolean {
    return this.#settings.currentRequest !== undefined;
  }

  /**
   * Begins a call.
   * @param key by which `callOf` finds it while it is open
   */
  begin(kind: DependencyKind, name: string, now: number, key: object = {}): Call {
    const dependency = this.#dependencyOf(kind, name, sliceOf(now));
    const request = this.#settings.currentRequest?.();
    const call = new Call(dependency, now, key);
    if (request !== undefined) call.wait = waitsOf(request).begin(dependency, now);
    dependency.open++;
    this.#open.set(key, call);
    return call;
  }

  /** The open call with this key. */
  callOf(key: object): Call | undefined {
    return this.#open.get(key);
  }

  /** Ends a call with its answer, or with why it failed. */
  end(call: Call, now: number, failure: CallFailure | undefined = failureOfStatus(call.status)): void {
    if (!this.#close(call, now)) return;
    call.dependency.record(sliceOf(now), Math.max(0, now - call.startedAt), failure);
  }

  /** Ends a call that the app gave up. Once it was answered, it counts by the time to its headers. */
  giveUp(call: Call, now: number): void {
    if (!this.#close(call, now)) return;
    if (call.answeredAt < 0) call.dependency.recordAborted(sliceOf(now));
    else this.#recordAnswer(call, now);
  }

  /** Ends calls whose answer nobody reads, or that have no answer for an hour. Must be called once in a while. */
  sweep(now: number): void {
    for (const call of this.#open.values()) {
      if (call.answeredAt >= 0) {
        if (now - call.answeredAt < UNREAD_MS || !this.#close(call, call.answeredAt)) continue;
        this.#recordAnswer(call, now);
      } else if (now - call.startedAt >= UNANSWERED_MS) this.end(call, now, 'timeout');
    }
  }

  /**
   * Empties the windows after a gap; totals and what is usual stay.
   * @param suspendedMs by how much the clock was put forward: no part of that is the time of an open call
   */
  resume(now: number, suspendedMs: number): void {
    this.#observedSince = now;
    for (const dependency of this.#table.values()) dependency.clear();
    for (const call of this.#open.values()) call.postpone(suspendedMs);
    this.#candidatesAt = -1;
  }

  /**
   * The figures over the window, most of the time first; those of `(other)` last among equals.
   * @param requestsMs how long all requests of the window took together
   */
  figures(now: number, requestsMs: number, limit: number): DependencyFigures[] {
    const slice = sliceOf(now);
    const oldest = new Map<Dependency, number>();
    const openMs = new Map<Dependency, number>();
    for (const { dependency, startedAt } of this.#open.values()) {
      if (!oldest.has(dependency)) oldest.set(dependency, startedAt);
      const age = Math.min(now - startedAt, this.#settings.windowSeconds * 1000);
      openMs.set(dependency, (openMs.get(dependency) ?? 0) + age);
    }
    return Array.from(this.#table.values(), (dependency) => {
      const sums = dependency.sums(slice, this.#windowSlices);
      return { dependency, sums, ms: sums.callsMs + (openMs.get(dependency) ?? 0) };
    })
      .filter(({ dependency, sums }) => sums.calls + sums.aborted + dependency.open > 0)
      .sort((a, b) => b.ms - a.ms || b.sums.calls - a.sums.calls)
      .slice(0, limit)
      .map(({ dependency, sums }) =>
        figuresOf(dependency, sums, {
          seconds: Math.min(this.#settings.windowSeconds, (now - this.#observedSince) / 1000),
          oldestMs: oldest.has(dependency) ? now - (oldest.get(dependency) ?? 0) : null,
          requestsMs: this.isFollowing ? requestsMs : null,
          usualP95: dependency.usualP95(slice, this.#windowSlices),
        }),
      );
  }

  /** The calls of a name over the last seconds, as far as they are kept, of each kind. */
  watched(name: string, now: number, seconds: number): WatchedCalls[] {
    const slice = sliceOf(now);
    return [...this.#table.values()]
      .filter((dependency) => dependency.name === name)
      .map((dependency) => ({
        ...dependency.sums(slice, seconds / SLICE_SECONDS),
        openMs: [...this.#open.values()]
          .filter((call) => call.dependency === dependency && call.answeredAt < 0)
          .map(({ startedAt }) => now - startedAt),
      }));
  }

  /** All in the table since they were added to it. `(other)` stays there, so that its counts never go back. */
  *totals(): Generator<CallTotals & Pick<Dependency, 'name' | 'kind' | 'open'>> {
    for (const dependency of this.#table.values()) {
      const { name, kind, open } = dependency;
      yield { name, kind, open, ...dependency.totals() };
    }
  }

  /** All in the table over the last slices, for `recordOf`. */
  *sums(now: number, seconds = this.#settings.windowSeconds): Generator<[Dependency, CallSums]> {
    for (const dependency of this.#table.values()) {
      yield [dependency, dependency.sums(sliceOf(now), seconds / SLICE_SECONDS)];
    }
  }

  #recordAnswer(call: Call, now: number): void {
    const { dependency, answeredAt, startedAt, status } = call;
    dependency.record(sliceOf(now), Math.max(0, answeredAt - startedAt), failureOfStatus(status));
  }

  /** False when it was ended before. */
  #close(call: Call, now: number): boolean {
    if (!this.#open.delete(call.key)) return false;
    call.dependency.open--;
    call.wait?.end(now);
    return true;
  }

  #dependencyOf(kind: DependencyKind, given: string, slice: number): Dependency {
    return this.#table.get(`${kind} ${given}`) ?? this.#admit(kind, given, slice);
  }

  #admit(kind: DependencyKind, given: string, slice: number): Dependency {
    const name = kind === 'timed' ? this.#redact(given, MAX_NAME) : given;
    const key = `${kind} ${name}`;
    const known = this.#table.get(key);
    if (known !== undefined) return known;
    if (name !== OTHER_DEPENDENCIES && !this.#watched.has(name) && this.#table.size >= MAX_DEPENDENCIES) {
      const evicted = this.#evicted(key, slice);
      if (evicted === undefined) return this.#dependencyOf(kind, OTHER_DEPENDENCIES, slice);
      this.#table.get(evicted)?.release();
      this.#table.delete(evicted);
    }
    const own = ownCopy(name);
    const added = new Dependency(own, kind, this.#slices, this.#pool);
    this.#table.set(`${kind} ${own}`, added);
    return added;
  }

  /** The key of the dependency that a new one replaces; undefined while the new one has not occurred often enough. */
  #evicted(key: string, slice: number): string | undefined {
    this.#frequencies ??= new FrequencySketch();
    const count = this.#frequencies.count(key, slice);
    for (;;) {
      const candidate = this.#leastCandidate(slice);
      if (candidate === undefined) return undefined;
      const { dependency, weight } = candidate;
      // It may have become busier since the candidates were computed.
      if (this.#table.get(candidate.key) !== dependency || this.#weightOf(dependency, slice) > weight) {
        this.#candidates.pop();
        continue;
      }
      const isNegligible = weight === 0 && dependency.total <= NEGLIGIBLE;
      if (!isNegligible && count < this.#frequencies.threshold(weight)) return undefined;
      this.#candidates.pop();
      return candidate.key;
    }
  }

  #leastCandidate(slice: number): Candidate | undefined {
    if (this.#candidatesAt !== slice) {
      this.#candidatesAt = slice;
      this.#candidates = Array.from(this.#table, ([key, dependency]) => ({
        ...{ key, dependency },
        weight: this.#weightOf(dependency, slice),
      }))
        .filter(({ dependency: { name } }) => name !== OTHER_DEPENDENCIES && !this.#watched.has(name))
        .sort((a, b) => b.weight - a.weight || b.dependency.total - a.dependency.total);
    }
    return this.#candidates.at(-1);
  }

  #weightOf(dependency: Dependency, slice: number): number {
    return dependency.open + dependency.calls(slice);
  }
}

function sliceOf(now: number): number {
  return Math.floor(now / (SLICE_SECONDS * 1000));
}
