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
