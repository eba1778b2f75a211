/** How this very process is: its event loop, memory and processor, and whether it can answer. */

import { type EventLoopUtilization, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { ProcessFigures } from '../contract/index.js';

const RESOLUTION_MS = 20;
const NANOSECONDS_PER_MS = 1e6;
const MICROSECONDS_PER_MS = 1000;
/** A loop that was blocked for so long was no use to anyone waiting. */
const STALL_MS = 2000;

/** What one interval measured. */
interface Interval {
  delayP99Ms: number;
  delayMaxMs: number;
  utilization: number;
  cpuShare: number;
}

/** Measures this process in rolling intervals; the figures are those of the last whole interval. */
export class Vitals {
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  #utilization: EventLoopUtilization = performance.eventLoopUtilization();
  #cpu = process.cpuUsage();
  #begunAt = performance.now();
  #last: Interval | undefined;

  constructor() {
    this.#delay.enable();
  }

  /** Whether the event loop was blocked for two seconds or more since the last roll or in the interval before it. */
  get isStalled(): boolean {
    return (this.#last?.delayMaxMs ?? 0) >= STALL_MS || this.#delay.max / NANOSECONDS_PER_MS >= STALL_MS;
  }

  /** How late the event loop turned over the last whole interval. */
  get eventLoopDelayP99Ms(): number {
    return (this.#last ?? this.#measure()).delayP99Ms;
  }

  /** The figures of the last whole interval, or of the first one so far; memory as it is now. */
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

  /** Ends an interval and begins a new one. */
  roll(): void {
    this.#last = this.#measure();
    this.#delay.reset();
    this.#utilization = performance.eventLoopUtilization();
    this.#cpu = process.cpuUsage();
    this.#begunAt = performance.now();
  }

  stop(): void {
    this.#delay.disable();
  }

  #measure(): Interval {
    const { user, system } = process.cpuUsage(this.#cpu);
    const elapsedMs = Math.max(1, performance.now() - this.#begunAt);
    // The histogram holds the time between two looks; what is over their distance is the delay. Empty, it says NaN or 0.
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
