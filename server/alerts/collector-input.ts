/** The collector's figures as rules see them. */

import type { Collector } from '../collector/collector.js';
import { METHODS } from '../collector/methods.js';
import { type CheckStatus, ERROR_CLASS_NAMES } from '../contract/index.js';
import type { EndpointFiguresView, LatencyFigures, RecentView, RuleView, WindowFigures } from './rule-input.js';

/** What the collector does not know. */
export interface Surroundings {
  /** Monotonic milliseconds. */
  now: number;
  /** The same moment in milliseconds since 1970. */
  wall: number;
  eventLoopDelayP99Ms: number;
  check: (name: string) => CheckStatus | undefined;
}

/** The figures of one moment. */
export class CollectorView implements RuleView {
  readonly #collector: Collector;
  readonly #around: Surroundings;

  constructor(collector: Collector, around: Surroundings) {
    this.#collector = collector;
    this.#around = around;
  }

  get activeSessions(): number {
    return this.#collector.sessions.active(this.#around.now);
  }

  get eventLoopDelayP99Ms(): number {
    return this.#around.eventLoopDelayP99Ms;
  }

  get uptimeSeconds(): number {
    return (this.#around.now - this.#collector.startedAt) / 1000;
  }

  check(name: string): CheckStatus | undefined {
    return this.#around.check(name);
  }

  window(seconds: number): WindowFigures {
    const { requests, failed, classes, latency } = this.#collector.window(this.#around.now, seconds);
    const names = this.#collector.classes.names;
    return {
      requests,
      failed,
      latency,
      classes: new Map(names.map((name, index): [string, number] => [name, classes[index] ?? 0])),
    };
  }

  endpoints(seconds: number): EndpointFiguresView[] {
    const names = this.#collector.classes.names;
    return this.#collector.busiest(this.#around.now, Infinity, seconds).map((figures) => {
      const builtIn = ERROR_CLASS_NAMES.map((name, index): [string, number] => [name, figures.classes[index] ?? 0]);
      const own = Array.from(figures.ownWords, ([index, count]): [string, number] => [names[index] ?? '', count]);
      let latency: LatencyFigures | undefined;
      return {
        endpoint: figures.endpoint,
        method: figures.method,
        requests: figures.requests,
        failed: figures.failed,
        classes: new Map([...builtIn, ...own]),
        // Of thousands of endpoints the rules look at the latencies of few.
        get latency() {
          return (latency ??= figures.latency());
        },
      };
    });
  }

  *recent(seconds: number): Generator<RecentView> {
    const { now, wall } = this.#around;
    for (const request of this.#collector.recent) {
      if (request.at < now - seconds * 1000) return;
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
