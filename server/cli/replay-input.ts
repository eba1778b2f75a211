/**
 * The input of the rules, taken from kept history. What is known of a step is its sums, so its requests are spread evenly
 * over it. Of a window that covers a part of a step, it has that part of the step's requests.
 */

import { decodeHistogram, type EncodedHistogram } from '../collector/histogram/encoding.js';
import { Histogram } from '../collector/histogram/histogram.js';
import { DistinctCount } from '../statistics/distinct-count.js';
import type { EndpointFigures, RuleInput, WindowFigures } from '../alerts/rules/rule-input.js';
import type { EndpointRecord, Snapshot } from '../history/snapshots.js';

/** A step of history, or one endpoint in it, and how much of it a window covers. */
interface Covered<T = Snapshot> {
  step: T;
  /** From 0 to 1. */
  share: number;
}

/** The input at one time; the steps are those of all processes. */
export class ReplayInput implements RuleInput {
  readonly uptimeSeconds: number;
  readonly eventLoopDelayP99Ms = 0;
  readonly #steps: readonly Snapshot[];
  readonly #at: number;

  /**
   * @param steps those that a window may touch
   * @param at the time, milliseconds since 1970
   * @param begin since when the app has run, the same
   */
  constructor(steps: readonly Snapshot[], at: number, begin: number) {
    this.#steps = steps;
    this.#at = at;
    this.uptimeSeconds = (at - begin) / 1000;
  }

  get activeSessions(): number {
    return sum(this.#steps, ({ from, to, sessions }) => (from < this.#at && this.#at <= to ? sessions : 0));
  }

  window(seconds: number): WindowFigures {
    const covered = this.#covered(seconds);
    const names = new Set(covered.flatMap(({ step }) => step.errors.map(([name]) => name)));
    const countOf = (step: Snapshot, name: string): number => step.errors.find(([each]) => each === name)?.[1] ?? 0;
    const classes = Array.from(names, (name): [string, number] => [
      name,
      total(covered, (step) => countOf(step, name)),
    ]);
    let latency: Histogram | undefined;
    return {
      requests: total(covered, ({ requests }) => requests),
      failed: total(covered, ({ failed }) => failed),
      classes: new Map(classes),
      sessions: { requests: 0, withError: () => null, affected: affectedIn(covered) },
      // Only rules of percentiles look at it.
      get latency() {
        return (latency ??= latencyOf(covered));
      },
    };
  }

  endpoints(seconds: number): EndpointFigures[] {
    const byKey = new Map<string, Covered<EndpointRecord>[]>();
    for (const { step, share } of this.#covered(seconds)) {
      for (const each of step.endpoints) {
        const key = `${each.method} ${each.endpoint}`;
        byKey.set(key, [...(byKey.get(key) ?? []), { step: each, share }]);
      }
    }
    return [...byKey.values()].flatMap((covered) => {
      const [first] = covered;
      if (first === undefined) return [];
      const { endpoint, method } = first.step;
      return {
        ...{ endpoint, method, classes: new Map<string, number>(), latency: latencyOf(covered) },
        requests: total(covered, ({ requests }) => requests),
        failed: total(covered, ({ failed }) => failed),
      };
    });
  }

  /** Which requests ended when is not kept. */
  recent(): [] {
    return [];
  }

  /** Results of checks are not kept. */
  check(): undefined {
    return undefined;
  }

  #covered(seconds: number): Covered[] {
    const since = this.#at - seconds * 1000;
    return this.#steps.flatMap((step) => {
      const overlap = Math.min(step.to, this.#at) - Math.max(step.from, since);
      return overlap > 0 ? [{ step, share: overlap / (step.to - step.from) }] : [];
    });
  }
}

function total<T>(covered: readonly Covered<T>[], of: (step: T) => number): number {
  return Math.round(sum(covered, ({ step, share }) => share * of(step)));
}

/** Null where no step has sessions. */
function affectedIn(covered: readonly Covered[]): number | null {
  if (covered.every(({ step }) => step.affected === null)) return null;
  return total(covered, ({ affected }) => DistinctCount.from(affected)?.count ?? 0);
}

/** The latencies, thinned evenly: each quantile stays where it is. */
function latencyOf(covered: readonly Covered<{ latency: EncodedHistogram }>[]): Histogram {
  const merged = new Histogram();
  for (const { step, share } of covered) {
    const whole = decodeHistogram(step.latency) ?? new Histogram();
    let [seen, taken] = [0, 0];
    const part: [bucket: number, count: number][] = [];
    for (const [bucket, count] of whole.buckets()) {
      seen += count;
      const more = Math.round(share * seen) - taken;
      if (more > 0) part.push([bucket, more]);
      taken += more;
    }
    merged.addBuckets(whole.scale, part);
  }
  return merged;
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((all, item) => all + of(item), 0);
}
