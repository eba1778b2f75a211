/** How long requests may take that are not polled. */
export const TIME_LIMIT_MS = 10_000;

/** A signal that aborts when `signal` does, and after ten seconds. Safari before 17.4 has no `AbortSignal.any`. */
export function withTimeLimit(signal: AbortSignal): AbortSignal {
  const limited = new AbortController();
  signal.addEventListener('abort', () => limited.abort());
  abortInTime(new WeakRef(limited));
  return limited.signal;
}

/** The timer holds on to nothing: a request that has ended, and its element, are free at once. */
function abortInTime(limited: WeakRef<AbortController>): void {
  AbortSignal.timeout(TIME_LIMIT_MS).addEventListener('abort', () => limited.deref()?.abort());
}
