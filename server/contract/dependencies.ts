/** What the app waits for: outgoing HTTP calls by host, and what it times by name. */

/**
 * Why calls fail: an answer of 500 or above, or 429 (too many requests); a connection that is refused, unreachable or
 * broken off; a name that is not found; no answer in time; else.
 */
export const CALL_FAILURES = ['status', 'refused', 'dns', 'timeout', 'other'] as const;
/** One of them. */
export type CallFailure = (typeof CALL_FAILURES)[number];

/** Hosts and names beyond the cap. */
export const OTHER_DEPENDENCIES = '(other)';

/** One dependency over the window. */
export interface DependencyFigures {
  /** The host, with its port unless that is the scheme's own; or the name given to `monitor.time`. */
  name: string;
  /** `http` and `https` for outgoing calls, `timed` for `monitor.time`. */
  kind: 'http' | 'https' | 'timed';
  /** Calls that ended. */
  requests: number;
  failed: number;
  error_rate_percent: number;
  /** Only those that occurred. */
  failures: Partial<Record<CallFailure, number>>;
  /** Calls that the app itself gave up before an answer; they are in no other figure. */
  aborted: number;
  calls_per_minute: number;
  p50_ms: number | null;
  p95_ms: number | null;
  p99_ms: number | null;
  /** Open now. */
  open: number;
  oldest_open_seconds: number | null;
  /** Of the time of all requests, 0 to 100; null unless the waiting of requests is followed. */
  share_percent: number | null;
  /** The P95 over the last hours before this window; null where too little is known. */
  usual_p95_ms: number | null;
}

/** How an endpoint's time is spent, in percent of its latency. */
export interface EndpointWaiting {
  /** What is not waiting. */
  own_percent: number;
  /** By dependency, largest first, at most three; overlapping calls share their time. */
  dependencies: { name: string; percent: number }[];
}
