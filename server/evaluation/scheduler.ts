/**
 * The one timer of a monitor, and the clock that all its parts get the time from. While the machine is suspended, the
 * monotonic clock of Linux stands still. The scheduler notices that by the wall clock and adds the time that is missing,
 * so that for all parts it has passed, and tells them that nothing was observed meanwhile.
 */

import { EVALUATION_SECONDS } from '../contract/index.js';
import type { Clock } from '../runtime/clock.js';

const TICK_MS = 1000;
/**
 * A wall clock that gains more than this on the monotonic clock between two ticks shows that the machine was suspended.
 * A wall clock that was set forward by as much looks the same. Smaller steps are those of a time server.
 */
const SUSPENDED_MS = 5000;
/** A process without a tick for longer than this did not run: it was stopped or blocked, or the machine suspended. */
const STOPPED_MS = 60_000;

/** A time in which nothing was observed. Times are monotonic milliseconds. */
export interface Gap {
  /** The last tick before it. */
  from: number;
  /** The tick that found it. */
  to: number;
  /** By how much the clock of the parts was put forward, because the monotonic clock had stood still. */
  suspendedMs: number;
}

/** What is due when. Times are monotonic milliseconds, and milliseconds since 1970. */
export interface ScheduledWork {
  /** Once a second. */
  tick: (now: number, wall: number) => void;
  /** Once in five seconds, before `tick`. A late timer leads to one call, not to one for each that it missed. */
  evaluate: (now: number, wall: number) => void;
  /** After a gap, before `evaluate`. The next `tick` follows a second later, when what has waited has been handled. */
  resume: (gap: Gap) => void;
}

/** Calls the work of a monitor's parts on time. */
export class Scheduler {
  readonly #clock: Required<Clock>;
  #stop: (() => void) | undefined;
  #ticks = 0;
  #suspendedMs = 0;

  constructor(clock: Required<Clock>) {
    this.#clock = clock;
  }

  /** Monotonic milliseconds, the time in which the machine was suspended included. */
  readonly now = (): number => this.#clock.monotonic() + this.#suspendedMs;

  /** Milliseconds since 1970. */
  readonly wall = (): number => this.#clock.wall();

  /** Begins to call the work. The timer of the system does not keep the process alive. */
  start({ tick, evaluate, resume }: ScheduledWork): void {
    let [lastNow, lastWall] = [this.now(), this.wall()];
    this.#stop = this.#clock.every(TICK_MS, () => {
      const [from, wall] = [lastNow, this.wall()];
      const gained = wall - lastWall - (this.now() - from);
      const suspendedMs = gained > SUSPENDED_MS ? gained : 0;
      this.#suspendedMs += suspendedMs;
      const now = this.now();
      [lastNow, lastWall] = [now, wall];
      if (suspendedMs > 0 || now - from > STOPPED_MS) {
        this.#ticks = 0;
        resume({ from, to: now, suspendedMs });
        evaluate(now, wall);
        return;
      }
      this.#ticks++;
      if (this.#ticks % EVALUATION_SECONDS === 0) evaluate(now, wall);
      tick(now, wall);
    });
  }

  /** Ends the timer. */
  stop(): void {
    this.#stop?.();
  }
}
