/** How long requests may take that are not polled. */
const TIME_LIMIT_MS = 10_000;

/** A signal that aborts when `signal` does, and after ten seconds. Safari before 17.4 has no `AbortSignal.any`. */
export function withTimeLimit(signal?: AbortSignal): AbortSignal {
  const limited = new AbortController();
  const abort = () => limited.abort();
  for (const either of [signal, AbortSignal.timeout(TIME_LIMIT_MS)]) either?.addEventListener('abort', abort);
  return limited.signal;
}
