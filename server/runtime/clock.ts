/**
 * The monitor's source of time. Latency, windows and rules use the monotonic clock; the wall clock only dates what is
 * shown or stored.
 */
export interface Clock {
  /** Milliseconds that never go back, from any origin. */
  monotonic(): number;
  /** Milliseconds since 1970. */
  wall(): number;
}

/** The clock of this process. */
export const systemClock: Clock = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
};

/**
 * A clock that is given by the app and may throw or return something else than a number: then time stands still.
 * @param onError called with what went wrong; while it runs, it is not called again
 */
export function guardedClock(clock: Clock, onError: (error: unknown) => void): Clock {
  if (clock === systemClock) return clock;
  let isReporting = false;
  const report = (error: unknown): void => {
    if (isReporting) return;
    isReporting = true;
    onError(error);
    isReporting = false;
  };
  const guarded = (name: keyof Clock): (() => number) => {
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
  return { monotonic: guarded('monotonic'), wall: guarded('wall') };
}
