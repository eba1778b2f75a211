/** How long to wait before a delivery is tried again. */

import { retryAfterMs } from '../net/http-client.js';

const MAX_BACKOFF_MS = 300_000;
/** A target that asks for a longer wait is tried earlier all the same: an alert must not come a day late. */
const MAX_REQUESTED_MS = 900_000;

/**
 * Exponential backoff from 1 s to 5 min. Half of each delay is random, so that many processes do not retry at once.
 * @param failures in a row, at least 1
 * @param random in [0, 1)
 * @returns milliseconds
 */
export function backoff(failures: number, random: number): number {
  const longest = Math.min(MAX_BACKOFF_MS, 1000 * 2 ** failures);
  return (longest / 2) * (1 + random);
}

/**
 * The delay that a target requests with a `Retry-After` header, up to 15 min.
 * @param wall milliseconds since 1970
 * @returns milliseconds; 0 when it requests none
 */
export function requestedDelay(header: string | undefined, wall: number): number {
  return Math.min(retryAfterMs(header, wall) ?? 0, MAX_REQUESTED_MS);
}
