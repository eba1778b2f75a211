/**
 * The monitor's source of time. Latency, windows and rules use the monotonic clock; the wall clock only dates what is
 * shown or stored.
 */
export interface Clock {
  /** Milliseconds that never go back, from any origin. */
  monotonic(): number;
  /** Milliseconds since 1970. */
  wall(): number;
  /**
   * Calls a function again and again, whenever so many milliseconds of this clock have passed, or more; not while it is
   * being called itself. A timer of the system's unless given: only a clock whose time passes faster needs its own.
   * @returns what ends the calls
   */
  every?(ms: number, work: () => void): () => void;
}

/** The clock of this process. */
export const systemClock = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
  every: (ms, work) => {
    const timer = setInterval(work, ms).unref();
    return () => {
      clearInterval(timer);
    };
  },
} satisfies Clock;

/**
 * A clock that is given by the app and may throw or return something else than a number: then time stands still. Monotonic
 * time begins at 0 or later, for what counts it in steps.
 * @param onError called with what went wrong; while it runs, it is not called again
 */
export function guardedClock(clock: Clock, onError: (error: unknown) => void): Required<Clock> {
  if (clock === systemClock) return systemClock;
  let isReporting = false;
  const report = (error: unknown): void => {
    if (isReporting) return;
    isReporting = true;
    onError(error);
    isReporting = false;
  };
  const guarded = (name: 'monotonic' | 'wall'): (() => number) => {
    let last = systemClock[name]();
    return () => {
      try {
        const answer: unknown = clock[name]();
        if (typeof answer === 'number' && Number.isFinite(answer)) return (last = answer);
        Promise.resolve(answer).catch(() => undefined);
        report(new TypeError(`The function ${name} of the clock returned no number`));
      } catch (error) {
        report(error);
      }
      return last;
    };
  };
  const monotonic = guarded('monotonic');
  const origin = Math.min(0, monotonic());
  return {
    ...{ monotonic: () => monotonic() - origin, wall: guarded('wall') },
    every: clock.every?.bind(clock) ?? systemClock.every,
  };
}
