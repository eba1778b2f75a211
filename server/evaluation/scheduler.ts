/** The one timer of a monitor, and the clock that all its parts are handed the time of. */

import { EVALUATION_SECONDS } from '../contract/index.js';
import type { Clock } from '../runtime/clock.js';

const TICK_MS = 1000;

/** What is due when. Times are monotonic milliseconds, and milliseconds since 1970. */
export interface ScheduledWork {
  /** Once a second. */
  tick: (now: number, wall: number) => void;
  /** Once in five seconds, before `tick`. A late timer leads to one call, not to one for each that it missed. */
  evaluate: (now: number, wall: number) => void;
}

/** Calls the work of a monitor's parts on time. */
export class Scheduler {
  readonly #clock: Clock;
  #timer: NodeJS.Timeout | undefined;
  #ticks = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Monotonic milliseconds. */
  readonly now = (): number => this.#clock.monotonic();

  /** Milliseconds since 1970. */
  readonly wall = (): number => this.#clock.wall();

  /** Begins to call the work. The timer does not keep the process alive. */
  start({ tick, evaluate }: ScheduledWork): void {
    this.#timer = setInterval(() => {
      const [now, wall] = [this.now(), this.wall()];
      this.#ticks++;
      if (this.#ticks % EVALUATION_SECONDS === 0) evaluate(now, wall);
      tick(now, wall);
    }, TICK_MS);
    this.#timer.unref();
  }

  /** Ends the timer. */
  stop(): void {
    clearInterval(this.#timer);
  }
}
