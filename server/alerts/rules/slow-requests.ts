/** Requests that are slower than the limits of their own endpoints; open ones are counted as `withWaiting` counts them. */

import type { LatencyFigures } from '../../collector/histogram/histogram.js';
import type { OwnLatencies } from '../../collector/own-figures.js';
import type { EndpointLimits, LimitIndex } from '../../options/endpoint-limits.js';
import type { WaitingRequest } from './waiting-requests.js';

/** Latencies of a window, by whose limits they are judged. */
export interface JudgedLatencies {
  /** By those of the app. */
  latency: LatencyFigures;
  /** By those of their endpoints. */
  own: OwnLatencies;
}

/** Which limits requests are compared with. */
export interface SlowLimits {
  endpoints: EndpointLimits | undefined;
  which: LimitIndex;
  /** The limit of endpoints without one of their own; milliseconds. */
  otherwiseMs: number;
}

/** How many requests are slow. */
export interface SlowRequests {
  count: number;
  total: number;
  /** How many of them are still open. */
  waiting: number;
}

/** Counts the slow requests of a window. */
export function slowRequests(
  { latency, own }: JudgedLatencies,
  { endpoints, which, otherwiseMs }: SlowLimits,
  open: readonly WaitingRequest[],
  windowSeconds: number,
): SlowRequests {
  const windowMs = windowSeconds * 1000;
  const slow = own.slow[which];
  const ended = {
    count: latency.countOver(otherwiseMs) + slow.count,
    total: latency.count + own.all.count,
    waiting: 0,
  };
  const waiting = open.filter((request) => {
    const limitMs = endpoints === undefined ? otherwiseMs : endpoints.ofOpen(request, which, otherwiseMs);
    return limitMs !== null && request.ageMs > limitMs && request.ageMs <= windowMs;
  }).length;
  if (waiting === 0) return ended;
  const begun = latency.withOpen([], windowMs);
  // Of requests that took as long as half of the window, half began before it.
  const begunOf = ({ count, ms }: { count: number; ms: number }): number =>
    Math.max(0, Math.round(count - ms / windowMs));
  const all = {
    count: begun.countOver(otherwiseMs) + begunOf(slow) + waiting,
    total: begun.count + begunOf(own.all) + waiting,
    waiting,
  };
  return shareOf(all) > shareOf(ended) ? all : ended;
}

/** The share of slow requests, from 0 to 1. */
export function shareOf({ count, total }: Pick<SlowRequests, 'count' | 'total'>): number {
  return count / Math.max(1, total);
}
