/** Metrics of this process: event loop, memory and processor. */

import { type EventLoopUtilization, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { ProcessFigures } from '../contract/index.js';

const RESOLUTION_MS = 20;
const NANOSECONDS_PER_MS = 1e6;
const MICROSECONDS_PER_MS = 1000;
/** An event loop that is blocked for this long counts as stalled. */
const STALL_MS = 2000;

/** The measurements of one interval. */
interface Interval {
  delayP99Ms: number;
  delayMaxMs: number;
  utilization: number;
  cpuShare: number;
}

/** Measures this process in intervals. Its figures are those of the last completed interval. */
export class ProcessMetrics {
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  #utilization: EventLoopUtilization = performance.eventLoopUtilization();
  #cpu = process.cpuUsage();
  #startedAt = performance.now();
  #last: Interval | undefined;

  constructor() {
    this.#delay.enable();
  }

  /** Whether the event loop was blocked for at least two seconds, in the current interval or the one before. */
  get isStalled(): boolean {
    return (this.#last?.delayMaxMs ?? 0) >= STALL_MS || this.#delay.max / NANOSECONDS_PER_MS >= STALL_MS;
  }

  /** The delay of the event loop in the last completed interval. */
  get eventLoopDelayP99Ms(): number {
    return (this.#last ?? this.#measure()).delayP99Ms;
  }

  /** The figures of the last completed interval, or of the first one so far. Memory is that of now. */
  figures(inFlight: number, oldestSeconds: number | null): ProcessFigures {
    const { delayP99Ms, utilization, cpuShare } = this.#last ?? this.#measure();
    const { heapUsed, rss } = process.memoryUsage();
    return {
      event_loop_delay_p99_ms: rounded(delayP99Ms),
      event_loop_utilization: rounded(utilization),
      cpu_share: rounded(cpuShare),
      heap_used_bytes: heapUsed,
      rss_bytes: rss,
      in_flight: inFlight,
      oldest_request_seconds: oldestSeconds === null ? null : rounded(oldestSeconds),
    };
  }

  /** Completes an interval and begins a new one. */
  roll(): void {
    this.#last = this.#measure();
    this.#delay.reset();
    this.#utilization = performance.eventLoopUtilization();
    this.#cpu = process.cpuUsage();
    this.#startedAt = performance.now();
  }

  stop(): void {
    this.#delay.disable();
  }

  #measure(): Interval {
    const { user, system } = process.cpuUsage(this.#cpu);
    const elapsedMs = Math.max(1, performance.now() - this.#startedAt);
    // The histogram has the times between two timer ticks; the excess over their resolution is the delay. Empty: NaN or 0.
    const delayOf = (nanoseconds: number): number => Math.max(0, nanoseconds / NANOSECONDS_PER_MS - RESOLUTION_MS);
    return {
      delayP99Ms: delayOf(this.#delay.percentile(99)),
      delayMaxMs: delayOf(this.#delay.max),
      utilization: performance.eventLoopUtilization(this.#utilization).utilization,
      cpuShare: (user + system) / MICROSECONDS_PER_MS / elapsedMs,
    };
  }
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
