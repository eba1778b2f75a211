/**
 * Where the monitor takes its time from. Latency, windows and rules run on the monotonic clock;
 * the wall clock only dates what is shown or stored.
 */
export interface Clock {
  /** Milliseconds that never go back; the origin does not matter. */
  monotonic(): number;
  /** Milliseconds since 1970. */
  wall(): number;
}

/** The clock of this process. */
export const systemClock: Clock = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
};
