/** Limits and windows that hold unless options say otherwise. */

/** The limits that the levels use: [warning, degraded]. */
export interface LevelLimits {
  error_rate_percent: [number, number];
  p95_ms: [number, number];
}

/** Where the levels begin unless the option `levels` says otherwise: [warning, degraded]. */
export const DEFAULT_LIMITS = {
  error_rate_percent: [1, 5],
  p95_ms: [200, 500],
} as const satisfies { [Name in keyof LevelLimits]: readonly [number, number] };

/** The highest share of slow requests, in percent: a P95 latency over its limit says that there are more. */
export const SLOW_PERCENT = 5;

/** Length of the window unless the option `windowSeconds` says otherwise. */
export const DEFAULT_WINDOW_SECONDS = 300;

/** The window moves in steps of this many seconds; they are the steps of `series`. */
export const SLICE_SECONDS = 5;

/** The level and the rules are evaluated once in this many seconds. */
export const EVALUATION_SECONDS = 5;
