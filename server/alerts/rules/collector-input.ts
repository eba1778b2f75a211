/** The input of the rules, taken from the collector. */

import type { Collector } from '../../collector/collector.js';
import type { Histogram } from '../../collector/histogram/histogram.js';
import { METHODS } from '../../collector/methods.js';
import type { WindowView } from '../../collector/window.js';
import { type CheckStatus, ERROR_CLASS_NAMES, SLICE_SECONDS } from '../../contract/index.js';
import type { EndpointKey } from '../../options/endpoint-key.js';
import type {
  EndpointFigures,
  ErrorGroupInput,
  RecentSample,
  RuleInput,
  WindowFigures,
  WindowSessions,
} from './rule-input.js';
import type { WaitingRequest } from './waiting-requests.js';

/** The part of the input that the collector does not know. */
export interface RuleContext {
  /** Monotonic milliseconds. */
  now: number;
  /** The same time in milliseconds since 1970. */
  wall: number;
  eventLoopDelayP99Ms: number;
  check: (name: string) => CheckStatus | undefined;
  /** The app's own number; null when there is none; none unless given. */
  instrument?: (name: string) => number | null;
  /** The open requests that wait for an answer; none unless given. */
  waiting?: readonly WaitingRequest[];
  dependency?: RuleInput['dependency'];
  waitingFor?: RuleInput['waitingFor'];
  errorGroups?: ErrorGroupInput;
}

/** The input at one time. */
export class CollectorInput implements RuleInput {
  readonly #collector: Collector;
  readonly #context: RuleContext;
  readonly #views = new Map<number, WindowView>();

  constructor(collector: Collector, context: RuleContext) {
    this.#collector = collector;
    this.#context = context;
  }

  get waiting(): readonly WaitingRequest[] {
    return this.#context.waiting ?? [];
  }

  get dependency(): RuleInput['dependency'] {
    return this.#context.dependency;
  }

  get waitingFor(): RuleInput['waitingFor'] {
    return this.#context.waitingFor;
  }

  get activeSessions(): number {
    return this.#collector.sessions.active(this.#context.now);
  }

  get eventLoopDelayP99Ms(): number {
    return this.#context.eventLoopDelayP99Ms;
  }

  get uptimeSeconds(): number {
    return (this.#context.now - this.#collector.observedSince) / 1000;
  }

  get errorGroups(): ErrorGroupInput | undefined {
    return this.#context.errorGroups;
  }

  check(name: string): CheckStatus | undefined {
    return this.#context.check(name);
  }

  instrument(name: string): number | null {
    return this.#context.instrument?.(name) ?? null;
  }

  window(seconds: number): WindowFigures {
    const { requests, failed, classes, latency, own } = this.#view(seconds);
    const names = this.#collector.classes.names;
    const sessionsOf = (): WindowSessions => this.#sessions(seconds);
    let sessions: WindowSessions | undefined;
    const byName = (counts: Float64Array): Map<string, number> =>
      new Map(names.map((name, index): [string, number] => [name, counts[index] ?? 0]));
    return {
      requests,
      failed,
      latency,
      classes: byName(classes),
      // Few rules ask for it, and to look at all of them takes a while.
      get sessions() {
        return (sessions ??= sessionsOf());
      },
      own: own && {
        ...{ requests: own.requests, failed: own.failed, latency: own.latency, own: own.own },
        classes: byName(own.classes),
      },
    };
  }

  counted(key: EndpointKey, seconds: number): Pick<WindowFigures, 'requests' | 'failed'> | undefined {
    const place = this.#collector.counted.indexOf(key);
    if (place < 0) return undefined;
    const { counted } = this.#view(seconds);
    return { requests: counted[2 * place] ?? 0, failed: counted[2 * place + 1] ?? 0 };
  }

  /** Many rules may ask for the same. */
  #view(seconds: number): WindowView {
    const view = this.#views.get(seconds) ?? this.#collector.window(this.#context.now, seconds);
    this.#views.set(seconds, view);
    return view;
  }

  #sessions(seconds: number): WindowSessions {
    const { now } = this.#context;
    const collector = this.#collector;
    const newest = collector.sliceNumber(now);
    const { requestsWithSession, failures, ofClass } = collector.failingSessions.view(newest, seconds / SLICE_SECONDS);
    return {
      requests: requestsWithSession,
      withError: (errorClass) => {
        const who = errorClass === null ? failures : ofClass(collector.classes.names.indexOf(errorClass));
        return who && who.sessions.size + who.anonymous;
      },
      // Few rules ask for it.
      get affected() {
        return collector.sessionCounts(now, seconds).affected;
      },
    };
  }

  endpoints(seconds: number): EndpointFigures[] {
    const names = this.#collector.classes.names;
    return this.#collector.busiest(this.#context.now, Infinity, seconds).map((figures) => {
      const builtIn = ERROR_CLASS_NAMES.map((name, index): [string, number] => [name, figures.classes[index] ?? 0]);
      const custom = Array.from(figures.customClasses, ([index, count]): [string, number] => [
        names[index] ?? '',
        count,
      ]);
      let latency: Histogram | undefined;
      return {
        endpoint: figures.endpoint,
        method: figures.method,
        requests: figures.requests,
        failed: figures.failed,
        classes: new Map([...builtIn, ...custom]),
        // Rules look at the latencies of few of the thousands of endpoints.
        get latency() {
          return (latency ??= figures.latency());
        },
      };
    });
  }

  *recent(seconds: number): Generator<RecentSample> {
    const { now, wall } = this.#context;
    const since = Math.max(now - seconds * 1000, this.#collector.observedSince);
    for (const request of this.#collector.recent) {
      if (request.at < since) return;
      yield {
        time: wall - (now - request.at),
        endpoint: request.endpoint.template,
        method: METHODS[request.endpoint.method] ?? '_OTHER',
        latencyMs: request.latencyMs,
        errorClass: this.#collector.classes.names[request.errorClass] ?? null,
        failed: request.failed,
        measured: request.measured,
      };
    }
  }
}
