/** The time limit of requests that are not polled. */

const TIME_LIMIT_MS = 10_000;

/** A signal that also aborts after ten seconds. */
export function withTimeLimit(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT_MS)]);
}
