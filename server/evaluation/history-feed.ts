/** Adds each slice of the window that has ended to history. */

import type { Collector } from '../collector/collector.js';
import type { Slice } from '../collector/window.js';
import { type Level, SLICE_SECONDS } from '../contract/index.js';
import type { History } from '../history/history.js';
import type { EndpointInput } from '../history/snapshots.js';
import type { StepInput } from '../history/timeline.js';
import type { EndpointKey } from '../options/endpoint-key.js';
import type { Gap } from './scheduler.js';

/** How many endpoints a snapshot of history keeps. */
const HISTORY_ENDPOINTS = 20;

/** The parts between which it stands. */
export interface HistoryFeedParts {
  collector: () => Collector;
  history: () => History;
  level: () => Level;
  /** The app's own numbers; none unless given. */
  instruments?: (now: number) => StepInput['instruments'];
  /** By name; they are counted by the collector. None unless given. */
  objectiveEndpoints?: ReadonlyMap<string, EndpointKey>;
  /** Monotonic milliseconds. */
  now: () => number;
  /** Milliseconds since 1970. */
  wall: () => number;
}

/** Feeds history from a collector. */
export class HistoryFeed {
  readonly #parts: HistoryFeedParts;
  /** While a slice is added: a time within it, since the window cannot be asked for a later one. */
  #sliceTime: number | undefined;

  constructor(parts: HistoryFeedParts) {
    this.#parts = parts;
  }

  /**
   * Adds a slice.
   * @param endMs when it ended, monotonic milliseconds
   */
  add(slice: Slice, endMs: number): void {
    const { collector, history, level, instruments, now, wall } = this.#parts;
    this.#at(endMs - 1, () =>
      history().add({
        wall: wall() - (now() - endMs),
        now: endMs,
        requests: slice.requests,
        failed: slice.failed,
        classes: Object.fromEntries(collector().classes.names.map((name, index) => [name, slice.classes[index] ?? 0])),
        latency: slice.latency,
        counted: this.#countedIn(slice),
        activeSessions: slice.activeSessions,
        affected: slice.sessions.count > 0 ? slice.affected : null,
        level: level(),
        instruments: instruments?.(endMs - 1),
      }),
    );
  }

  /** Adds the slice that a gap has cut short. The windows still hold what was before the gap. */
  skip({ from, to }: Gap): void {
    const { collector, history } = this.#parts;
    collector().end(from);
    this.#at(from, () => history().skip(to));
  }

  /** The endpoints of objectives. */
  #countedIn(slice: Slice): Map<string, readonly [number, number]> {
    const keys = this.#parts.collector().counted;
    return new Map(
      Array.from(this.#parts.objectiveEndpoints ?? [], ([name, key]) => {
        const place = 2 * keys.indexOf(key);
        return [name, [slice.counted[place] ?? 0, slice.counted[place + 1] ?? 0]];
      }),
    );
  }

  #at(time: number, work: () => void): void {
    this.#sliceTime = time;
    try {
      work();
    } finally {
      this.#sliceTime = undefined;
    }
  }

  /** The busiest endpoints over the last seconds, for a snapshot. */
  readonly endpoints = (seconds: number): EndpointInput[] => {
    const slices = Math.max(1, Math.ceil(seconds / SLICE_SECONDS));
    return this.#parts
      .collector()
      .busiest(this.#sliceTime ?? this.#parts.now(), HISTORY_ENDPOINTS, slices * SLICE_SECONDS)
      .map((endpoint) => ({ ...endpoint, latency: endpoint.latency() }));
  };
}
