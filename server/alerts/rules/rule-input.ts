/** What rules are evaluated on. Times and sums are asked for by the seconds that they cover. */

import type { Histogram, LatencyFigures } from '../../collector/histogram/histogram.js';
import type { AlertEvidence, CheckStatus } from '../../contract/index.js';
import type { EndpointKey } from '../../options/endpoint-key.js';
import type { JudgedLatencies } from './slow-requests.js';
import type { WaitingRequest } from './waiting-requests.js';

/** Sums over a rule's window. */
export interface WindowFigures {
  requests: number;
  failed: number;
  /** Count by the name of the error class; absent means 0. */
  classes: ReadonlyMap<string, number>;
  latency: LatencyFigures;
  /** Absent where sessions are not known, as for single endpoints. */
  sessions?: WindowSessions;
  /** The part of endpoints that have limits of their own; absent without such endpoints. */
  own?: OwnWindow | undefined;
}

/** What a window holds of endpoints with limits of their own, see `OwnFigures`. */
export interface OwnWindow extends JudgedLatencies {
  requests: number;
  failed: number;
  classes: ReadonlyMap<string, number>;
}

/** Sessions of a window. */
export interface WindowSessions {
  /** Requests that carried a session. */
  requests: number;
  /**
   * Different sessions with an error of a class, or with a failure (null), and those errors without a session; null
   * when there were too many to count.
   */
  withError: (errorClass: string | null) => number | null;
  /** Different sessions with a failure; null where that is not known. */
  readonly affected: number | null;
}

/** The sums of one endpoint. */
export interface EndpointFigures extends WindowFigures {
  /** The route template. */
  endpoint: string;
  method: string;
  latency: Histogram;
}

/** The calls of a dependency; the classes are those of `CALL_FAILURES`. */
export interface DependencyCalls extends WindowFigures {
  latency: Histogram;
  /** The ages of the open calls without an answer, milliseconds. */
  openMs: readonly number[];
}

/** An endpoint that waits for a dependency. */
export interface WaitingEndpoint {
  endpoint: string;
  method: string;
  /** Of its time, 0 to 100. */
  percent: number;
}

/** One of the last requests. */
export interface RecentSample {
  /** When it ended, milliseconds since 1970. */
  time: number;
  endpoint: string;
  method: string;
  /** NaN when it is not known. */
  latencyMs: number;
  errorClass: string | null;
  failed: boolean;
  /** Whether its latency counts in the percentiles. */
  measured: boolean;
}

/** An error group with how often it occurred. */
export type ErrorGroupCount = NonNullable<AlertEvidence['error_group']>;

/** What rules know of error groups. Times are asked for by the seconds that they cover. */
export interface ErrorGroupInput {
  /**
   * The group with most errors of a class, or most failures (null), at an endpoint or at all of them; undefined when
   * there is none.
   */
  heaviest(
    seconds: number,
    errorClass: string | null,
    endpoint: { template: string; method: string | null } | null,
  ): ErrorGroupCount | undefined;
  /** The groups that were never seen before, those with most errors first. */
  news(seconds: number): readonly ErrorGroupCount[];
}

/** The input of an evaluation. */
export interface RuleInput {
  /** The whole app over the last `seconds`. */
  window(seconds: number): WindowFigures;
  /** Each endpoint over the last `seconds`, busiest first. Latencies may cover a little more. */
  endpoints(seconds: number): readonly EndpointFigures[];
  /** An endpoint that is counted by itself, over the last `seconds`; undefined for all others. */
  counted?(key: EndpointKey, seconds: number): Pick<WindowFigures, 'requests' | 'failed'> | undefined;
  /** The requests that ended in the last `seconds` and are still kept, newest first. */
  recent(seconds: number): Iterable<RecentSample>;
  /** The open requests that wait for an answer, also those that began before the windows; none unless given. */
  waiting?: readonly WaitingRequest[] | undefined;
  activeSessions: number;
  /** Over the last five seconds. */
  eventLoopDelayP99Ms: number;
  uptimeSeconds: number;
  /** None unless given. */
  errorGroups?: ErrorGroupInput | undefined;
  /** Undefined when there is no check of that name. */
  check(name: string): CheckStatus | undefined;
  /** The calls of a dependency over the last `seconds`; undefined where none are known. */
  dependency?: ((name: string, seconds: number) => DependencyCalls | undefined) | undefined;
  /** The endpoints that wait for a dependency longest, as far as that is known. */
  waitingFor?: ((dependency: string) => readonly WaitingEndpoint[]) | undefined;
  /** The app's own number of this name; null when it has no value, and where there are none. */
  instrument?(name: string): number | null;
}

/** The same input with each window and its endpoints computed once, however many rules ask for them. */
export function memoized(input: RuleInput): RuleInput {
  return {
    window: memoize((seconds) => input.window(seconds)),
    endpoints: memoize((seconds) => input.endpoints(seconds)),
    counted: (key, seconds) => input.counted?.(key, seconds),
    recent: (seconds) => input.recent(seconds),
    waiting: input.waiting,
    activeSessions: input.activeSessions,
    eventLoopDelayP99Ms: input.eventLoopDelayP99Ms,
    uptimeSeconds: input.uptimeSeconds,
    errorGroups: input.errorGroups,
    check: (name) => input.check(name),
    dependency: input.dependency && ((name, seconds) => input.dependency?.(name, seconds)),
    waitingFor: input.waitingFor && ((dependency) => input.waitingFor?.(dependency) ?? []),
    instrument: (name) => input.instrument?.(name) ?? null,
  };
}

function memoize<T>(compute: (seconds: number) => T): (seconds: number) => T {
  const results = new Map<number, T>();
  return (seconds) => {
    const known = results.get(seconds);
    if (known !== undefined) return known;
    const result = compute(seconds);
    results.set(seconds, result);
    return result;
  };
}
